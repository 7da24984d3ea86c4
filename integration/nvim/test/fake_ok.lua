local T = require("harness")

T.scenario(function()
  T.open("scratch.goa", { "one", 'äö🙂 two', "", "print three", "fail", "five" })
  T.served()
  T.equal(vim.b.goawait_status, "goawait: idle · goroutine · 2 tasks", "the status line's text")
  T.equal(vim.bo.filetype, "goa", "file type")

  T.run(1, "^one  ⇒ 1:1 one$")

  -- The output opens without closing what floats, such as a hover.
  local _, float = vim.lsp.util.open_floating_preview({ "a hover" }, "markdown", {})
  vim.cmd("4GoAwaitRun")
  T.wait("output in its split", function()
    return T.output():find("scratch.goa:4 ──\nthree", 1, true) and #vim.api.nvim_list_wins() == 3
  end)
  local later = false
  vim.schedule(function()
    later = true
  end)
  T.wait("what the opening may have scheduled", function()
    return later
  end)
  T.equal(vim.api.nvim_win_is_valid(float), true, "the float is open")
  vim.api.nvim_win_close(float, true)

  -- A selection of lines; the one that fails ends it, and the one after it is not run.
  vim.cmd("4,6GoAwaitRun")
  T.beside(4, "^print three  ⇒ 4:1 print three$")
  T.beside(5, "^fail  ✗ it failed$")
  T.wait("being told that one was not run", function()
    return T.noted("1 more not run")
  end)
  T.equal(T.shown(6), "five", "what was not run has no mark")
  T.equal(#vim.api.nvim_list_wins(), 2, "the split is open")
  T.equal(vim.fn.expand("%:t"), "scratch.goa", "the person stays where they were")
  vim.cmd("wincmd b")
  T.notes = {}
  vim.cmd("GoAwaitAutoawait")
  vim.cmd("GoAwaitInterrupt")
  T.equal(T.notes, {}, "the output's window knows its workspace")
  vim.cmd("wincmd t")
  vim.cmd("GoAwaitOutput")
  T.equal(#vim.api.nvim_list_wins(), 1, "and closes on demand")

  -- Marks move with the text and go with it; a run says where its region is now.
  vim.api.nvim_buf_set_lines(0, 0, 0, false, { "zero" })
  T.equal(T.shown(2), "one  ⇒ 1:1 one", "the mark moved")
  T.run(3, "⇒ 3:1 äö🙂 two$")
  vim.api.nvim_buf_set_lines(0, 1, 2, false, {})
  vim.cmd("doautocmd <nomodeline> TextChanged")
  T.equal(T.shown(1), "zero", "no mark is left of a line that was deleted")
  T.equal(T.shown(2), "äö🙂 two  ⇒ 3:1 äö🙂 two", "the next line keeps its own")
  vim.cmd("3GoAwaitRun")
  T.wait("being told that there is nothing", function()
    return T.noted("nothing to run here")
  end)

  vim.cmd("new | GoAwaitRun")
  T.wait("being told where it works", function()
    return T.noted("works in .goa and .go files")
  end)
  vim.cmd("quit")
  vim.cmd("GoAwaitRun nonsense")
  T.wait("being told what the argument may be", function()
    return T.noted("takes line, cell, above, below, all or nothing")
  end)
  vim.cmd("checkhealth goawait")
  local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
  T.matches(health, "v0%.0%.0%-fake", "checkhealth shows the program's version")
  T.matches(health, "this is a fake", "checkhealth shows what the doctor says")
end)
