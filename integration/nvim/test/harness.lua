--- Runs one scenario in a headless Neovim and reports to the file $GOAWAIT_TEST_REPORT: "ok", or what went wrong.
--- Everything waits for conditions with a deadline, never for time to pass.
local T = {}

local report_to = assert(vim.env.GOAWAIT_TEST_REPORT, "GOAWAIT_TEST_REPORT is not set")
local deadline_ms = tonumber(vim.env.GOAWAIT_TEST_DEADLINE or "30000")

T.notes = {} ---@type string[] what goawait told the person

vim.notify = function(message)
  table.insert(T.notes, message)
end

local function show(value)
  return type(value) == "string" and value or vim.inspect(value)
end

--- Everything that helps to see why a condition does not hold.
local function circumstances()
  local parts = { "screen:", table.concat(T.screen(), "\n"), "notes: " .. vim.inspect(T.notes), "output:" }
  local root = require("goawait.lsp").root(0)
  vim.list_extend(parts, vim.api.nvim_buf_get_lines(require("goawait.output").buffer(root), 0, -1, false))
  vim.list_extend(parts, { "diagnostics: " .. vim.inspect(T.diagnostics()), "messages: " .. vim.fn.execute("messages") })
  return table.concat(parts, "\n")
end

--- Waits until the condition gives something true, and returns it.
function T.wait(what, condition)
  local got
  local ok = vim.wait(deadline_ms, function()
    got = condition()
    return got
  end, 10)
  if not ok then
    error(("waited in vain: %s\n%s"):format(what, circumstances()), 2)
  end
  return got
end

function T.equal(got, want, what)
  if not vim.deep_equal(got, want) then
    error(("%s: got\n%s\nwant\n%s\n%s"):format(what, show(got), show(want), circumstances()), 2)
  end
end

function T.matches(got, pattern, what)
  if type(got) ~= "string" or not got:find(pattern) then
    error(("%s: got\n%s\nwhich does not match\n%s\n%s"):format(what, show(got), pattern, circumstances()), 2)
  end
end

--- The screen as the person sees it, virtual text included.
function T.screen()
  vim.cmd("redraw!")
  local rows = {}
  for row = 1, vim.o.lines do
    local cells = {}
    for column = 1, vim.o.columns do
      cells[column] = vim.fn.screenstring(row, column)
    end
    rows[row] = (table.concat(cells):gsub("%s+$", ""))
  end
  while #rows > 0 and (rows[#rows] == "" or rows[#rows] == "~") do
    rows[#rows] = nil
  end
  return rows
end

--- The cells of the screen's row that shows a line of the buffer, between two columns.
local function row_of(line, from, to)
  vim.cmd("redraw!") -- before that, positions are those of the last time
  local at = vim.fn.screenpos(0, line, 1)
  local cells = {}
  for column = from(at.col), to(at.col) do
    cells[#cells + 1] = vim.fn.screenstring(at.row, column)
  end
  return (table.concat(cells):gsub("%s+$", ""))
end

--- What the screen shows of a line of the buffer in the current window, without the sign column, and less the duration
--- that a slow machine adds.
function T.shown(line)
  local text = row_of(line, function(column)
    return math.max(column, 1)
  end, function()
    return vim.o.columns
  end)
  return (text:gsub("  [%d.]+ m?s$", ""))
end

--- What the sign column shows beside a line.
function T.sign(line)
  return vim.trim(row_of(line, function()
    return 1
  end, function(column)
    return column - 1
  end))
end

--- Types keys, as the person would, mappings included.
function T.type(keys)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(keys, true, true, true), "xt", false)
end

--- Has vim.ui.select choose, one after another, the items whose text has each of these; gives what was offered.
function T.choosing(...)
  local wanted, offered = { ... }, {}
  vim.ui.select = function(items, opts, on_choice)
    local pattern = table.remove(wanted, 1)
    local texts = vim.tbl_map(opts.format_item or tostring, items)
    table.insert(offered, table.concat(texts, "\n"))
    for i, text in ipairs(texts) do
      if pattern and text:find(pattern, 1, true) then
        return on_choice(items[i], i)
      end
    end
    on_choice(nil)
  end
  return offered
end

--- Opens a new document with these lines.
function T.open(name, lines)
  vim.cmd("edit " .. vim.fn.fnameescape(name))
  vim.api.nvim_buf_set_lines(0, 0, -1, false, lines)
  vim.cmd("silent write")
  return vim.api.nvim_get_current_buf()
end

--- Opens a new document with a cell for each line: cell i is at line 2*i-1.
function T.open_cells(name, cells)
  local lines = {}
  for i, cell in ipairs(cells) do
    lines[2 * i - 1] = cell
    lines[2 * i] = cells[i + 1] and "//%%" or nil
  end
  return T.open(name, lines)
end

--- Waits for the server to have taken the document: only then does it know the session's state too.
function T.served()
  T.wait("the language server's status", function()
    return (vim.b.goawait or {}).state
  end)
end

function T.at(line, column)
  vim.api.nvim_win_set_cursor(0, { line, column or 0 })
end

--- Selects characters of a line, by their columns from 0, and runs the selection.
function T.run_selected(line, from, to)
  vim.cmd(("normal! %dG0%dlv%dl\27"):format(line, from, to - from))
  vim.cmd("'<,'>GoAwaitRun")
end

--- The extmark that stands beside a line: another one after each run.
local function beside_id(line)
  local ns = vim.api.nvim_get_namespaces()["goawait-results"]
  local mark = ns and vim.api.nvim_buf_get_extmarks(0, ns, { line - 1, 0 }, { line - 1, -1 }, {})[1]
  return mark and mark[1]
end

--- Runs the item at a line and waits for what then stands beside the line.
function T.run(line, pattern)
  T.at(line)
  local before = beside_id(line)
  vim.cmd("GoAwaitRun")
  return T.wait(("beside line %d after running it: %s"):format(line, pattern), function()
    local text = T.shown(line)
    return beside_id(line) ~= before and text:find(pattern) and text
  end)
end

function T.beside(line, pattern)
  return T.wait(("beside line %d: %s"):format(line, pattern), function()
    local text = T.shown(line)
    return text:find(pattern) and text
  end)
end

function T.diagnostics(code)
  local found = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    local of = d.code or (d.user_data and d.user_data.lsp and d.user_data.lsp.code)
    if not code or of == code then
      table.insert(found, { line = d.lnum + 1, column = d.col + 1, message = d.message, code = of })
    end
  end
  return found
end

--- Waits until exactly these diagnostics of a code are there: { {line, message}... }.
function T.diagnosed(code, want)
  T.wait(("diagnostics of %s: %s"):format(code, vim.inspect(want)), function()
    local got = vim.tbl_map(function(d)
      return { d.line, d.message }
    end, T.diagnostics(code))
    table.sort(got, function(a, b)
      return a[1] < b[1]
    end)
    return vim.deep_equal(got, want)
  end)
end

--- Presses K on a place and waits for a floating window whose text has all of the patterns; gives its text.
function T.hover(line, column, ...)
  local patterns = { ... }
  T.at(line, column)
  vim.cmd("normal K")
  local text = T.wait("hover with " .. vim.inspect(patterns), function()
    for _, win in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(win).relative ~= "" then
        local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(win), 0, -1, false)
        local text = table.concat(lines, "\n")
        for _, pattern in ipairs(patterns) do
          if not text:find(pattern) then
            return nil
          end
        end
        return text
      end
    end
  end)
  for _, win in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(win).relative ~= "" then
      vim.api.nvim_win_close(win, true)
    end
  end
  return text
end

--- The highlight group of what stands beside a line.
function T.look(line)
  local ns = vim.api.nvim_get_namespaces()["goawait-results"]
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, ns, { line - 1, 0 }, { line - 1, -1 }, { details = true })) do
    return mark[4].virt_text[2] and mark[4].virt_text[2][2]
  end
end

function T.output()
  local bufnr = require("goawait.output").buffer(require("goawait.lsp").root(0))
  return table.concat(vim.api.nvim_buf_get_lines(bufnr, 0, -1, false), "\n")
end

--- The lines of the output that stand under a place: "file:line" of the cell that printed them.
function T.output_of(place)
  local lines, here = {}, false
  for _, line in ipairs(vim.split(T.output(), "\n", { plain = true })) do
    local of = line:match("^── (.*) ──$")
    if of then
      here = of == place
    elseif here and line ~= "" then
      lines[#lines + 1] = line
    end
  end
  return lines
end

--- How long the run took whose result stands beside a line, in milliseconds, as the session says.
function T.took(line)
  local took
  local bufnr = vim.api.nvim_get_current_buf()
  local document = { uri = vim.uri_from_bufnr(bufnr) }
  require("goawait.lsp").request(bufnr, "goawait/results", { textDocument = document }, function(problem, results)
    assert(not problem, problem)
    for _, result in ipairs(results) do
      if result.range.start.line < line and line <= result.range["end"].line + 1 then
        took = result.durationMs
      end
    end
  end)
  return T.wait("how long it took", function()
    return took
  end)
end

function T.noted(pattern)
  for _, note in ipairs(T.notes) do
    if note:find(pattern) then
      return note
    end
  end
end

--- Runs the scenario and ends Neovim.
function T.scenario(fn)
  local ok, trace = xpcall(function()
    fn()
    T.equal(T.noted("deprecated"), nil, "what Neovim says of the plugin")
  end, debug.traceback)
  local file = assert(io.open(report_to, "w"))
  file:write(ok and "ok" or tostring(trace))
  file:close()
  vim.cmd(ok and "qall!" or "cquit!")
end

return T
