local T = require("harness")

local function line()
  return vim.api.nvim_win_get_cursor(0)[1]
end

local function buffer()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "|")
end

T.scenario(function()
  T.open("scratch.goa", {
    "x := 1", -- 1
    "",
    "//%% two", -- 3
    "y := x + 1",
    "y",
    "",
    "//%% three", -- 7
    "nope",
    "//%%", -- 9
    "z := 3",
    "z",
  })
  T.served()
  T.equal(vim.wo.signcolumn, "yes", "the sign column is there before the first sign")
  T.equal(T.shown(1), "x := 1", "a line without a mark")

  -- Motions between cells, with counts and from Visual mode.
  T.at(1)
  T.type("]c")
  T.equal(line(), 3, "]c")
  T.type("2]c")
  T.equal(line(), 9, "2]c")
  T.type("]c")
  T.equal(line(), 9, "]c in the last cell")
  T.type("2[c")
  T.equal(line(), 3, "2[c")
  T.type("4GV]cy")
  T.equal(vim.fn.getreg('"'), "y := x + 1\ny\n\n//%% three\n", "V]cy")

  -- Text objects.
  T.at(5)
  T.type("yic")
  T.equal(vim.fn.getreg('"'), "y := x + 1\ny\n", "yic")
  T.type("yac")
  T.equal(vim.fn.getreg('"'), "//%% two\ny := x + 1\ny\n\n", "yac")
  T.at(1)
  T.type("vicy")
  T.equal(vim.fn.getreg('"'), "x := 1\n", "vicy in a first cell without a marker")

  -- Run and advance, as often as one likes.
  T.at(1)
  vim.cmd("GoAwaitRunAdvance")
  T.wait("the cursor in the next cell", function()
    return line() == 4
  end)
  T.beside(1, "✓$")
  T.wait("the sign of what ran", function()
    return T.sign(1) == "✓"
  end)
  vim.cmd("GoAwaitRunAdvance line")
  T.wait("the cursor on the next line", function()
    return line() == 5
  end)
  T.beside(4, "✓$")

  -- The operator, on lines, in a line, and doubled.
  T.type("gzic")
  T.beside(5, "⇒ 2$")
  T.at(4, 5)
  T.type("gz$")
  T.beside(4, "⇒ 2$")
  T.at(8)
  T.type("gzz")
  T.beside(8, "✗")
  T.wait("the sign of what failed, over that of the diagnostic", function()
    return T.sign(8) == "✗"
  end)

  -- An edit makes a result stale, in the sign column too.
  T.run(5, "⇒ 2$")
  vim.api.nvim_buf_set_lines(0, 4, 5, false, { "y + 1" })
  T.wait("the stale sign", function()
    return T.sign(5) == "~"
  end)

  -- Below begins with the cell itself and stops where one fails; all begins at the top.
  T.at(9)
  vim.cmd("GoAwaitRunBelow")
  T.beside(11, "⇒ 3$")
  vim.api.nvim_buf_set_lines(0, 7, 8, false, { "w := 4", "w" })
  vim.cmd("GoAwaitRunAll")
  T.beside(5, "⇒ 3$")
  T.beside(9, "⇒ 4$")
  T.beside(12, "⇒ 3$")

  -- What the server clears is gone.
  vim.cmd("GoAwaitClear")
  T.wait("no mark", function()
    return T.shown(12) == "z" and T.shown(5) == "y + 1" and T.sign(12) == ""
  end)

  -- Cells are inserted, split and merged; one undo takes each back.
  local function edited(action, at, want)
    local before = buffer()
    vim.cmd("let &undolevels = &undolevels") -- what was before is an undo of its own
    T.at(at)
    vim.cmd("GoAwaitCell " .. action)
    T.wait(action .. " to give " .. want, function()
      return buffer() == want
    end)
    vim.cmd("silent undo")
    T.equal(buffer(), before, "undone")
  end
  vim.api.nvim_buf_set_lines(0, 0, -1, false, { "a := 1", "b := 2", "//%% c", "c := 3" })
  edited("insertAbove", 4, "a := 1|b := 2|//%%||//%% c|c := 3")
  edited("insertBelow", 1, "a := 1|b := 2|//%%||//%% c|c := 3")
  edited("split", 2, "a := 1|//%%|b := 2|//%% c|c := 3")
  edited("mergeUp", 4, "a := 1|b := 2|c := 3")
  edited("mergeDown", 1, "a := 1|b := 2|c := 3")
  T.at(1)
  vim.cmd("GoAwaitCell mergeUp")
  T.wait("being told why not", function()
    return T.noted("no cell above to merge with")
  end)
  vim.cmd("GoAwaitCell explode")
  T.wait("being told what there is", function()
    return T.noted("takes insertAbove, insertBelow")
  end)
end)
