--- The connections to sessions, one for each workspace: made when first needed, made again after they ended.
local binary = require("goawait.binary")
local client = require("goawait.dap.client")
local config = require("goawait.config")
local notify = require("goawait.notify")

local M = {}

local answer_within = 30 * 1000 -- the background process may have to be started first

---@class goawait.dap.Connection
---@field client goawait.dap.Client
---@field ready boolean
---@field waiting fun(problem?: string, client?: goawait.dap.Client)[]

---@type table<string, goawait.dap.Connection> by workspace
local connections = {}
local listeners = {} ---@type fun(root: string, event: string, body: table)[]

--- Has fn called with every event of every connection.
---@param fn fun(root: string, event: string, body: table)
function M.listen(fn)
  listeners[#listeners + 1] = fn
end

---@param root string
---@param more? table
---@return table
function M.launch_arguments(root, more)
  local settings = config.get().settings
  return vim.tbl_extend("force", {
    workspace = root,
    session = config.get().session,
    autoawait = settings.autoawait,
    runner = settings.runner,
    loopScope = settings.loopScope,
    lane = settings.lane,
  }, more or {})
end

---@param connection goawait.dap.Connection
---@param problem? string
local function settle(connection, problem)
  if connection.timer then
    connection.timer:stop()
    connection.timer:close()
    connection.timer = nil
  end
  local waiting = connection.waiting
  connection.waiting = {}
  for _, callback in ipairs(waiting) do
    callback(problem, not problem and connection.client or nil)
  end
end

--- What the protocol asks for before the first evaluate.
local function handshake(connection, root)
  local c = connection.client
  local function failed(step)
    return function(failure)
      if failure and not failure.closed then
        connection.refused = ("%s: %s"):format(step, failure.message)
        c:close()
      end
    end
  end
  connection.on_initialized = function()
    if c.capabilities.supportsConfigurationDoneRequest then
      c:request("configurationDone", {}, failed("configurationDone"))
    end
  end
  c:request("initialize", {
    clientID = "neovim",
    clientName = "Neovim",
    adapterID = "goawait",
    pathFormat = "path",
    linesStartAt1 = true,
    columnsStartAt1 = true,
    supportsVariableType = true,
    locale = "en",
  }, function(failure, capabilities)
    if failure then
      return failed("initialize")(failure)
    end
    c.capabilities = capabilities
    c:request("launch", M.launch_arguments(root), function(refused)
      if refused then
        return failed("launch")(refused)
      end
      connection.ready = true
      settle(connection)
    end)
  end)
end

--- A connection ended: those who wait for it are told, or else the person is.
local function closed(root, connection, reason)
  if connections[root] == connection then
    connections[root] = nil
  end
  reason = connection.refused or reason
  if connection.wanted then
    return
  end
  if not connection.ready then
    return settle(connection, reason)
  end
  notify.error(reason .. ". The next :GoAwaitRun connects again; :GoAwaitRestart starts the session afresh.")
end

---@param root string
---@return goawait.dap.Connection? connection
---@return string? problem
local function connect(root)
  local command, problem = binary.command("dap", "--workspace", root)
  if not command then
    return nil, problem
  end
  local connection = { ready = false, waiting = {} }
  connection.client, problem = client.start({
    cmd = command,
    cwd = root,
    on_event = function(event, body)
      if event == "initialized" then
        connection.on_initialized()
      elseif event == "terminated" then
        connection.refused = "the session was ended"
        connection.client:close()
      end
      for _, fn in ipairs(listeners) do
        fn(root, event, body)
      end
    end,
    on_closed = function(reason)
      closed(root, connection, reason)
    end,
  })
  if not connection.client then
    return nil, problem
  end
  connection.timer = (vim.uv or vim.loop).new_timer()
  connection.timer:start(answer_within, 0, function()
    connection.refused = "`goawait dap` does not answer; `goawait doctor` in a terminal says what does not work"
    connection.client:close()
  end)
  handshake(connection, root)
  return connection
end

--- Gives the workspace's connection, made if there is none.
---@param root string
---@param callback fun(problem?: string, client?: goawait.dap.Client)
function M.get(root, callback)
  local connection, problem = connections[root], nil
  if not connection then
    connection, problem = connect(root)
    if not connection then
      return callback(problem)
    end
    connections[root] = connection
  end
  if connection.ready then
    return callback(nil, connection.client)
  end
  table.insert(connection.waiting, callback)
end

--- The workspace's connection if it is there and ready; never makes one.
---@param root string
---@return goawait.dap.Client?
function M.existing(root)
  local connection = connections[root]
  return connection and connection.ready and connection.client or nil
end

--- Closes all connections. The sessions live on.
function M.close_all()
  for _, connection in pairs(connections) do
    connection.wanted = true
    connection.client:close()
  end
end

return M
