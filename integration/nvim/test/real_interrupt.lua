local T = require("harness")

T.scenario(function()
  T.open("scratch.goa", {
    "x := 41",
    "x + 1",
    "//%% for ever",
    'fmt.Println("spinning")',
    "for {",
    "}",
    "//%% asleep",
    'fmt.Println("sleeping")',
    "await async.Sleep(time.Hour)",
    "//%% gone",
    'fmt.Println("going")',
    "os.Exit(3)",
  })
  T.served()
  T.run(1, "✓$")
  T.run(2, "⇒ 42$")

  for _, cell in ipairs({ { 5, 6, "spinning" }, { 8, 9, "sleeping" } }) do
    T.at(cell[1])
    vim.cmd("GoAwaitRunCell")
    T.beside(cell[2], "⟳ running$")
    T.wait(cell[3], function()
      return T.output():find(cell[3], 1, true)
    end)
    T.run(2, "queued$") -- waits its turn
    vim.cmd("GoAwaitInterrupt")
    T.beside(cell[2], "■ interrupted")
    T.beside(2, "⇒ 42$")
  end

  -- The engine's end is told, with the line, and the next cell runs.
  T.at(11)
  vim.cmd("GoAwaitRunCell")
  T.beside(12, "✗ .*os%.Exit%(3%)")
  T.wait("what happened in the output", function()
    return T.output():find("os.Exit(3)", 1, true)
  end)
  T.run(2, "✗ undefined: x$")
  vim.cmd("GoAwaitRestart replay")
  T.wait("the replay", function()
    return T.noted("the cells run again")
  end)
  T.run(2, "⇒ 42$")
  vim.cmd("GoAwaitRestart")
  T.wait("the restart", function()
    return T.noted("a fresh session$")
  end)
  T.run(2, "✗ undefined: x$")
  T.run(1, "✓$")
  T.run(2, "⇒ 42$")
end)
