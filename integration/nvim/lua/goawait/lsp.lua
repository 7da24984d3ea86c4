--- The language server: one client for each workspace, attached to .goa files when they are opened and to .go files
--- when something of them is run.
local binary = require("goawait.binary")
local config = require("goawait.config")
local notify = require("goawait.notify")

local M = {}

local root_markers = { ".goawait.toml", "go.work", "go.mod", ".git" }
local method_not_found = -32601

local clients = {} ---@type table<string, integer> client id by workspace
local buffers = {} ---@type table<integer, string> workspace by attached buffer
local attached = {} ---@type table<integer, integer> the client that knows a buffer's document, by buffer
local waiting = {} ---@type table<integer, fun(problem?: string)[]> by buffer: what waits for that
local versions = {} ---@type table<string, string> the server's version by workspace
local on_end = {} ---@type fun(root: string)[]
local handlers = {} ---@type table<string, function>

--- Adds what handles one of the server's notifications.
---@param method string
---@param fn fun(params: table, client: table, ctx: table)
function M.on(method, fn)
  handlers[method] = function(err, params, ctx, ...)
    local client = vim.lsp.get_client_by_id(ctx.client_id)
    if not err and params and client then
      fn(params, client, ctx, ...)
    end
  end
end

--- Has fn called when a workspace's server ended that was not told to.
---@param fn fun(root: string)
function M.on_end(fn)
  on_end[#on_end + 1] = fn
end

--- The workspace's folder: the nearest one upwards with one of the markers, else the file's own. A buffer that shows
--- something of a workspace, such as its output, says whose it is.
---@param bufnr integer
---@return string
function M.root(bufnr)
  if vim.b[bufnr].goawait_root then
    return vim.b[bufnr].goawait_root
  end
  local name = vim.bo[bufnr].buftype == "" and vim.api.nvim_buf_get_name(bufnr) or ""
  local folder = name ~= "" and vim.fn.fnamemodify(name, ":p:h") or vim.fn.getcwd()
  local at = folder
  while true do
    for _, marker in ipairs(root_markers) do
      if (vim.uv or vim.loop).fs_stat(at .. "/" .. marker) then
        return at
      end
    end
    local up = vim.fn.fnamemodify(at, ":h")
    if up == at then
      return folder
    end
    at = up
  end
end

--- The attached buffer that shows a document, nil if none does.
---@param uri string
---@return integer?
function M.buffer_of(uri)
  for bufnr in pairs(buffers) do
    if vim.api.nvim_buf_is_loaded(bufnr) and vim.uri_from_bufnr(bufnr) == uri then
      return bufnr
    end
  end
end

---@param root string
---@return integer[]
function M.buffers_of(root)
  local found = {}
  for bufnr, of in pairs(buffers) do
    if of == root and vim.api.nvim_buf_is_valid(bufnr) then
      found[#found + 1] = bufnr
    end
  end
  return found
end

--- The buffer's client if it runs.
---@param bufnr integer
---@return table?
function M.client(bufnr)
  local id = buffers[bufnr] and clients[buffers[bufnr]]
  return id and vim.lsp.get_client_by_id(id) or nil
end

--- Diagnostics are to be pushed: with both ways on, newer Neovims would show each of them twice. A client that cannot
--- be asked to pull again is one that the server pushes to.
local function capabilities()
  local c = vim.lsp.protocol.make_client_capabilities()
  c.workspace.diagnostics = { refreshSupport = false }
  return c
end

--- Calls what waits for the buffer's document to be known.
local function settle(bufnr, problem)
  local list = waiting[bufnr] or {}
  waiting[bufnr] = nil
  for _, fn in ipairs(list) do
    fn(problem)
  end
end

--- Calls fn once the server knows the buffer's document.
local function when_attached(bufnr, fn)
  local client = M.client(bufnr)
  if not client then
    fn("the language server does not run; :GoAwaitRestart starts it")
  elseif attached[bufnr] == client.id then
    fn()
  else
    waiting[bufnr] = waiting[bufnr] or {}
    table.insert(waiting[bufnr], fn)
  end
end

local function ended(root, code, signal)
  local id = clients[root]
  clients[root] = nil
  for _, bufnr in ipairs(M.buffers_of(root)) do
    attached[bufnr] = nil
    settle(bufnr, "the language server has ended; :GoAwaitRestart starts it")
  end
  local stopping = vim.v.exiting ~= vim.NIL or not id
  if stopping then
    return
  end
  for _, fn in ipairs(on_end) do
    fn(root)
  end
  local how = signal ~= 0 and ("signal %d"):format(signal) or ("status %d"):format(code)
  notify.error(("the language server ended (%s). :GoAwaitRestart starts it again; :checkhealth goawait looks for the cause."):format(how))
end

--- A table that becomes a JSON object also where it is empty.
local function as_object(t)
  return next(t) and t or vim.empty_dict()
end

local function client_config(root, command)
  return {
    name = "goawait",
    cmd = command,
    root_dir = root,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = vim.fn.fnamemodify(root, ":t") } },
    handlers = handlers,
    capabilities = capabilities(),
    settings = { goawait = as_object(config.get().settings) },
    init_options = as_object(config.get().settings),
    flags = { debounce_text_changes = 40 },
    commands = require("goawait.lenses"),
    on_init = function(client, initialized)
      versions[root] = (initialized.serverInfo or {}).version
      client.server_capabilities.diagnosticProvider = nil
    end,
    on_attach = function(client, bufnr)
      attached[bufnr] = client.id
      if vim.bo[bufnr].filetype == "goa" and vim.bo[bufnr].formatexpr == "" then -- newer Neovims have set it
        vim.bo[bufnr].formatexpr = "v:lua.vim.lsp.formatexpr()"
      end
      settle(bufnr)
    end,
    on_exit = vim.schedule_wrap(function(code, signal)
      ended(root, code, signal)
    end),
    get_language_id = function(_, filetype)
      return filetype
    end,
  }
end

local methods_take_self = vim.fn.has("nvim-0.11") == 1

local function is_stopped(client)
  if methods_take_self then
    return client:is_stopped()
  end
  return client.is_stopped()
end

local function send(client, method, params, handler, bufnr)
  if methods_take_self then
    return client:request(method, params, handler, bufnr)
  end
  return client.request(method, params, handler, bufnr)
end

--- Starts the workspace's client if it does not run, and gives its id.
local function ensure(root)
  local id = clients[root]
  local client = id and vim.lsp.get_client_by_id(id)
  if client and not is_stopped(client) then
    return id
  end
  local command, problem = binary.command("lsp", "--workspace", root)
  if not command then
    return nil, problem
  end
  local settings = client_config(root, command)
  if vim.lsp.start then
    id = vim.lsp.start(settings, {
      attach = false,
      reuse_client = function()
        return false
      end,
      bufnr = M.buffers_of(root)[1],
    })
  else
    id = vim.lsp.start_client(settings)
  end
  clients[root] = id
  return id, not id and "the language server could not be started; :checkhealth goawait looks for the cause" or nil
end

--- Attaches the workspace's client to the buffer.
---@param bufnr integer
---@return string? problem
function M.attach(bufnr)
  local filetype = vim.bo[bufnr].filetype
  if filetype ~= "goa" and filetype ~= "go" then
    return "this works in .goa and .go files"
  end
  if vim.api.nvim_buf_get_name(bufnr) == "" then
    return "give the buffer a name first, such as with :file scratch.goa"
  end
  local root = M.root(bufnr)
  local new = buffers[bufnr] ~= root
  buffers[bufnr] = root
  local id, problem = ensure(root)
  if not id then
    return problem
  end
  vim.lsp.buf_attach_client(bufnr, id)
  if new then
    vim.api.nvim_buf_attach(bufnr, false, {
      on_reload = function() end, -- else reading the file again would detach
      on_detach = function(_, gone)
        buffers[gone], attached[gone], waiting[gone] = nil, nil, nil
      end,
    })
  end
end

--- Attaches every buffer of the workspace again, after its server had ended.
---@param root string
---@return string? problem
function M.revive(root)
  for _, bufnr in ipairs(M.buffers_of(root)) do
    local problem = M.attach(bufnr)
    if problem then
      return problem
    end
  end
end

--- What an error of the server means to the person.
local function explain(bufnr, method, err)
  if err.code ~= method_not_found then
    return err.message or vim.inspect(err)
  end
  local version = versions[buffers[bufnr]]
  return ("the goawait that runs%s is too old for this plugin: it does not know %s. To update it, %s"):format(
    version and (" (version " .. version .. ")") or "",
    method,
    binary.install_hint
  )
end

--- Sends a request of the buffer to its server. What was edited before goes before it.
---@param bufnr integer
---@param method string
---@param params table
---@param callback fun(problem?: string, result?: any)
function M.request(bufnr, method, params, callback)
  when_attached(bufnr, function(problem)
    if problem then
      return callback(problem)
    end
    local client = M.client(bufnr)
    local function answered(err, result)
      callback(err and explain(bufnr, method, err) or nil, result)
    end
    if not send(client, method, params, answered, bufnr) then
      callback("the language server has ended; :GoAwaitRestart starts it")
    end
  end)
end

--- Asks what is to be run: the server widens a range to whole items.
---@param bufnr integer
---@param kind goawait.RegionKind
---@param range goawait.Range
---@param callback fun(problem?: string, regions?: goawait.Region[])
function M.regions(bufnr, kind, range, callback)
  M.request(bufnr, "goawait/regions", {
    textDocument = { uri = vim.uri_from_bufnr(bufnr) },
    kind = kind,
    range = range,
  }, callback)
end

--- Has the server execute one of its commands.
---@param bufnr integer
---@param command string
---@param argument? table
---@param callback fun(problem?: string, result?: any)
function M.execute(bufnr, command, argument, callback)
  M.request(bufnr, "workspace/executeCommand", { command = command, arguments = { argument or vim.empty_dict() } }, callback)
end

---@param bufnr integer
---@return string
function M.encoding(bufnr)
  local client = M.client(bufnr)
  return client and client.offset_encoding or "utf-16"
end

return M
