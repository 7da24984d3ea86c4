local T = require("harness")

-- Structured children, a runner of one's own, and tasks that fail while nobody awaits them.
T.scenario(function()
  T.open("scratch.goa", {
    "%autoawait conc", -- 1
    "//%%",
    "async func child(i int) {", -- 3
    '\tfmt.Printf("   child %d goes to sleep\\n", i)',
    "\tawait async.Sleep(2 * time.Second)",
    '\tfmt.Printf("   child %d wakes up\\n", i)',
    "}", -- 7
    "//%%",
    'fmt.Println("parent start")', -- 9
    "async with n := async.OpenNursery() {",
    "\tfor i := range 5 { n.Spawn(child(i)) }",
    "}",
    'fmt.Println("parent end")', -- 13
    "//%% a runner",
    "func announcing(c *async.Coroutine[any]) (any, error) {", -- 15
    '\tfmt.Println("running asynchronous code")',
    "\treturn async.Run(c)",
    "}",
    "//%%",
    "%autoawait announcing", -- 20
    "//%%",
    "async func hello(name string) {", -- 22
    "\tawait async.Sleep(10 * time.Millisecond)",
    '\tfmt.Printf("Hello %s world!\\n", name)',
    "}", -- 25
    "//%%",
    'await hello("async")', -- 27
    "//%% no async construct: the runner is not asked",
    "1 + 1", -- 29
    "//%%",
    "%autoawait goroutine", -- 31
    "//%% tasks that fail, and nobody awaits them",
    'async func alone() error { return errors.New("unseen") }', -- 33
    "async func worse() {", -- 34
    "\tvar m map[string]int",
    '\tm["a"] = 1', -- 36
    "}",
    "//%%",
    "async.Spawn(alone());", -- 39
    "//%%",
    "async.Spawn(worse());", -- 41
    "//%% the session goes on",
    "40 + 5", -- 43
  })
  T.served()
  T.diagnosed("type", {})

  T.run(1, "✓$")
  T.at(3)
  vim.cmd("GoAwaitRun")
  T.beside(7, "✓$")
  T.at(13)
  vim.cmd("GoAwaitRunCell")
  T.beside(13, "✓$")
  local said = T.wait("the parent's end", function()
    local seen = T.output_of("scratch.goa:9")
    return seen[#seen] == "parent end" and seen
  end)
  local text = table.concat(said, "\n")
  T.equal(#said, 12, "lines that were printed")
  T.equal(said[1], "parent start", "the parent starts first")
  for i = 0, 4 do
    T.matches(table.concat(said, "\n", 2, 6), ("   child %d goes to sleep"):format(i), "all go to sleep before any wakes up")
    T.matches(table.concat(said, "\n", 7, 11), ("   child %d wakes up"):format(i), "and the parent ends after all")
  end
  T.equal(T.took(13) >= 2000, true, "the children slept for two seconds:\n" .. text)

  T.at(15)
  vim.cmd("GoAwaitRun")
  T.beside(18, "^}  ✓$")
  T.run(20, "✓$")
  T.at(22)
  vim.cmd("GoAwaitRun")
  T.beside(25, "✓$")
  T.equal(T.output():find("running asynchronous code", 1, true), nil, "a declaration asks no runner")
  T.run(27, "✓$")
  T.wait("what the runner says", function()
    return vim.deep_equal(T.output_of("scratch.goa:27"), { "running asynchronous code", "Hello async world!" })
  end)
  T.run(29, "⇒ 2$")
  T.equal(select(2, T.output():gsub("running asynchronous code", "")), 1, "how often the runner was asked")

  -- A failure that nobody awaits is shown under its cell, at its line, and the session goes on.
  T.run(31, "✓$")
  T.at(37)
  vim.cmd("GoAwaitRunCell")
  T.beside(37, "✓$")
  for line, want in pairs({
    [39] = "scratch%.goa:33: unseen %(in task alone, which nobody awaits%)",
    [41] = "scratch%.goa:36: panic: assignment to entry in nil map %(in task worse, which nobody awaits%)",
  }) do
    T.run(line, "✓$")
    T.wait("the failure, under its cell", function()
      return table.concat(T.output_of("scratch.goa:" .. line), "\n"):find(want)
    end)
  end
  T.run(43, "⇒ 45$")
end)
