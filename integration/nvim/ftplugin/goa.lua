-- What Neovim's own Go file type sets, and motions between cells.
if vim.b.did_ftplugin then
  return
end
vim.b.did_ftplugin = 1

vim.bo.comments = "s1:/*,mb:*,ex:*/,://"
vim.bo.commentstring = "// %s"
vim.bo.expandtab = false
vim.bo.softtabstop = 0
vim.bo.shiftwidth = 0
vim.cmd([[setlocal formatoptions-=t]])

for key, forward in pairs({ ["]]"] = true, ["[["] = false }) do
  vim.keymap.set({ "n", "x", "o" }, key, function()
    require("goawait.cells").go(forward)
  end, { buffer = true, desc = "goawait: to the next or previous cell" })
end

vim.b.undo_ftplugin = "setlocal comments< commentstring< expandtab< softtabstop< shiftwidth< formatoptions<"
  .. " | silent! nunmap <buffer> ]] | silent! nunmap <buffer> [["
