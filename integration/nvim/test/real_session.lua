local T = require("harness")

T.scenario(function()
  T.open("scratch.goa", {
    "x := 20", -- 1
    "äö𝕏 := x",
    "y := x + 1",
    "//%% printing", -- 4
    "for i := range 2 {",
    '\tfmt.Println("line", i)',
    "}",
    "//%% background", -- 8
    "gate := make(chan int)",
    "async func child() {",
    '\tfmt.Println("child waits")',
    "\tawait gate",
    '\tfmt.Println("child goes on")',
    "}",
    "t := async.Spawn(child())", -- 15
    "//%% the rest",
    "gate <- 1", -- 17
    "x * 100",
  })
  T.served()
  T.at(18)
  vim.cmd("GoAwaitRunAbove")
  T.beside(3, "✓$")
  T.beside(7, "^}  ✓$")
  T.beside(15, "✓$")
  T.wait("output under the place that caused it", function()
    return T.output():find("── scratch.goa:5 ──\nline 0\nline 1\n", 1, true)
  end)
  T.wait("output of a task", function()
    return T.output():find("child waits", 1, true)
  end)
  T.equal(vim.fn.bufname(), "scratch.goa", "the person stays where they were")

  -- What is selected inside one expression runs alone.
  T.run_selected(3, 5, 9)
  T.beside(3, "⇒ 21$")

  -- A task's output keeps its place, long after its cell ended.
  vim.cmd("GoAwaitTasks")
  T.wait("the task in the list", function()
    return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n"):find("child", 1, true)
  end)
  vim.cmd("normal q")
  T.at(17)
  vim.cmd("GoAwaitRunCell")
  T.beside(18, "⇒ 2000$")
  T.wait("what the task printed after that", function()
    return T.output():find("── scratch.goa:9 ──\nchild waits\nchild goes on", 1, true)
  end)

  -- An edit of what ran dims its result; running it again gives a new one.
  T.equal(T.look(18), "GoAwaitValue", "a fresh value's look")
  vim.api.nvim_buf_set_lines(0, 17, 18, false, { "x * 1000" })
  T.wait("the stale look", function()
    return T.look(18) == "GoAwaitStale"
  end)
  T.run(18, "⇒ 20000$")
  T.equal(T.look(18), "GoAwaitValue", "the new value's look")

  -- An edit above moves it, with its hover.
  vim.api.nvim_buf_set_lines(0, 0, 0, false, { "// one more line" })
  T.equal(T.shown(19), "x * 1000  ⇒ 20000", "the mark moved")
  T.hover(19, 0, "20000")
  T.run(3, "✓$") -- äö𝕏, with columns that differ in every encoding

  -- A task is cancelled in the list.
  T.run(16, "✓$") -- the same function again
  vim.cmd("GoAwaitTasks")
  local function listed()
    return vim.api.nvim_buf_get_lines(0, 0, 1, false)[1]
  end
  T.wait("the task in the list", function()
    return listed():find("child", 1, true)
  end)
  vim.cmd("normal x")
  T.wait("an empty list", function()
    return listed() == "no tasks"
  end)
  vim.cmd("normal q")
end)
