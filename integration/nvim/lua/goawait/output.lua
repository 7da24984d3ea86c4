--- The output of cells: one buffer for each workspace, in a split that opens at the first output and follows its end.
--- What comes is drawn in batches, so that a cell that prints a lot does not stop the editor.
local config = require("goawait.config")

local M = {}

local api = vim.api
local colours = api.nvim_create_namespace("goawait-output")
local batch_ms = 25
local max_line = 5000

---@class goawait.Output
---@field bufnr integer
---@field from? string the place whose output stands last
---@field pending table[] events that are not drawn yet
---@field scheduled boolean
---@field shown boolean it was shown once; whoever closed it wants it closed

local outputs = {} ---@type table<string, goawait.Output> by workspace

local function make_buffer(root)
  local bufnr = api.nvim_create_buf(false, true)
  local name = "goawait://output/" .. vim.fn.fnamemodify(root, ":t")
  if not pcall(api.nvim_buf_set_name, bufnr, name) then -- another workspace with the same last folder
    api.nvim_buf_set_name(bufnr, name .. " " .. bufnr)
  end
  vim.b[bufnr].goawait_root = root
  vim.bo[bufnr].filetype = "goawait-output"
  vim.bo[bufnr].bufhidden = "hide"
  vim.bo[bufnr].modifiable = false
  vim.bo[bufnr].undolevels = -1
  return bufnr
end

---@param root string
---@return goawait.Output
local function output_of(root)
  local output = outputs[root]
  if not output or not api.nvim_buf_is_valid(output.bufnr) then
    output = { bufnr = make_buffer(root), pending = {}, scheduled = false, shown = false }
    outputs[root] = output
  end
  return output
end

--- The buffer that holds the workspace's output.
---@param root string
---@return integer
function M.buffer(root)
  return output_of(root).bufnr
end

local function windows(output)
  return vim.fn.win_findbuf(output.bufnr)
end

--- Opens the split without leaving the window that the person is in, and without autocommands: an open hover, say,
--- would take them for the person's going elsewhere.
local function open(output)
  output.shown = true
  if #windows(output) > 0 then
    return
  end
  local back = api.nvim_get_current_win()
  vim.cmd(("noautocmd keepalt botright sbuffer %d"):format(output.bufnr))
  local win = api.nvim_get_current_win()
  vim.cmd(("noautocmd call win_gotoid(%d)"):format(back))
  api.nvim_win_set_height(win, config.get().output.height)
  for option, value in pairs({ number = false, relativenumber = false, signcolumn = "no", wrap = true, winfixheight = true, spell = false }) do
    api.nvim_win_set_option(win, option, value)
  end
  api.nvim_win_set_cursor(win, { api.nvim_buf_line_count(output.bufnr), 0 })
end

--- Opens or closes the split.
---@param root string
function M.toggle(root)
  local output = output_of(root)
  local shown = windows(output)
  if #shown == 0 then
    return open(output)
  end
  for _, win in ipairs(shown) do
    pcall(api.nvim_win_close, win, false) -- the last window stays
  end
end

--- Text as a buffer can hold it: no escape sequences, a carriage return starts the line anew.
local function plain(s)
  s = s:gsub("\27%[[0-9;:?]*[@-~]", ""):gsub("\27%][^\7\27]*\7?", ""):gsub("%z", "␀")
  return s:gsub("\r\n", "\n")
end

local function fold_returns(line)
  if line:find("\r", 1, true) then
    line = line:gsub("\r+$", ""):match("[^\r]*$")
  end
  if #line > max_line then
    line = line:sub(1, max_line) .. "…"
  end
  return line
end

--- Whether a text tells of its place by itself, as the lines of a trace do.
local function says(text, place)
  return text:match("^%s*at " .. vim.pesc(place) .. "%f[%D]") or vim.startswith(text, place .. ":")
end

--- The lines that the pending events add, and the first of them that continues the buffer's last line.
local function compose(output)
  local pieces, errors = {}, {}
  local lines = { api.nvim_buf_get_lines(output.bufnr, -2, -1, false)[1] or "" }
  for _, event in ipairs(output.pending) do
    if event.from and event.from ~= output.from and not says(event.text, event.from) then
      output.from = event.from
      if lines[#lines] ~= "" then
        lines[#lines + 1] = ""
      end
      lines[#lines] = "── " .. event.from .. " ──"
      pieces[#lines] = "GoAwaitOutputPlace"
      lines[#lines + 1] = ""
    end
    local parts = vim.split(plain(event.text), "\n", { plain = true })
    for i, part in ipairs(parts) do
      if i > 1 then
        lines[#lines + 1] = ""
      end
      lines[#lines] = lines[#lines] .. part
      if event.stderr and part ~= "" then
        errors[#lines] = true
      end
    end
  end
  output.pending = {}
  for i, line in ipairs(lines) do
    lines[i] = fold_returns(line)
  end
  return lines, pieces, errors
end

local function colour(output, first, lines, places, errors)
  for i = 1, #lines do
    local group = places[i] or (errors[i] and "GoAwaitOutputError")
    if group then
      api.nvim_buf_set_extmark(output.bufnr, colours, first + i - 1, 0, { end_col = #lines[i], hl_group = group })
    end
  end
end

local function flush(output)
  output.scheduled = false
  if not api.nvim_buf_is_valid(output.bufnr) then
    return
  end
  local last = api.nvim_buf_line_count(output.bufnr)
  local following = vim.tbl_filter(function(win)
    return api.nvim_win_get_cursor(win)[1] >= last
  end, windows(output))
  local lines, places, errors = compose(output)
  vim.bo[output.bufnr].modifiable = true
  api.nvim_buf_set_lines(output.bufnr, -2, -1, false, lines)
  colour(output, last - 1, lines, places, errors)
  local excess = api.nvim_buf_line_count(output.bufnr) - config.get().output.limit
  if excess > 0 then
    api.nvim_buf_set_lines(output.bufnr, 0, excess, false, {})
  end
  vim.bo[output.bufnr].modifiable = false
  for _, win in ipairs(following) do
    api.nvim_win_set_cursor(win, { api.nvim_buf_line_count(output.bufnr), 0 })
  end
  if config.get().output.open and not output.shown then
    open(output)
  end
end

--- Adds an output event of the debug adapter.
---@param root string
---@param body table
function M.add(root, body)
  if body.category == "telemetry" or not body.output or body.output == "" then
    return
  end
  local output = output_of(root)
  local name = body.source and (body.source.name or (body.source.path and vim.fn.fnamemodify(body.source.path, ":t")))
  output.pending[#output.pending + 1] = {
    text = body.output,
    stderr = body.category == "stderr" or body.category == "important",
    from = name and (body.line and body.line > 0 and ("%s:%d"):format(name, body.line) or name) or nil,
  }
  if not output.scheduled then
    output.scheduled = true
    vim.defer_fn(function()
      flush(output)
    end, batch_ms)
  end
end

function M.highlights()
  api.nvim_set_hl(0, "GoAwaitOutputPlace", { link = "Comment", default = true })
  api.nvim_set_hl(0, "GoAwaitOutputError", { link = "DiagnosticError", default = true })
end

return M
