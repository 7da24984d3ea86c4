--- What stands beside a region that runs or ran: virtual text after its last line, moved by Neovim as the text is edited.
local config = require("goawait.config")
local signs = require("goawait.signs")
local text = require("goawait.text")

local M = {}

local api = vim.api
local regions = api.nvim_create_namespace("goawait-regions")
local shown = api.nvim_create_namespace("goawait-results")

local max_width = 300

local looks = {
  queued = { "GoAwaitRunning", "… queued" },
  running = { "GoAwaitRunning", "⟳ running" },
  done = { "GoAwaitValue" },
  interrupted = { "GoAwaitInterrupted" },
}

--- Defines the highlight groups; a colour scheme may define them before.
function M.highlights()
  for name, link in pairs({
    GoAwaitValue = "DiagnosticHint",
    GoAwaitDone = "Comment",
    GoAwaitRunning = "DiagnosticInfo",
    GoAwaitInterrupted = "DiagnosticWarn",
    GoAwaitFailed = "DiagnosticError",
    GoAwaitStale = "NonText",
    GoAwaitDuration = "Comment",
  }) do
    api.nvim_set_hl(0, name, { link = link, default = true })
  end
end

local marks = {} ---@type table<integer, table<integer, goawait.Mark>> by buffer and region extmark

--- The region's place now, nil if it is gone from the buffer.
local function place(bufnr, mark)
  local at = api.nvim_buf_get_extmark_by_id(bufnr, regions, mark.region, { details = true })
  if not at[1] or not at[3] then
    return nil
  end
  return at[1], at[2], at[3].end_row, at[3].end_col
end

--- The last row that has text of the region.
local function last_row(bufnr, from_row, to_row, to_column)
  local row = to_column == 0 and to_row > from_row and to_row - 1 or to_row
  return math.min(row, api.nvim_buf_line_count(bufnr) - 1)
end

local function duration(ms)
  if not ms or ms < 100 then
    return nil
  elseif ms < 1000 then
    return ("%d ms"):format(ms)
  elseif ms < 60000 then
    return ("%.1f s"):format(ms / 1000)
  end
  return ("%d min %02d s"):format(ms / 60000, ms % 60000 / 1000)
end

--- One line of it, short enough to draw.
local function one_line(s)
  s = s:gsub("%s*[\r\n]+%s*", " ⏎ ")
  if #s > max_width then
    s = vim.fn.strcharpart(s, 0, max_width) .. "…"
  end
  return s
end

--- Without the position that an error begins with: it stands beside its line, and its diagnostic points there.
local function without_position(bufnr, message)
  local name = vim.pesc(vim.fn.fnamemodify(api.nvim_buf_get_name(bufnr), ":t"))
  return (message:gsub("^" .. name .. ":%d+:%d+: ", ""):gsub("^" .. name .. ":%d+: ", ""))
end

--- Whether a diagnostic among the rows says the same already, where the person can read it.
local function diagnosed(bufnr, from, to, message)
  local ok, shows = pcall(vim.diagnostic.config)
  if ok and shows and not shows.virtual_text then
    return false
  end
  for _, d in ipairs(vim.diagnostic.get(bufnr)) do
    if d.lnum >= from and d.lnum <= to and d.message == message then
      return true
    end
  end
  return false
end

---@param bufnr integer
---@param result goawait.Result
---@param from integer the region's first row
---@param to integer and its last
---@return table[] chunks of virtual text
local function chunks(bufnr, result, from, to)
  local state, value = result.state, result.text or ""
  local look = looks[state] or { "GoAwaitFailed" }
  local group, label = look[1], look[2]
  if not label then
    if result.pending then
      label, group = "⟳ " .. one_line(value), "GoAwaitRunning"
    elseif state == "done" then
      label = value ~= "" and ("⇒ " .. one_line(value)) or "✓"
      group = value ~= "" and group or "GoAwaitDone"
    elseif state == "interrupted" then
      label = "■ interrupted"
    else
      local message = value ~= "" and without_position(bufnr, value) or state
      local said = state == "check" and diagnosed(bufnr, from, to, message)
      label = "✗ " .. (said and "not run" or one_line(message))
    end
  end
  local list = { { " ", "" }, { label, result.stale and "GoAwaitStale" or group } }
  local took = looks[state] and looks[state][2] and nil or duration(result.durationMs)
  if took then
    list[#list + 1] = { "  " .. took, result.stale and "GoAwaitStale" or "GoAwaitDuration" }
  end
  return list
end

local function remove(bufnr, mark)
  api.nvim_buf_del_extmark(bufnr, regions, mark.region)
  api.nvim_buf_del_extmark(bufnr, shown, mark.text)
  signs.remove(bufnr, mark.text)
  marks[bufnr][mark.region] = nil
end

--- Whether values are shown beside the code: the plugin's setting, and the session's.
local function inline(bufnr)
  local now = vim.b[bufnr].goawait
  return config.get().inline_results and not (type(now) == "table" and now.inlineResults == false)
end

local function draw(bufnr, mark, result)
  mark.state = result.state
  local row, _, to_row, to_column = place(bufnr, mark)
  if not row then
    return remove(bufnr, mark)
  end
  local last = last_row(bufnr, row, to_row, to_column)
  local sign = config.get().signs and signs.of(result) or nil
  local options = vim.tbl_extend("error", signs.options(sign), {
    id = mark.text,
    virt_text = inline(bufnr) and chunks(bufnr, result, row, last) or { { "", "" } },
    virt_text_pos = "eol",
    hl_mode = "combine",
    priority = 200,
  })
  mark.text = api.nvim_buf_set_extmark(bufnr, shown, last, 0, options)
  signs.place(bufnr, mark.text, last, sign)
end

--- Removes the marks whose region has been deleted, and those that overlap the given rows.
local function sweep(bufnr, from, to, from_column, to_column)
  for _, mark in pairs(vim.tbl_extend("force", {}, marks[bufnr] or {})) do
    local row, column, to_row, end_column = place(bufnr, mark)
    if not row or (row == to_row and column == end_column) then
      remove(bufnr, mark)
    elseif from then
      local before = to_row < from or (to_row == from and end_column <= from_column)
      local after = row > to or (row == to and column >= to_column)
      if not before and not after then
        remove(bufnr, mark)
      end
    end
  end
end

--- Shows a region's state, in the place of whatever is shown for the text that it covers.
---@param bufnr integer
---@param result goawait.Result with a range
---@param encoding string
---@return goawait.Mark
function M.show(bufnr, result, encoding)
  local row, column = text.to_buffer(bufnr, result.range.start, encoding)
  local to_row, to_column = text.to_buffer(bufnr, result.range["end"], encoding)
  sweep(bufnr, row, to_row, column, to_column)
  marks[bufnr] = marks[bufnr] or {}
  local region = api.nvim_buf_set_extmark(bufnr, regions, row, column, {
    end_row = to_row,
    end_col = to_column,
    right_gravity = true,
    end_right_gravity = false,
  })
  local mark = { region = region, state = result.state }
  marks[bufnr][region] = mark
  draw(bufnr, mark, result)
  return mark
end

--- Shows another state of a mark, unless something newer has taken its place.
---@param bufnr integer
---@param mark goawait.Mark
---@param result goawait.Result
function M.update(bufnr, mark, result)
  if M.alive(bufnr, mark) then
    draw(bufnr, mark, result)
  end
end

---@param bufnr integer
---@param mark goawait.Mark
function M.drop(bufnr, mark)
  if M.alive(bufnr, mark) then
    remove(bufnr, mark)
  end
end

---@param bufnr integer
---@param mark goawait.Mark
---@return boolean
function M.alive(bufnr, mark)
  return api.nvim_buf_is_loaded(bufnr) and (marks[bufnr] or {})[mark.region] == mark
end

--- Removes the marks that promise a result that will not come, for a server that has ended.
---@param bufnr integer
function M.give_up(bufnr)
  for _, mark in pairs(vim.tbl_extend("force", {}, marks[bufnr] or {})) do
    if mark.state == "running" or mark.state == "queued" then
      remove(bufnr, mark)
    end
  end
end

--- Removes the marks of regions that have been deleted.
---@param bufnr integer
function M.clean(bufnr)
  sweep(bufnr)
end

--- Removes all marks of a buffer that is unloaded or read again.
---@param bufnr integer
function M.forget(bufnr)
  marks[bufnr] = nil
  if api.nvim_buf_is_valid(bufnr) then
    api.nvim_buf_clear_namespace(bufnr, regions, 0, -1)
    api.nvim_buf_clear_namespace(bufnr, shown, 0, -1)
    signs.remove(bufnr)
  end
end

return M
