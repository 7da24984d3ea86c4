--- The session's state, for status lines: b:goawait_status is its text, b:goawait the server's own words.
local lsp = require("goawait.lsp")

local M = {}

local latest = {} ---@type table<string, goawait.Status> by workspace

---@param status goawait.Status
---@return string
local function words(status)
  local parts = { status.state }
  parts[#parts + 1] = status.autoawait and status.runner or "autoawait off"
  if (status.tasks or 0) > 0 then
    parts[#parts + 1] = status.tasks == 1 and "1 task" or status.tasks .. " tasks"
  end
  return "goawait: " .. table.concat(parts, " · ")
end

--- Sets the buffer's variables. Without a status the server does not run.
---@param bufnr integer
---@param status? goawait.Status
function M.set(bufnr, status)
  if not vim.api.nvim_buf_is_valid(bufnr) then
    return
  end
  vim.b[bufnr].goawait = status or vim.empty_dict()
  vim.b[bufnr].goawait_status = status and words(status) or "goawait: stopped"
end

--- Gives a buffer that was attached what is known already.
---@param bufnr integer
---@param root string
function M.attached(bufnr, root)
  if latest[root] then
    M.set(bufnr, latest[root])
  end
end

--- The workspace's server ended.
---@param root string
function M.ended(root)
  latest[root] = nil
  for _, bufnr in ipairs(lsp.buffers_of(root)) do
    M.set(bufnr, nil)
  end
end

--- What the workspace's session said last.
---@param root string
---@return goawait.Status?
function M.latest(root)
  return latest[root]
end

--- Takes a status, for all buffers of the workspace.
---@param root string
---@param status goawait.Status
function M.update(root, status)
  latest[root] = status
  for _, bufnr in ipairs(lsp.buffers_of(root)) do
    M.set(bufnr, status)
  end
  if vim.fn.exists("#User#GoAwaitStatus") == 1 then
    vim.cmd("doautocmd <nomodeline> User GoAwaitStatus")
  end
  vim.cmd("redrawstatus!")
end

--- Has the server's notifications handled. Called once, before the first client starts.
function M.start()
  lsp.on("goawait/status", function(status, client)
    M.update(client.config.root_dir, status)
  end)
  lsp.on_end(M.ended)
end

return M
