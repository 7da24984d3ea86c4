--- goawait in Neovim: starts the parts and joins them. The commands are in goawait.commands.
local M = {}

local started = false

--- Joins the parts, once, when the first of them is needed.
local function start()
  if started then
    return
  end
  started = true
  local marks, output = require("goawait.marks"), require("goawait.output")
  local connection = require("goawait.dap.connection")
  require("goawait.results").start()
  require("goawait.status").start()
  connection.listen(function(root, event, body)
    if event == "output" then
      output.add(root, body)
    end
  end)
  local function highlights()
    marks.highlights()
    output.highlights()
  end
  highlights()
  require("goawait.nvim_dap").register()
  local group = vim.api.nvim_create_augroup("goawait", { clear = true })
  vim.api.nvim_create_autocmd("ColorScheme", { group = group, callback = highlights })
  vim.api.nvim_create_autocmd("VimLeavePre", { group = group, callback = connection.close_all })
  vim.api.nvim_create_autocmd({ "TextChanged", "InsertLeave" }, {
    group = group,
    pattern = { "*.goa", "*.go" },
    callback = function(event)
      marks.clean(event.buf)
      require("goawait.results").undone(event.buf)
    end,
  })
  vim.api.nvim_create_autocmd("BufUnload", {
    group = group,
    pattern = { "*.goa", "*.go" },
    callback = function(event)
      marks.forget(event.buf)
    end,
  })
end

--- Sets the person's settings. Not needed for the defaults.
---@param settings? goawait.Config
function M.setup(settings)
  require("goawait.config").set(settings)
end

--- Makes the buffer ready for commands: the language server runs and knows it.
---@param bufnr integer
---@return boolean ready
---@return string? problem with the next step
function M.ready(bufnr)
  start()
  local lsp = require("goawait.lsp")
  local problem = lsp.attach(bufnr)
  if problem then
    return false, problem
  end
  require("goawait.status").attached(bufnr, lsp.root(bufnr))
  return true
end

--- Maps the hover key in the buffer, unless the person has mapped it there.
local function map_hover(bufnr)
  local key = require("goawait.config").get().hover_key
  if key and vim.fn.maparg(key, "n", false, true).buffer ~= 1 then
    vim.keymap.set("n", key, function()
      require("goawait.hover").show()
    end, { buffer = bufnr, desc = "goawait: types and the last result" })
  end
end

--- Shows the sign column from the start, so that the first sign does not move the text.
local function keep_sign_column()
  if require("goawait.config").get().signs and vim.wo.signcolumn == "auto" then
    vim.cmd("setlocal signcolumn=yes")
  end
end

--- The session's state for status lines, such as "goawait: idle · goroutine"; "" in other buffers.
---@return string
function M.statusline()
  return vim.b.goawait_status or ""
end

--- A .goa file was opened.
---@param bufnr integer
function M.opened(bufnr)
  map_hover(bufnr)
  if require("goawait.config").get().mappings then
    require("goawait.cells").map(bufnr)
  end
  keep_sign_column()
  if not require("goawait.config").get().autostart or vim.api.nvim_buf_get_name(bufnr) == "" then
    return
  end
  local ready, problem = M.ready(bufnr)
  if not ready then
    vim.schedule(function() -- else Neovim would call it an error of the autocommand
      require("goawait.notify").error(problem)
    end)
  end
end

return M
