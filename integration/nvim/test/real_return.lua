local T = require("harness")

T.scenario(function()
  vim.cmd("edit scratch.goa")
  T.served()
  T.beside(2, "⇒ 42$") -- the result was kept for the region
  vim.api.nvim_buf_set_lines(0, 2, 2, false, { "x * 2" })
  T.run(3, "⇒ 82$") -- and so was the session
end)
