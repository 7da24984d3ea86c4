--- One connection to `goawait dap`: starts it, sends requests, hands out answers and events in the order in which they
--- arrive, on Neovim's main loop. Knows the protocol and nothing of buffers.
local framing = require("goawait.dap.framing")
local uv = vim.uv or vim.loop

local M = {}

---@type goawait.dap.Client
local Client = {}
Client.__index = Client

local stderr_kept = 4096
local drain_ms = 500

--- The last line that says something, for error messages.
local function last_words(text)
  local last
  for line in text:gmatch("[^\r\n]+") do
    if line:match("%S") then
      last = vim.trim(line)
    end
  end
  return last
end

--- Ends the connection once: answers what waits, tells the owner why.
function Client:finish(reason)
  if self.closed then
    return
  end
  self.closed = true
  for _, pipe in ipairs(self.pipes) do
    if not pipe:is_closing() then
      pipe:close()
    end
  end
  if self.process and not self.process:is_closing() then
    self.process:kill("sigterm")
    self.process:close()
  end
  vim.schedule(function()
    local waiting = self.waiting
    self.waiting = {}
    for _, seq in ipairs(vim.fn.sort(vim.tbl_keys(waiting), "n")) do
      waiting[seq]({ message = reason, closed = true })
    end
    self.on_closed(reason)
  end)
end

--- Finishes when the process has ended and all that it wrote has been read. A process that it left behind may hold
--- the pipes open, so the end of the pipes is not waited for long.
function Client:ended()
  if self.exit and (self.drained >= 2 or self.overdue) then
    local words = last_words(self.stderr)
    local how = self.exit.signal ~= 0 and ("signal %d"):format(self.exit.signal) or ("status %d"):format(self.exit.code)
    self:finish(("`goawait dap` ended (%s)%s"):format(how, words and ": " .. words or ""))
  end
end

---@param message table
function Client:received(message)
  if message.type == "response" then
    local callback = self.waiting[message.request_seq]
    self.waiting[message.request_seq] = nil
    if not callback then
      return
    end
    if message.success then
      return callback(nil, message.body or {})
    end
    callback({ message = message.message or "the request failed", body = message.body }, nil)
  elseif message.type == "event" then
    self.on_event(message.event, message.body or {})
  elseif message.type == "request" then
    self:send({
      type = "response",
      request_seq = message.seq,
      command = message.command,
      success = false,
      message = "not supported by this client",
    })
  end
end

---@param message table
function Client:send(message)
  if self.closed then
    return
  end
  self.seq = self.seq + 1
  message.seq = self.seq
  self.stdin:write(framing.encode(message), function(problem)
    if problem and problem ~= "ECANCELED" and problem ~= "EPIPE" then
      self:finish("writing to `goawait dap`: " .. problem)
    end
  end)
end

--- Sends a request. The callback gets a failure or the answer's body, exactly once.
---@return integer seq for cancel
function Client:request(command, arguments, callback)
  callback = callback or function() end
  if self.closed then
    vim.schedule(function()
      callback({ message = "the connection is closed", closed = true })
    end)
    return 0
  end
  if arguments and not next(arguments) then
    arguments = vim.empty_dict() -- JSON has lists and objects, and an empty table would be a list
  end
  local message = { type = "request", command = command, arguments = arguments }
  self.waiting[self.seq + 1] = callback
  self:send(message)
  return message.seq
end

--- Closes the connection. The session lives on.
function Client:close()
  self:finish("closed")
end

function Client:read_pipes(stdout, stderr)
  local feed = framing.reader(
    vim.schedule_wrap(function(message)
      self:received(message)
    end),
    function(problem)
      self:finish("`goawait dap` does not speak the debug adapter protocol: " .. problem)
    end
  )
  local function drained()
    self.drained = self.drained + 1
    self:ended()
  end
  stdout:read_start(function(problem, chunk)
    if chunk then
      feed(chunk)
    elseif not problem or not self.closed then
      drained()
    end
  end)
  stderr:read_start(function(_, chunk)
    if chunk then
      self.stderr = (self.stderr .. chunk):sub(-stderr_kept)
    else
      drained()
    end
  end)
end

--- Starts the program and connects to it.
---@param options goawait.dap.Options
---@return goawait.dap.Client? client
---@return string? problem
function M.start(options)
  local stdin, stdout, stderr = uv.new_pipe(false), uv.new_pipe(false), uv.new_pipe(false)
  local self = setmetatable({
    seq = 0,
    waiting = {},
    pipes = { stdin, stdout, stderr },
    stdin = stdin,
    stderr = "",
    drained = 0,
    closed = false,
    capabilities = {},
    on_event = options.on_event,
    on_closed = options.on_closed,
  }, Client)
  local process, problem = uv.spawn(options.cmd[1], {
    args = vim.list_slice(options.cmd, 2),
    cwd = options.cwd,
    stdio = { stdin, stdout, stderr },
    hide = true,
  }, function(code, signal)
    self.exit = { code = code, signal = signal }
    self:ended()
    vim.defer_fn(function()
      self.overdue = true
      self:ended()
    end, drain_ms)
  end)
  if not process then
    for _, pipe in ipairs(self.pipes) do
      pipe:close()
    end
    return nil, ("starting `%s`: %s"):format(table.concat(options.cmd, " "), tostring(problem))
  end
  self.process = process
  self:read_pipes(stdout, stderr)
  return self
end

return M
