local T = require("harness")

T.scenario(function()
  T.open("scratch.goa", { "x := 41", "x + 1" })
  T.served()
  T.run(1, "✓$")
  T.run(2, "⇒ 42$")
  vim.cmd("silent write")
end)
