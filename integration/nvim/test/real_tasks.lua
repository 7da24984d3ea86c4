local T = require("harness")

-- A background task, and whose output it is, on the runner that $GOAWAIT_TEST_RUNNER says.
local runner = assert(vim.env.GOAWAIT_TEST_RUNNER)
local spawned, waits, sleeps, again, prints, result = 8, 10, 12, 14, 16, 18
local pending = "⟳ <Task pending coro=repeat%(%) running at cell 1, line 2>$"

--- What the task has printed: lines that stand under the cell that spawned it.
local function printed()
  return T.output_of("scratch.goa:" .. spawned)
end

local function lines(last)
  local list = {}
  for i = 0, last do
    list[#list + 1] = "background " .. i
  end
  return list
end

--- Says what was printed once everything before this is there.
local function printed_now()
  local before = #T.output_of("scratch.goa:" .. prints)
  T.run(prints, "✓$")
  T.wait("what a later cell prints", function()
    return #T.output_of("scratch.goa:" .. prints) > before
  end)
  return printed()
end

--- On the runners that go on between cells, later cells do not wait for the task, nor it for them.
local function goes_on()
  T.run(spawned, pending)
  T.equal(#printed_now() < 10, true, "a later cell runs while the task does")
  T.beside(spawned, pending)
  T.beside(spawned, '⇒ "background done"$') -- the value has become what the task gave
  T.equal(printed_now(), lines(9), "what the task printed")
end

--- On a loop for each cell it stands still until the next cell that awaits.
local function stands_still()
  T.run(spawned, pending)
  T.run(waits, "✓$")
  T.equal(printed_now(), lines(2), "after three seconds of waiting")
  T.run(sleeps, "✓$")
  T.equal(printed_now(), lines(2), "after five seconds without await")
  T.run(again, "✓$")
  T.equal(printed_now(), lines(5), "after three more seconds of waiting")
  T.beside(spawned, pending)
end

--- On a structured runner the spawning cell ends when the task does.
local function ends_together()
  T.at(spawned)
  vim.cmd("GoAwaitRun")
  T.beside(spawned, "⟳ running$")
  T.wait("what the task prints while its cell runs", function()
    return #printed() > 0
  end)
  T.beside(spawned, "⟳ running$")
  T.beside(spawned, '⇒ "background done"$')
  T.equal(T.took(spawned) >= 10000, true, "the cell took as long as the task")
  T.equal(printed_now(), lines(9), "what the task printed")
end

T.scenario(function()
  T.open("scratch.goa", {
    "async func repeat(msg string, n int) string {", -- 1
    "\tfor i := range n { fmt.Println(msg, i); await async.Sleep(time.Second) }",
    '\treturn msg + " done"',
    "}",
    "//%%",
    "%autoawait " .. runner, -- 6
    "//%%",
    't := async.Spawn(repeat("background", 10)); t', -- 8
    "//%%",
    "await async.Sleep(3*time.Second)", -- 10
    "//%%",
    "time.Sleep(5*time.Second)", -- 12
    "//%%",
    "await async.Sleep(3*time.Second)", -- 14
    "//%%",
    'fmt.Println("here")', -- 16
    "//%%",
    "await t", -- 18
  })
  T.served()
  T.diagnosed("type", {})
  T.at(1)
  vim.cmd("GoAwaitRun")
  T.beside(4, "✓$")
  T.run(6, "✓$")
  if runner == "loop --scope cell" then
    return stands_still()
  elseif runner == "conc" or runner == "errgroup" then
    ends_together()
  else
    goes_on()
  end
  T.run(result, '⇒ "background done"$')
end)
