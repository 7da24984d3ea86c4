--- Columns: bytes in buffers, UTF-16 or UTF-8 units in LSP, UTF-16 in DAP.
local M = {}

local new_api = vim.fn.has("nvim-0.11") == 1

---@param bufnr integer
---@param row integer from 0
---@return string
local function line_at(bufnr, row)
  return vim.api.nvim_buf_get_lines(bufnr, row, row + 1, false)[1] or ""
end

--- The byte column of an LSP character; what is beyond the line's end gives its end.
---@param line string
---@param character integer
---@param encoding string "utf-8", "utf-16" or "utf-32"
---@return integer
function M.byte(line, character, encoding)
  if encoding == "utf-8" then
    return math.min(character, #line)
  end
  if new_api then
    return vim.str_byteindex(line, encoding, character, false)
  end
  local ok, byte = pcall(vim.str_byteindex, line, character, encoding == "utf-16")
  return ok and byte or #line
end

--- The LSP character of a byte column.
---@param line string
---@param byte integer
---@param encoding string
---@return integer
function M.character(line, byte, encoding)
  byte = math.min(byte, #line)
  if encoding == "utf-8" then
    return byte
  end
  if new_api then
    return vim.str_utfindex(line, encoding, byte, false)
  end
  local utf32, utf16 = vim.str_utfindex(line, byte)
  return encoding == "utf-16" and utf16 or utf32
end

--- The buffer's row and byte column of an LSP position, inside the buffer whatever was given.
---@param bufnr integer
---@param position goawait.Position
---@param encoding string
---@return integer row, integer column
function M.to_buffer(bufnr, position, encoding)
  local last = vim.api.nvim_buf_line_count(bufnr) - 1
  if position.line > last then
    return last, #line_at(bufnr, last)
  end
  local row = math.max(position.line, 0)
  return row, M.byte(line_at(bufnr, row), position.character, encoding)
end

--- The LSP position of a buffer's row and byte column.
---@param bufnr integer
---@param row integer
---@param column integer
---@param encoding string
---@return goawait.Position
function M.to_position(bufnr, row, column, encoding)
  return { line = row, character = M.character(line_at(bufnr, row), column, encoding) }
end

return M
