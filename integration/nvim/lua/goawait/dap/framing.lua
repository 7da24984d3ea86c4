--- The frames of the Debug Adapter Protocol: headers with a Content-Length, an empty line, JSON.
local M = {}

M.max_header = 4 * 1024
M.max_body = 64 * 1024 * 1024

---@param message table
---@return string
function M.encode(message)
  local body = vim.json.encode(message)
  return "Content-Length: " .. #body .. "\r\n\r\n" .. body
end

--- The problem with what arrived of a header so far, nil if it may still become one. The protocol has two headers,
--- both named Content-something; anything else is a program that prints where it should not.
---@param text string
---@return string?
local function header_problem(text)
  local at = 1
  while true do
    local newline = text:find("\n", at, true)
    if not newline then
      break
    end
    local line = text:sub(at, newline - 1):gsub("\r$", "")
    if not line:lower():match("^content%-%a+:") then
      return ("%q is not a header"):format(line:sub(1, 200))
    end
    at = newline + 1
  end
  if #text > M.max_header then
    return "a header without end"
  end
end

---@param header string
---@return integer? length
---@return string? problem
local function content_length(header)
  local length
  for line in header:gmatch("[^\r\n]+") do
    length = length or line:lower():match("^content%-length:%s*(%d+)%s*$")
  end
  length = tonumber(length)
  if not length then
    return nil, "a header without Content-Length"
  end
  if length > M.max_body then
    return nil, ("a message of %d bytes"):format(length)
  end
  return length
end

--- Makes a reader: a function that takes the bytes as they arrive, in pieces of any size.
--- After the first problem the stream has no frames any more, and what follows is dropped.
---@param on_message fun(message: table)
---@param on_problem fun(problem: string) called at most once
---@return fun(chunk: string)
function M.reader(on_message, on_problem)
  local pieces, size = {}, 0
  local want ---@type integer? bytes of the body that is being read
  local broken = false

  local function fail(problem)
    broken = true
    pieces = {}
    on_problem(problem)
  end

  local function keep(text)
    pieces, size = { text }, #text
  end

  --- Reads one header, if it is there whole.
  local function header()
    local text = table.concat(pieces)
    keep(text)
    local from, to = text:find("\r\n\r\n", 1, true)
    local problem = header_problem(from and text:sub(1, from + 1) or text)
    if problem then
      return fail(problem)
    end
    if from then
      want, problem = content_length(text:sub(1, from - 1))
      if not want then
        return fail(problem)
      end
      keep(text:sub(to + 1))
    end
  end

  --- Reads one body that is there whole.
  local function body()
    local text = table.concat(pieces)
    local ok, message = pcall(vim.json.decode, text:sub(1, want), { luanil = { object = true } })
    keep(text:sub(want + 1))
    want = nil
    if not ok or type(message) ~= "table" then
      return fail("a message that is not JSON")
    end
    on_message(message)
  end

  return function(chunk)
    if broken then
      return
    end
    pieces[#pieces + 1] = chunk
    size = size + #chunk
    while not broken do
      if not want then
        header()
      end
      if broken or not want or size < want then
        return
      end
      body()
    end
  end
end

return M
