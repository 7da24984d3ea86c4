--- The list of the session's tasks: what each waits for and since when, where it is, and the means to cancel it.
local lsp = require("goawait.lsp")
local notify = require("goawait.notify")

local M = {}

local api = vim.api
local hint = "x cancels the task under the cursor · <CR> goes to its line · r lists them anew · q closes"

---@class goawait.TaskList
---@field bufnr integer
---@field root string
---@field tasks table<integer, table> by line

local list ---@type goawait.TaskList?

--- How long a task has been waiting, "" if that is not known.
local function since(ms)
  if not ms or ms <= 0 then
    return ""
  elseif ms < 1000 then
    return ("%d ms"):format(ms)
  elseif ms < 60000 then
    return ("%.1f s"):format(ms / 1000)
  end
  return ("%d min"):format(ms / 60000)
end

local function line_of(task)
  local parts = { ("%d  %s"):format(task.id, task.name), task.state }
  if task.waiting ~= "" then
    parts[#parts + 1] = "waits for " .. task.waiting
  end
  if since(task.sinceMs) ~= "" then
    parts[#parts + 1] = "for " .. since(task.sinceMs)
  end
  if task.uri then
    parts[#parts + 1] = ("%s:%d"):format(vim.fn.fnamemodify(vim.uri_to_fname(task.uri), ":t"), task.line + 1)
  elseif task.cell > 0 then
    parts[#parts + 1] = "cell " .. task.cell
  end
  return table.concat(parts, "  ")
end

local function render(tasks)
  local lines, by_line = {}, {}
  for _, task in ipairs(tasks) do
    lines[#lines + 1] = line_of(task)
    by_line[#lines] = task
  end
  if #lines == 0 then
    lines[1] = "no tasks"
  end
  vim.list_extend(lines, { "", hint })
  vim.bo[list.bufnr].modifiable = true
  api.nvim_buf_set_lines(list.bufnr, 0, -1, false, lines)
  vim.bo[list.bufnr].modifiable = false
  list.tasks = by_line
end

--- A document of the list's workspace, for the server to be asked by.
local function document(shown)
  local bufnr = lsp.buffers_of(shown.root)[1]
  if not bufnr then
    notify.error("open a .goa file of the workspace first")
  end
  return bufnr
end

local function refresh()
  local shown = list
  local bufnr = document(shown)
  if not bufnr then
    return
  end
  lsp.request(bufnr, "goawait/tasks", vim.empty_dict(), function(problem, tasks)
    if problem then
      return notify.error("listing the tasks: " .. problem)
    end
    if list == shown and api.nvim_buf_is_valid(shown.bufnr) then
      render(tasks or {})
    end
  end)
end

local function under_cursor()
  return list.tasks[api.nvim_win_get_cursor(0)[1]]
end

local function cancel()
  local task, bufnr = under_cursor(), document(list)
  if not task or not bufnr then
    return
  end
  lsp.request(bufnr, "goawait/cancelTask", { id = task.id }, function(problem)
    if problem then
      return notify.error("cancelling the task: " .. problem)
    end
    refresh()
  end)
end

local function go_to()
  local task = under_cursor()
  if not task or not task.uri then
    return
  end
  local bufnr = vim.uri_to_bufnr(task.uri)
  local win = vim.fn.win_findbuf(bufnr)[1]
  if win then
    api.nvim_set_current_win(win)
  else
    vim.cmd("wincmd p")
    api.nvim_win_set_buf(0, bufnr)
  end
  api.nvim_win_set_cursor(0, { math.min(task.line + 1, api.nvim_buf_line_count(bufnr)), 0 })
end

--- Keeps the list as it is in the session, while it is open: the status tells when tasks come and go.
local function follow(bufnr)
  local group = api.nvim_create_augroup("goawait-tasks", { clear = true })
  api.nvim_create_autocmd("User", {
    group = group,
    pattern = "GoAwaitStatus",
    callback = function()
      if not list or not api.nvim_buf_is_valid(bufnr) then
        return true -- and no more
      end
      refresh()
    end,
  })
end

--- Opens the list.
---@param root string
function M.open(root)
  local bufnr = api.nvim_create_buf(false, true)
  vim.bo[bufnr].bufhidden = "wipe"
  pcall(api.nvim_buf_set_name, bufnr, "goawait://tasks/" .. vim.fn.fnamemodify(root, ":t")) -- another list may have it
  vim.b[bufnr].goawait_root = root
  vim.bo[bufnr].filetype = "goawait-tasks"
  list = { bufnr = bufnr, root = root, tasks = {} }
  vim.cmd("botright 8split")
  local win = api.nvim_get_current_win()
  api.nvim_win_set_buf(win, bufnr)
  api.nvim_win_set_option(win, "number", false)
  api.nvim_win_set_option(win, "winfixheight", true)
  render({})
  follow(bufnr)
  for key, fn in pairs({ x = cancel, r = refresh, ["<CR>"] = go_to, q = "<Cmd>close<CR>" }) do
    vim.keymap.set("n", key, fn, { buffer = bufnr, nowait = true, silent = true })
  end
  refresh()
end

return M
