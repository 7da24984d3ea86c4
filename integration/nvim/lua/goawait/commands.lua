--- What the user commands do. Each works on the current buffer.
local connection = require("goawait.dap.connection")
local goawait = require("goawait")
local lsp = require("goawait.lsp")
local notify = require("goawait.notify")
local range = require("goawait.range")
local run = require("goawait.run")
local status = require("goawait.status")

local M = {}

local api = vim.api

--- Whether the buffer can be worked with; if not, the person has been told why.
local function ready(bufnr)
  local is, problem = goawait.ready(bufnr)
  if not is then
    notify.error(problem)
  end
  return is
end

local function start(kind, make_range, opts)
  local bufnr = api.nvim_get_current_buf()
  if ready(bufnr) then
    run.run(bufnr, kind, make_range(bufnr), opts)
  end
end

--- The words that :GoAwaitRun takes, and what each means.
local kinds = { line = "line", cell = "cell", above = "above", below = "below", all = "all" }

function M.run(call)
  if call.args == "" then
    return start("region", function(bufnr)
      return call.range == 0 and range.cursor(bufnr) or range.lines(bufnr, call.line1, call.line2)
    end)
  end
  if not kinds[call.args] then
    return notify.error(("what is %q? :GoAwaitRun takes line, cell, above, below, all or nothing"):format(call.args))
  end
  start(kinds[call.args], range.cursor)
end

function M.run_cell()
  start("cell", range.cursor)
end

function M.run_above()
  start("above", range.cursor)
end

function M.run_below()
  start("below", range.cursor)
end

function M.run_all()
  start("all", range.cursor)
end

--- Runs the cell, or what the argument says, and goes on to the next.
function M.run_advance(call)
  local kind = call.args == "" and "cell" or call.args
  if kind ~= "cell" and kind ~= "line" then
    return notify.error(("what is %q? :GoAwaitRunAdvance takes cell, line or nothing"):format(call.args))
  end
  start(kind, range.cursor, { advance = true })
end

--- Inserts, splits or merges a cell.
function M.cell(call)
  local cells = require("goawait.cells")
  if not vim.tbl_contains(cells.actions, call.args) then
    return notify.error(("what is %q? :GoAwaitCell takes %s"):format(call.args, table.concat(cells.actions, ", ")))
  end
  cells.edit(call.args)
end

--- The buffer that a command about the session goes by: the current one, or, from the output or the list of tasks,
--- a document of the same workspace.
local function document()
  local bufnr = api.nvim_get_current_buf()
  return vim.b[bufnr].goawait_root and lsp.buffers_of(vim.b[bufnr].goawait_root)[1] or bufnr
end

function M.interrupt()
  local bufnr = document()
  if ready(bufnr) then
    run.interrupt(bufnr)
  end
end

function M.restart(call)
  if call.args ~= "" and call.args ~= "replay" then
    return notify.error(("what is %q? :GoAwaitRestart takes replay or nothing"):format(call.args))
  end
  local bufnr = document()
  if not ready(bufnr) then
    return
  end
  local root = lsp.root(bufnr)
  local replay = call.args == "replay" or call.bang
  lsp.revive(root)
  connection.get(root, function(refused, client)
    if refused then
      return notify.error(refused)
    end
    client:request("restart", { arguments = connection.launch_arguments(root, { replay = replay }) }, function(failure)
      if failure then
        return notify.error("restarting: " .. failure.message)
      end
      notify.info(replay and "a fresh session, the cells run again" or "a fresh session")
    end)
  end)
end

--- The argument of :GoAwaitAutoawait as the server takes it.
local function change(argument)
  if argument == "on" or argument == "off" then
    return { on = argument == "on" }
  end
  return argument ~= "" and { runner = argument } or vim.empty_dict()
end

function M.autoawait(call)
  local bufnr = document()
  if not ready(bufnr) then
    return
  end
  lsp.execute(bufnr, "goawait.autoawait", change(vim.trim(call.args)), function(refused, now)
    if refused then
      return notify.error(refused)
    end
    if now then
      status.update(lsp.root(bufnr), now)
      notify.info(("autoawait is `%s`, and set to use `%s`"):format(now.autoawait and "on" or "off", now.runner))
    end
  end)
end

--- Chooses the runner: the argument, or one from a list.
function M.runner(call)
  local bufnr = document()
  if not ready(bufnr) then
    return
  end
  local function set(name)
    if name then
      M.autoawait({ args = name })
    end
  end
  if call.args ~= "" then
    return set(call.args)
  end
  lsp.request(bufnr, "goawait/setup", vim.empty_dict(), function(refused, setup)
    if refused then
      return notify.error(refused)
    end
    vim.ui.select(setup.runners, {
      prompt = "Runner:",
      kind = "goawait-runner",
      format_item = function(name)
        return name .. (name == setup.settings.runner and "  (now)" or "")
      end,
    }, set)
  end)
end

--- Takes away the results, and their marks with them.
function M.clear()
  local bufnr = api.nvim_get_current_buf()
  if not ready(bufnr) then
    return
  end
  lsp.request(bufnr, "goawait/clear", { textDocument = { uri = vim.uri_from_bufnr(bufnr) } }, function(refused)
    if refused then
      notify.error(refused)
    end
  end)
end

function M.vars(call)
  local bufnr = document()
  if ready(bufnr) then
    require("goawait.pickers").variables(bufnr, vim.trim(call.args))
  end
end

function M.history()
  local bufnr = document()
  if ready(bufnr) then
    require("goawait.pickers").history(bufnr)
  end
end

function M.tasks()
  require("goawait.tasks").open(lsp.root(api.nvim_get_current_buf()))
end

function M.output()
  require("goawait.output").toggle(lsp.root(api.nvim_get_current_buf()))
end

local builtin_runners = { "goroutine", "loop" }

--- The runners that there are, as the server said last.
local function runners()
  local now = status.latest(lsp.root(api.nvim_get_current_buf()))
  return now and now.runners or builtin_runners
end

local words = {
  run = function()
    return vim.tbl_keys(kinds)
  end,
  advance = function()
    return { "cell", "line" }
  end,
  restart = function()
    return { "replay" }
  end,
  cell = function()
    return vim.deepcopy(require("goawait.cells").actions)
  end,
  runner = runners,
  autoawait = function()
    return vim.list_extend({ "on", "off" }, runners())
  end,
}

--- Completes an argument.
---@param what "run"|"advance"|"restart"|"cell"|"runner"|"autoawait"
---@param lead string
---@return string[]
function M.complete(what, lead)
  local list = vim.tbl_filter(function(word)
    return vim.startswith(word, lead)
  end, words[what]())
  if what ~= "autoawait" then
    table.sort(list)
  end
  return list
end

return M
