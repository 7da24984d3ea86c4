--- Finds the goawait program.
local config = require("goawait.config")

local M = {}

M.install_hint = "install it with `go install github.com/goawait/goawait/cmd/goawait@latest`, "
  .. "or say where it is with `vim.g.goawait = { cmd = ... }` (:checkhealth goawait)"

--- The bin/ of the repository that this plugin lies in, for those who run it from a clone.
local function beside_plugin()
  local here = debug.getinfo(1, "S").source:sub(2)
  local real = (vim.uv or vim.loop).fs_realpath(here) or here
  return vim.fn.fnamemodify(real, ":h:h:h:h:h") .. "/bin/goawait"
end

--- The places that are looked at, in order.
---@return string[]
function M.places()
  local gopath = vim.env.GOPATH or (vim.env.HOME and vim.env.HOME .. "/go") or ""
  return { "goawait", beside_plugin(), (vim.env.GOBIN or gopath .. "/bin") .. "/goawait" }
end

--- The command line that starts goawait, without a subcommand.
---@return string[]? command
---@return string? problem with the next step
function M.find()
  local given = config.get().cmd
  if given then
    local command = type(given) == "table" and vim.deepcopy(given) or { given }
    if vim.fn.executable(command[1]) == 1 then
      return command
    end
    return nil, ("`%s` (from the setting cmd) cannot be executed; %s"):format(tostring(command[1]), M.install_hint)
  end
  for _, place in ipairs(M.places()) do
    local path = vim.fn.exepath(place)
    if path ~= "" then
      return { path }
    end
  end
  return nil, "the program goawait was not found; " .. M.install_hint
end

--- The command line of one of its subcommands.
---@param subcommand string
---@param ... string
---@return string[]? command
---@return string? problem
function M.command(subcommand, ...)
  local command, problem = M.find()
  if not command then
    return nil, problem
  end
  return vim.list_extend(command, { subcommand, ... })
end

return M
