local T = require("harness")

-- What an nvim-dap looks like to a plugin.
vim.opt.runtimepath:append(vim.fn.getcwd() .. "/plugged")
vim.fn.mkdir("plugged/lua", "p")
vim.fn.writefile({ "return { adapters = {}, configurations = {} }" }, "plugged/lua/dap.lua")

T.scenario(function()
  T.open_cells("scratch.goa", {
    "type point struct{ X, Y int }", -- 1
    "p := point{3, 4}", -- 3
    "async func waits() { await make(chan int) }", -- 5
    "t := async.Spawn(waits())", -- 7
    "p.X * 100", -- 9
    "await func() error { return errors.New(`no luck`) }", -- 11
    "gate := make(chan int)", -- 13
    "async.Spawn(async func() int { return await gate }())", -- 15
    "gate <- 42", -- 17
  })
  T.served()
  T.equal(require("goawait").statusline(), vim.b.goawait_status, "the component for status lines")
  T.matches(require("goawait").statusline(), "^goawait: ", "its text")
  for i = 1, 7, 2 do
    T.run(i, "✓$")
  end
  T.run(9, "⇒ 300$")

  -- Variables, and the parts of one.
  local offered = T.choosing("p  point", "Y")
  vim.cmd("GoAwaitVars")
  T.wait("both lists", function()
    return #offered == 2
  end)
  T.matches(offered[1], "p  point  point{X:3, Y:4}  ▸", "the variables")
  T.matches(offered[2], "X  int  3", "the parts of p")
  offered = T.choosing()
  vim.cmd("GoAwaitVars *async.Task")
  T.wait("the filtered list", function()
    return #offered == 1
  end)
  T.equal(offered[1]:find("point", 1, true), nil, "what the filter leaves out")

  -- History: a cell comes back into the text.
  offered = T.choosing("p.X * 100", "insert it")
  vim.cmd("GoAwaitHistory")
  T.wait("the cell in the text", function()
    return vim.fn.getline(11) == "p.X * 100"
  end)
  T.matches(offered[1], "%[5%] ✓ p.X %* 100  ⇒ 300", "the history")
  T.equal(vim.fn.getline(10), "//%%", "its marker")
  vim.cmd("silent undo")
  T.choosing("p.X * 100", "run it again")
  vim.cmd("GoAwaitHistory")
  T.wait("the value of another run", function()
    return T.noted("goawait: 300")
  end)

  -- Runners.
  offered = T.choosing("loop")
  vim.cmd("GoAwaitRunner")
  T.wait("the runner in the status", function()
    return vim.b.goawait.runner == "loop"
  end)
  T.matches(offered[1], "goroutine  %(now%)", "the runners")
  vim.cmd("GoAwaitRunner goroutine")
  T.wait("the runner by its name", function()
    return vim.b.goawait.runner == "goroutine"
  end)

  -- Tasks say what they wait for and where; <CR> goes there, x ends one.
  vim.cmd("GoAwaitTasks")
  local task = T.wait("the task in the list", function()
    local first = vim.api.nvim_buf_get_lines(0, 0, 1, false)[1]
    return first:find("waits", 1, true) and first
  end)
  T.matches(task, "scratch.goa:5", "where the task is")
  T.type("<CR>")
  T.equal(vim.fn.line("."), 5, "the task's line")
  vim.cmd("wincmd b")
  T.type("x")
  T.wait("an empty list", function()
    return vim.api.nvim_buf_get_lines(0, 0, 1, false)[1] == "no tasks"
  end)
  T.type("q")

  -- What a cell raised stands in the output, under where.
  T.run(11, "✗")
  T.wait("the message in the output", function()
    return T.output():find("no luck", 1, true)
  end)

  -- A task that is a cell's value becomes what it gives.
  T.run(13, "✓$")
  T.run(15, "⟳ <Task")
  T.equal(T.sign(15), "⟳", "the sign of a task that is under way")
  T.run(17, "✓$")
  T.beside(15, "⇒ 42$")

  vim.cmd("GoAwaitRestart!")
  T.wait("the replay", function()
    return T.noted("the cells run again")
  end)

  -- nvim-dap knows goawait.
  local dap = require("dap")
  local adapter
  dap.adapters.goawait(function(a)
    adapter = a
  end)
  T.equal({ adapter.type, adapter.args[1], adapter.args[2] }, { "executable", "dap", "--workspace" }, "the adapter")
  T.equal(dap.configurations.goa[1].request, "attach", "the configuration")
end)
