local T = require("harness")

T.scenario(function()
  T.open("main.go", {
    "package main",
    "",
    "func double(n int) int {",
    "\treturn 2 * n",
    "}",
    "",
    "func main() {",
    "\tprintln(double(21))",
    "}",
  })
  T.equal(vim.bo.filetype, "go", "file type")
  T.at(4)
  vim.cmd("GoAwaitRun")
  T.beside(5, "^}  ✓$")
  -- The expression inside main's call.
  vim.cmd("normal! 8G")
  vim.fn.setpos("'<", { 0, 8, 10, 0 })
  vim.fn.setpos("'>", { 0, 8, 19, 0 })
  vim.cmd([[execute "normal! v\<Esc>"]])
  vim.fn.setpos("'<", { 0, 8, 10, 0 })
  vim.fn.setpos("'>", { 0, 8, 19, 0 })
  vim.cmd("'<,'>GoAwaitRun")
  T.beside(8, "⇒ 42$")
  T.equal(T.diagnostics(), {}, "diagnostics are left to gopls")
end)
