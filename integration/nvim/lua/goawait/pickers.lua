--- Lists to choose from, by vim.ui.select: the session's variables and its history.
local lsp = require("goawait.lsp")
local notify = require("goawait.notify")

local M = {}

local api = vim.api
local history_limit = 200

--- One line of a text, short enough to stand in a list.
local function short(s, width)
  s = vim.trim((s or ""):gsub("%s*[\r\n]+%s*", " ⏎ "))
  if vim.fn.strchars(s) > width then
    s = vim.fn.strcharpart(s, 0, width - 1) .. "…"
  end
  return s
end

--- Asks the server, and calls fn with what it answered unless that is empty.
local function ask(bufnr, method, params, empty, fn)
  lsp.request(bufnr, method, params, function(problem, result)
    if problem then
      return notify.error(problem)
    end
    if not result or #result == 0 then
      return notify.info(empty)
    end
    fn(result)
  end)
end

local function copy(value)
  vim.fn.setreg('"', value)
  pcall(vim.fn.setreg, "+", value) -- there may be no clipboard
end

local choose_variable

--- Shows a variable's whole value, or goes on to its parts.
local function open_variable(bufnr, path, variable)
  if (variable.ref or 0) == 0 then
    local lines = vim.split(("%s %s\n%s"):format(path, variable.type, variable.value), "\n", { plain = true })
    return vim.lsp.util.open_floating_preview(lines, "go", { focus_id = "goawait-variable", border = "rounded", max_width = 100 })
  end
  ask(bufnr, "goawait/children", { ref = variable.ref }, path .. " has no parts", function(parts)
    choose_variable(bufnr, path, parts)
  end)
end

choose_variable = function(bufnr, path, variables)
  vim.ui.select(variables, {
    prompt = path == "" and "Variables:" or path .. ":",
    kind = "goawait-variable",
    format_item = function(v)
      return ("%s  %s  %s%s"):format(v.name, v.type, short(v.value, 80), (v.ref or 0) ~= 0 and "  ▸" or "")
    end,
  }, function(choice)
    if choice then
      local joint = (path == "" or choice.name:match("^%[")) and "" or "."
      open_variable(bufnr, path .. joint .. choice.name, choice)
    end
  end)
end

--- The session's variables; one that has parts opens them.
---@param bufnr integer
---@param filter? string a part of the name or type
function M.variables(bufnr, filter)
  ask(bufnr, "goawait/variables", { filter = filter or "" }, "no variables", function(variables)
    choose_variable(bufnr, "", variables)
  end)
end

local function insert_cell(bufnr, entry)
  local last = api.nvim_buf_call(bufnr, function()
    local _, to = require("goawait.cells").lines(false)
    return to
  end)
  local lines = vim.list_extend({ "//%%" }, vim.split(entry.text, "\n", { plain = true }))
  api.nvim_buf_set_lines(bufnr, last, last, false, lines)
  if api.nvim_get_current_buf() == bufnr then
    api.nvim_win_set_cursor(0, { last + 2, 0 })
  end
end

local actions = {
  {
    "insert it as a cell below",
    insert_cell,
  },
  {
    "run it again",
    function(bufnr, entry)
      require("goawait.run").evaluate(bufnr, entry.text)
    end,
  },
  {
    "copy its text",
    function(_, entry)
      copy(entry.text)
    end,
  },
  {
    "copy its value",
    function(_, entry)
      copy(entry.value)
    end,
  },
}

--- The cells that ran, the newest first; then what to do with one.
---@param bufnr integer
function M.history(bufnr)
  ask(bufnr, "goawait/history", { limit = history_limit }, "nothing has run yet", function(entries)
    local newest_first = {}
    for i = #entries, 1, -1 do
      newest_first[#newest_first + 1] = entries[i]
    end
    vim.ui.select(newest_first, {
      prompt = "History:",
      kind = "goawait-history",
      format_item = function(e)
        local value = e.value ~= "" and "  ⇒ " .. short(e.value, 40) or ""
        return ("[%d] %s %s%s"):format(e.cell, e.state == "ok" and "✓" or "✗", short(e.text, 60), value)
      end,
    }, function(entry)
      if not entry then
        return
      end
      vim.ui.select(actions, {
        prompt = ("Cell %d:"):format(entry.cell),
        kind = "goawait-history-action",
        format_item = function(action)
          return action[1]
        end,
      }, function(action)
        if action then
          action[2](bufnr, entry)
        end
      end)
    end)
  end)
end

return M
