--- What the sign column shows: a letter of a result's state. Before Neovim 0.10 the sign of a diagnostic hides every
--- extmark's of its line, so that there these are signs of the older kind, which go by their priority.
local M = {}

local group = "goawait"
local priority = 200
local by_extmark = vim.fn.has("nvim-0.10") == 1

local signs = {
  queued = { "…", "GoAwaitRunning" },
  running = { "⟳", "GoAwaitRunning" },
  done = { "✓", "GoAwaitDone" },
  interrupted = { "■", "GoAwaitInterrupted" },
  failed = { "✗", "GoAwaitFailed" },
  stale = { "~", "GoAwaitStale" },
}

--- The name of a result's sign.
---@param result goawait.Result
---@return string
function M.of(result)
  if result.stale and result.state ~= "running" and result.state ~= "queued" then
    return "stale"
  end
  return result.pending and "running" or signs[result.state] and result.state or "failed"
end

--- What an extmark is to have so that it shows a sign: nothing where that is done otherwise.
---@param name? string
---@return table
function M.options(name)
  if not by_extmark or not name then
    return {}
  end
  return { sign_text = signs[name][1], sign_hl_group = signs[name][2] }
end

--- Shows a sign at a row, in the place of the one with that id.
---@param bufnr integer
---@param id integer
---@param row integer from 0
---@param name? string
function M.place(bufnr, id, row, name)
  if by_extmark or not name then
    return
  end
  local of = "GoAwaitSign_" .. name
  if #vim.fn.sign_getdefined(of) == 0 then
    vim.fn.sign_define(of, { text = signs[name][1], texthl = signs[name][2] })
  end
  vim.fn.sign_place(id, group, of, bufnr, { lnum = row + 1, priority = priority })
end

---@param bufnr integer
---@param id? integer all of the buffer if nil
function M.remove(bufnr, id)
  if not by_extmark and vim.api.nvim_buf_is_valid(bufnr) then
    vim.fn.sign_unplace(group, { buffer = bufnr, id = id })
  end
end

return M
