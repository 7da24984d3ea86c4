--- Cells under the fingers: motions, text objects, the operator that runs, and edits of cells, which the server makes.
local goawait = require("goawait")
local lsp = require("goawait.lsp")
local notify = require("goawait.notify")
local range = require("goawait.range")
local text = require("goawait.text")

local M = {}

local api = vim.api
local marker = [[^// \?%%]]

--- Moves to the marker of the next or previous cell, as often as the count says.
---@param forward boolean
function M.go(forward)
  for _ = 1, vim.v.count1 do
    if vim.fn.search(marker, forward and "W" or "bW") == 0 then
      return
    end
  end
end

--- The first and last line of the cell at a line; without its marker if inner.
---@param inner boolean
---@return integer first, integer last
function M.lines(inner)
  local last = api.nvim_buf_line_count(0)
  local first = vim.fn.search(marker, "bcnW")
  local below = vim.fn.search(marker, "nW")
  local to = below > 0 and below - 1 or last
  if not inner then
    return math.max(first, 1), to
  end
  local from = first + 1
  while from <= to and vim.fn.getline(from):match("^%s*$") do
    from = from + 1
  end
  while to >= from and vim.fn.getline(to):match("^%s*$") do
    to = to - 1
  end
  return from, to
end

--- Selects the cell, as a text object does; an empty one is left alone.
---@param inner boolean
function M.select(inner)
  local first, last = M.lines(inner)
  if first > last then
    return
  end
  if vim.fn.mode():match("[vV\22]") then
    vim.cmd("normal! \27")
  end
  vim.cmd(("normal! %dGV%dG"):format(first, last))
end

--- What g@ calls: runs what the motion covered.
---@param kind "line"|"char"|"block"
function M.operator(kind)
  local bufnr = api.nvim_get_current_buf()
  local ready, problem = goawait.ready(bufnr)
  if not ready then
    return notify.error(problem)
  end
  require("goawait.run").run(bufnr, "region", range.between(bufnr, "[", "]", kind ~= "char"))
end

--- For an expression mapping: the next motion says what to run.
---@return string keys
function M.operate()
  vim.o.operatorfunc = "v:lua.require'goawait.cells'.operator"
  return "g@"
end

M.actions = { "insertAbove", "insertBelow", "split", "mergeUp", "mergeDown" }

--- Has the server insert, split or merge a cell.
---@param action string one of M.actions
function M.edit(action)
  local bufnr = api.nvim_get_current_buf()
  local ready, problem = goawait.ready(bufnr)
  if not ready then
    return notify.error(problem)
  end
  local tick = api.nvim_buf_get_changedtick(bufnr)
  lsp.request(bufnr, "goawait/editCells", {
    textDocument = { uri = vim.uri_from_bufnr(bufnr) },
    position = range.cursor(bufnr).start,
    action = action,
  }, function(refused, answer)
    if refused then
      return notify.error(refused)
    end
    if not api.nvim_buf_is_valid(bufnr) or api.nvim_buf_get_changedtick(bufnr) ~= tick then
      return notify.warn("the text has changed meanwhile; do it again")
    end
    vim.lsp.util.apply_text_edits(answer.edits, bufnr, lsp.encoding(bufnr))
    if api.nvim_get_current_buf() == bufnr then
      local row, column = text.to_buffer(bufnr, answer.position, lsp.encoding(bufnr))
      api.nvim_win_set_cursor(0, { row + 1, column })
    end
  end)
end

--- Maps the keys of .goa files in the buffer, except where the person has mapped them there.
---@param bufnr integer
function M.map(bufnr)
  local function map(modes, key, fn, description, opts)
    for _, mode in ipairs(modes) do
      if vim.fn.maparg(key, mode, false, true).buffer ~= 1 then
        vim.keymap.set(mode, key, fn, vim.tbl_extend("force", { buffer = bufnr, desc = "goawait: " .. description }, opts or {}))
      end
    end
  end
  for key, forward in pairs({ ["]c"] = true, ["[c"] = false }) do
    map({ "n", "x", "o" }, key, function()
      if vim.wo.diff then -- where they move between differences
        return vim.cmd("normal! " .. vim.v.count1 .. key)
      end
      M.go(forward)
    end, forward and "to the next cell" or "to the previous cell")
  end
  for key, inner in pairs({ ic = true, ac = false }) do
    map({ "x", "o" }, key, function()
      M.select(inner)
    end, inner and "the cell's code" or "the cell with its marker")
  end
  map({ "n" }, "gz", M.operate, "run what the motion covers", { expr = true })
  map({ "n" }, "gzz", "<Cmd>GoAwaitRun<CR>", "run the line")
  map({ "x" }, "gz", ":GoAwaitRun<CR>", "run the selection", { silent = true })
end

return M
