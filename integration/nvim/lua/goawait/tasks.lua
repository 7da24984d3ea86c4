--- The list of the session's tasks, which are the debug adapter's threads but for the first: the line of cells.
local connection = require("goawait.dap.connection")
local notify = require("goawait.notify")

local M = {}

local api = vim.api
local cells_thread = 1
local hint = "x cancels the task under the cursor · r lists them anew · q closes"

---@class goawait.TaskList
---@field bufnr integer
---@field root string
---@field ids table<integer, integer> task by line

local list ---@type goawait.TaskList?

local function render(threads)
  local lines, ids = {}, {}
  for _, thread in ipairs(threads) do
    if thread.id ~= cells_thread then
      lines[#lines + 1] = thread.name
      ids[#lines] = thread.id
    end
  end
  if #lines == 0 then
    lines[1] = "no tasks"
  end
  vim.list_extend(lines, { "", hint })
  vim.bo[list.bufnr].modifiable = true
  api.nvim_buf_set_lines(list.bufnr, 0, -1, false, lines)
  vim.bo[list.bufnr].modifiable = false
  list.ids = ids
end

local function refresh()
  local shown = list
  connection.get(shown.root, function(problem, client)
    if problem then
      return notify.error(problem)
    end
    client:request("threads", nil, function(failure, body)
      if failure then
        return notify.error("listing the tasks: " .. failure.message)
      end
      if list == shown and api.nvim_buf_is_valid(shown.bufnr) then
        render(body.threads or {})
      end
    end)
  end)
end

local function cancel()
  local id = list.ids[api.nvim_win_get_cursor(0)[1]]
  local client = connection.existing(list.root)
  if not id or not client then
    return
  end
  client:request("terminateThreads", { threadIds = { id } }, function(failure)
    if failure then
      return notify.error("cancelling the task: " .. failure.message)
    end
  end)
end

local listening = false

--- Keeps the list as it is in the session, while it is open.
local function listen()
  if listening then
    return
  end
  listening = true
  connection.listen(function(root, event)
    if event == "thread" and list and list.root == root and api.nvim_buf_is_valid(list.bufnr) then
      refresh()
    end
  end)
end

--- Opens the list.
---@param root string
function M.open(root)
  local bufnr = api.nvim_create_buf(false, true)
  vim.bo[bufnr].bufhidden = "wipe"
  vim.b[bufnr].goawait_root = root
  vim.bo[bufnr].filetype = "goawait-tasks"
  list = { bufnr = bufnr, root = root, ids = {} }
  vim.cmd("botright 8split")
  local win = api.nvim_get_current_win()
  api.nvim_win_set_buf(win, bufnr)
  api.nvim_win_set_option(win, "number", false)
  api.nvim_win_set_option(win, "winfixheight", true)
  render({})
  listen()
  for key, fn in pairs({ x = cancel, r = refresh, q = "<Cmd>close<CR>" }) do
    vim.keymap.set("n", key, fn, { buffer = bufnr, nowait = true, silent = true })
  end
  refresh()
end

return M
