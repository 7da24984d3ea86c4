-- The commands of goawait. Loading this file requires nothing: a command loads what it needs when it is first used.
if vim.g.loaded_goawait then
  return
end
vim.g.loaded_goawait = 1

if vim.fn.has("nvim-0.7") == 0 then
  vim.api.nvim_err_writeln("goawait: this plugin needs Neovim 0.7 or newer")
  return
end

---@param name string
---@param action string a function of goawait.commands
---@param opts table of nvim_create_user_command
local function command(name, action, opts)
  opts.bar = true -- another command may follow behind a bar
  vim.api.nvim_create_user_command(name, function(call)
    require("goawait.commands")[action](call)
  end, opts)
end

local function complete(what)
  return function(lead)
    return require("goawait.commands").complete(what, lead)
  end
end

command("GoAwaitRun", "run", { range = true, nargs = "?", complete = complete("run"), desc = "Run the line, the lines or the selection" })
command("GoAwaitRunCell", "run_cell", { desc = "Run the cell under the cursor" })
command("GoAwaitRunAbove", "run_above", { desc = "Run the cells above the cursor's" })
command("GoAwaitRunBelow", "run_below", { desc = "Run the cell under the cursor and those below" })
command("GoAwaitRunAll", "run_all", { desc = "Run every cell" })
command("GoAwaitRunAdvance", "run_advance", { nargs = "?", complete = complete("advance"), desc = "Run the cell and go to the next" })
command("GoAwaitCell", "cell", { nargs = 1, complete = complete("cell"), desc = "Insert, split or merge a cell" })
command("GoAwaitClear", "clear", { desc = "Take away the results of the document" })
command("GoAwaitInterrupt", "interrupt", { desc = "Interrupt what runs" })
command("GoAwaitRestart", "restart", { nargs = "?", bang = true, complete = complete("restart"), desc = "Start the session afresh" })
command("GoAwaitAutoawait", "autoawait", { nargs = "?", complete = complete("autoawait"), desc = "Show or switch autoawait" })
command("GoAwaitRunner", "runner", { nargs = "?", complete = complete("runner"), desc = "Choose what drives await" })
command("GoAwaitVars", "vars", { nargs = "?", desc = "Choose among the session's variables" })
command("GoAwaitHistory", "history", { desc = "Choose among the cells that ran" })
command("GoAwaitTasks", "tasks", { desc = "List the session's tasks" })
command("GoAwaitOutput", "output", { desc = "Open or close the output" })

local function plug(mode, name, rhs, opts)
  vim.keymap.set(mode, "<Plug>(" .. name .. ")", rhs, vim.tbl_extend("force", { silent = true }, opts or {}))
end

plug("n", "goawait-run", "<Cmd>GoAwaitRun<CR>")
plug("x", "goawait-run", ":GoAwaitRun<CR>")
plug("n", "goawait-run-cell", "<Cmd>GoAwaitRunCell<CR>")
plug("n", "goawait-run-above", "<Cmd>GoAwaitRunAbove<CR>")
plug("n", "goawait-run-below", "<Cmd>GoAwaitRunBelow<CR>")
plug("n", "goawait-run-all", "<Cmd>GoAwaitRunAll<CR>")
plug("n", "goawait-run-advance", "<Cmd>GoAwaitRunAdvance<CR>")
plug("n", "goawait-interrupt", "<Cmd>GoAwaitInterrupt<CR>")

plug("n", "goawait-operator", function()
  return require("goawait.cells").operate()
end, { expr = true })
plug({ "x", "o" }, "goawait-inner-cell", function()
  require("goawait.cells").select(true)
end)
plug({ "x", "o" }, "goawait-a-cell", function()
  require("goawait.cells").select(false)
end)

vim.api.nvim_create_autocmd("FileType", {
  group = vim.api.nvim_create_augroup("goawait-start", { clear = true }),
  pattern = "goa",
  desc = "Start goawait's language server for .goa files",
  callback = function(event)
    require("goawait").opened(event.buf)
  end,
})
