local T = require("harness")

T.scenario(function()
  T.open_cells("scratch.goa", { "x := 20", "x + 1" })
  T.served()
  T.run(1, "✓$")
  T.run(3, "⇒ 21$")

  -- Read from disk again.
  vim.cmd("edit!")
  T.beside(3, "⇒ 21$")
  T.run(3, "⇒ 21$")

  -- Unloaded and opened again.
  vim.cmd("enew | bdelete scratch.goa | edit scratch.goa")
  T.beside(3, "⇒ 21$")
  T.run(3, "⇒ 21$")
  T.served()

  -- Another file of the workspace shares its session, and its status from the start.
  T.open("other.goa", { "nobody", "x * 2" })
  T.served()
  T.run(2, "⇒ 40$")
  T.diagnosed("type", { { 1, "undefined: nobody" } })

  -- A run whose buffer goes away meanwhile harms nobody.
  vim.cmd("GoAwaitRun | bdelete! other.goa")
  vim.cmd("edit scratch.goa")
  T.run(1, "✓$")

  -- What was deleted takes its result along, and brings it back when it is undone.
  T.at(3)
  vim.cmd("3delete _ | doautocmd TextChanged") -- which a script does not cause
  T.wait("no result beside the rest", function()
    return not T.shown(vim.fn.line("$")):find("⇒", 1, true)
  end)
  vim.cmd("undo | doautocmd TextChanged")
  T.beside(3, "⇒ 21$")

  -- Text that is not saved is what runs.
  vim.api.nvim_buf_set_lines(0, 2, 3, false, { "x + 3 // not saved" })
  T.run(3, "⇒ 23$")
  T.equal(vim.bo.modified, true, "it is not saved")

  -- The hover comes also where Neovim finds no parser of Markdown, as under plugin managers that reset its paths.
  local preview = vim.lsp.util.open_floating_preview
  vim.lsp.util.open_floating_preview = function(lines, syntax, opts)
    if syntax == "markdown" then
      error("no parser for 'markdown' language")
    end
    return preview(lines, syntax, opts)
  end
  T.type("K")
  T.wait("a floating window", function()
    return vim.tbl_contains(vim.tbl_map(function(win)
      return vim.api.nvim_win_get_config(win).relative ~= ""
    end, vim.api.nvim_list_wins()), true)
  end)
end)
