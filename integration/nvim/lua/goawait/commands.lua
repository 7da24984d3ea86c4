--- What the user commands do. Each works on the current buffer.
local connection = require("goawait.dap.connection")
local goawait = require("goawait")
local lsp = require("goawait.lsp")
local notify = require("goawait.notify")
local run = require("goawait.run")
local status = require("goawait.status")
local text = require("goawait.text")

local M = {}

local api = vim.api

--- The LSP range between two places of the current buffer; rows and columns from 0, the end exclusive.
local function range(bufnr, row, column, to_row, to_column)
  local encoding = lsp.encoding(bufnr)
  return {
    start = text.to_position(bufnr, row, column, encoding),
    ["end"] = text.to_position(bufnr, to_row, to_column, encoding),
  }
end

local function cursor(bufnr)
  local at = api.nvim_win_get_cursor(0)
  return range(bufnr, at[1] - 1, at[2], at[1] - 1, at[2])
end

--- The end of the character at a byte column.
local function after(bufnr, row, column)
  local line = api.nvim_buf_get_lines(bufnr, row, row + 1, false)[1] or ""
  if column >= #line then
    return #line
  end
  return column + #vim.fn.strcharpart(line:sub(column + 1), 0, 1)
end

--- Whole lines, or the characters that were selected if the lines are those of a selection by characters.
local function lines(bufnr, line1, line2)
  local from, to = api.nvim_buf_get_mark(bufnr, "<"), api.nvim_buf_get_mark(bufnr, ">")
  if vim.fn.visualmode() == "v" and from[1] == line1 and to[1] == line2 then
    return range(bufnr, line1 - 1, from[2], line2 - 1, after(bufnr, line2 - 1, to[2]))
  end
  return range(bufnr, line1 - 1, 0, line2 - 1, math.huge)
end

--- Whether the buffer can be worked with; if not, the person has been told why.
local function ready(bufnr)
  local is, problem = goawait.ready(bufnr)
  if not is then
    notify.error(problem)
  end
  return is
end

local function start(kind, make_range)
  local bufnr = api.nvim_get_current_buf()
  if ready(bufnr) then
    run.run(bufnr, kind, make_range(bufnr))
  end
end

function M.run(call)
  if call.args == "cell" then
    return M.run_cell()
  elseif call.args == "above" then
    return M.run_above()
  elseif call.args ~= "" then
    return notify.error(("what is %q? :GoAwaitRun takes cell, above or nothing"):format(call.args))
  end
  start("region", function(bufnr)
    return call.range == 0 and cursor(bufnr) or lines(bufnr, call.line1, call.line2)
  end)
end

function M.run_cell()
  start("cell", cursor)
end

function M.run_above()
  start("above", cursor)
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
  local replay = call.args == "replay"
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

function M.tasks()
  require("goawait.tasks").open(lsp.root(api.nvim_get_current_buf()))
end

function M.output()
  require("goawait.output").toggle(lsp.root(api.nvim_get_current_buf()))
end

local builtin_runners = { "goroutine", "loop" }

--- Completes an argument.
---@param what "run"|"restart"|"autoawait"
---@param lead string
---@return string[]
function M.complete(what, lead)
  local words = ({ run = { "cell", "above" }, restart = { "replay" } })[what]
  if not words then
    local now = status.latest(lsp.root(api.nvim_get_current_buf()))
    words = vim.list_extend({ "on", "off" }, now and now.runners or builtin_runners)
  end
  return vim.tbl_filter(function(word)
    return vim.startswith(word, lead)
  end, words)
end

return M
