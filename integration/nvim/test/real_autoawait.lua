local T = require("harness")

local off = "top-level await, and autoawait is off (turn it on with %autoawait on)"

T.scenario(function()
  T.open_cells("scratch.goa", {
    "%autoawait off",
    "%autoawait",
    "await async.Sleep(time.Millisecond)",
    "nobody",
  })
  T.diagnosed("type", { { 7, "undefined: nobody" } })
  T.equal(T.diagnostics("autoawait-off"), {}, "autoawait is on to begin with")
  vim.cmd("silent write")
  local tick = vim.b.changedtick

  T.run(1, "✓$")
  T.diagnosed("autoawait-off", { { 5, off } })
  T.at(3)
  vim.cmd("GoAwaitRun")
  T.wait("the state in words", function()
    return T.output():find("autoawait is `off`, and set to use `goroutine`", 1, true)
  end)
  local said = T.run(5, "✗ ")
  T.matches(said, vim.pesc(off:sub(1, 60)), "the reason beside the line")
  T.equal(select(2, said:gsub("top%-level", "")), 1, "said once, be it by the mark or the diagnostic:\n" .. said)
  T.wait("the status line's text", function()
    return vim.b.goawait_status:find("autoawait off", 1, true)
  end)

  vim.cmd("GoAwaitAutoawait on")
  T.diagnosed("autoawait-off", {})
  T.wait("being told", function()
    return T.noted("autoawait is `on`, and set to use `goroutine`")
  end)
  T.run(5, "✓$")

  -- The diagnostic's own fix.
  vim.cmd("GoAwaitAutoawait off")
  T.diagnosed("autoawait-off", { { 5, off } })
  vim.ui.select = function(items, _, on_choice)
    on_choice(items[1], 1)
  end
  T.at(5)
  vim.lsp.buf.code_action()
  T.diagnosed("autoawait-off", {})

  T.equal(vim.b.changedtick, tick, "all of this without an edit")

  vim.cmd("GoAwaitAutoawait loop")
  T.wait("the other runner", function()
    return T.noted("set to use `loop`") and vim.b.goawait.runner == "loop"
  end)
  vim.cmd("GoAwaitAutoawait lop")
  T.wait("a runner that is not known", function()
    return T.noted("lop")
  end)
  T.equal(vim.b.goawait.runner, "loop", "the runner stays")
  local words = vim.fn.getcompletion("GoAwaitAutoawait l", "cmdline")
  T.equal(words, { "loop" }, "completion")
end)
