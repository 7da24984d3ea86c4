local T = require("harness")

-- Structured children, a runner of one's own, and whose output a background task's is.
T.scenario(function()
  T.open("scratch.goa", {
    "%autoawait conc", -- 1
    "//%% children",
    "async func child(i int) {", -- 3
    '\tfmt.Printf("   child %d goes to sleep\\n", i)',
    "\tawait async.Sleep(20 * time.Millisecond)",
    '\tfmt.Printf("   child %d wakes up\\n", i)',
    "}", -- 7
    'fmt.Println("parent start")',
    "async with n := async.OpenNursery() {",
    "\tfor i := range 5 { n.Spawn(child(i)) }",
    "}",
    'fmt.Println("parent end")', -- 12
    "//%% a runner",
    "func announcing(c *async.Coroutine[any]) (any, error) {", -- 14
    '\tfmt.Println("running asynchronous code")',
    "\treturn async.Run(c)",
    "}",
    "//%%",
    "%autoawait announcing", -- 19
    "//%% hello",
    "async func hello(name string) {", -- 21
    "\tawait async.Sleep(10 * time.Millisecond)",
    '\tfmt.Printf("Hello %s world!\\n", name)',
    "}",
    'await hello("async")', -- 25
    "//%% no async construct: the runner is not asked",
    "1 + 1", -- 27
    "//%%",
    "%autoawait goroutine", -- 29
    "//%% background",
    "gate := make(chan int)", -- 31
    "async func repeat(msg string, n int) string {",
    "\tfor i := range n { fmt.Println(msg, i); await gate }",
    '\treturn msg + " done"',
    "}",
    't := async.Spawn(repeat("background", 2))', -- 36
    "//%% two later cells",
    "gate <- 1", -- 38
    "//%%",
    "gate <- 1; await t", -- 40
    "//%% a task that fails, and nobody awaits it",
    'async func alone() error { return errors.New("unseen") }', -- 42
    "async.Spawn(alone());", -- 43
    "//%% the session goes on",
    "40 + 5", -- 45
  })
  T.served()
  T.diagnosed("type", {})

  T.run(1, "✓$")
  T.at(12)
  vim.cmd("GoAwaitRunCell")
  T.beside(12, "✓$")
  local text = T.wait("the parent's end", function()
    return T.output():find("parent end", 1, true) and T.output()
  end)
  T.equal(select(2, text:gsub("child %d goes to sleep", "")), 5, "children that went to sleep")
  T.equal(select(2, text:gsub("child %d wakes up", "")), 5, "children that woke up")
  T.equal(text:find("parent start", 1, true) < text:find("goes to sleep", 1, true), true, "the parent starts first")
  T.matches(text, "wakes up\nparent end", "the parent ends last")

  T.at(14)
  vim.cmd("GoAwaitRun")
  T.beside(17, "^}  ✓$")
  T.run(19, "✓$")
  T.at(25)
  vim.cmd("GoAwaitRunCell")
  T.beside(25, "✓$")
  T.wait("what the runner says", function()
    return T.output():find("running asynchronous code\nHello async world!", 1, true)
  end)
  T.run(27, "⇒ 2$")
  T.equal(select(2, T.output():gsub("running asynchronous code", "")), 1, "how often the runner was asked")

  T.run(29, "✓$")
  T.at(36)
  vim.cmd("GoAwaitRunCell")
  T.beside(36, "✓$")
  T.run(38, "✓$")
  T.at(40)
  vim.cmd("GoAwaitRunCell")
  T.beside(40, '⇒ "background done"$')
  T.wait("all that the task printed, under its cell", function()
    return T.output():find("background 0\nbackground 1", 1, true)
  end)

  -- A failure that nobody awaits is shown at its line, and the session goes on.
  T.at(43)
  vim.cmd("GoAwaitRunCell")
  T.wait("the failure, under its cell", function()
    return T.output():find("── scratch.goa:%d+ ──\n[^─]*unseen %(in task alone, which nobody awaits%)")
  end)
  T.run(45, "⇒ 45$")
end)
