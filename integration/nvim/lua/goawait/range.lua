--- LSP ranges of what a person means: the cursor, lines, a selection, what a motion covers.
local lsp = require("goawait.lsp")
local text = require("goawait.text")

local M = {}

local api = vim.api

--- The LSP range between two places of a buffer; rows and columns from 0, the end exclusive.
---@return goawait.Range
function M.of(bufnr, row, column, to_row, to_column)
  local encoding = lsp.encoding(bufnr)
  return {
    start = text.to_position(bufnr, row, column, encoding),
    ["end"] = text.to_position(bufnr, to_row, to_column, encoding),
  }
end

---@return goawait.Range
function M.cursor(bufnr)
  local at = api.nvim_win_get_cursor(0)
  return M.of(bufnr, at[1] - 1, at[2], at[1] - 1, at[2])
end

--- The end of the character at a byte column.
local function after(bufnr, row, column)
  local line = api.nvim_buf_get_lines(bufnr, row, row + 1, false)[1] or ""
  if column >= #line then
    return #line
  end
  return column + #vim.fn.strcharpart(line:sub(column + 1), 0, 1)
end

--- The range between two marks, by lines or by characters.
---@param by_lines boolean
---@return goawait.Range
function M.between(bufnr, from_mark, to_mark, by_lines)
  local from, to = api.nvim_buf_get_mark(bufnr, from_mark), api.nvim_buf_get_mark(bufnr, to_mark)
  if by_lines then
    return M.of(bufnr, from[1] - 1, 0, to[1] - 1, math.huge)
  end
  return M.of(bufnr, from[1] - 1, from[2], to[1] - 1, after(bufnr, to[1] - 1, to[2]))
end

--- Whole lines, or the characters that were selected if the lines are those of a selection by characters.
---@return goawait.Range
function M.lines(bufnr, line1, line2)
  local from, to = api.nvim_buf_get_mark(bufnr, "<"), api.nvim_buf_get_mark(bufnr, ">")
  if vim.fn.visualmode() == "v" and from[1] == line1 and to[1] == line2 then
    return M.between(bufnr, "<", ">", false)
  end
  return M.of(bufnr, line1 - 1, 0, line2 - 1, math.huge)
end

return M
