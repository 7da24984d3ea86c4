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
  T.run_selected(8, 9, 18)
  T.beside(8, "⇒ 42$")
  T.equal(T.diagnostics(), {}, "diagnostics are left to gopls")
end)
