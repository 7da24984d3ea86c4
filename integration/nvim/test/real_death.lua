local T = require("harness")

--- Kills the background process outright.
local function kill_background()
  local cards = vim.fn.glob(vim.env.GOAWAIT_RUNTIME_DIR .. "/*.json", true, true)
  T.equal(#cards, 1, "background processes")
  local who = vim.json.decode(table.concat(vim.fn.readfile(cards[1]), "\n"))
  vim.loop.kill(who.pid, "sigkill")
end

T.scenario(function()
  T.open_cells("scratch.goa", { "x := 20", "x + 1", "select {}" })
  T.served()
  T.run(1, "✓$")
  T.run(3, "⇒ 21$")
  T.run(5, "⟳ running$")

  kill_background()
  local note = T.wait("being told that the server died", function()
    return T.noted("language server ended")
  end)
  T.matches(note, ":GoAwaitRestart", "the next step")
  T.wait("being told that the connection ended", function()
    return T.noted("goawait dap. ended")
  end)
  T.equal(vim.b.goawait_status, "goawait: stopped", "the status line's text")
  T.equal(T.shown(5), "select {}", "no mark that promises a value")

  vim.cmd("GoAwaitRestart replay")
  T.wait("the replay", function()
    return T.noted("the cells run again")
  end)
  T.served()
  T.run(3, "⇒ 21$")

  -- The next run alone brings it back as well, if not what was there.
  T.notes = {}
  kill_background()
  T.wait("being told that the connection ended", function()
    return T.noted("goawait dap. ended") and T.noted("language server ended")
  end)
  T.run(1, "✓$")
  T.run(3, "⇒ 21$")
end)
