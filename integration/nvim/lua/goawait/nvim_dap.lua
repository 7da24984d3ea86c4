--- For nvim-dap, where that plugin is installed: `goawait dap` as an adapter, and a configuration for .goa files.
--- goawait itself does without: its commands speak to the debug adapter by themselves.
local binary = require("goawait.binary")
local config = require("goawait.config")
local connection = require("goawait.dap.connection")
local lsp = require("goawait.lsp")

local M = {}

--- Registers, unless the person has an adapter of that name.
---@return boolean registered
function M.register()
  if #vim.api.nvim_get_runtime_file("lua/dap.lua", false) + #vim.api.nvim_get_runtime_file("lua/dap/init.lua", false) == 0 then
    return false
  end
  local ok, dap = pcall(require, "dap")
  if not ok or dap.adapters.goawait then
    return false
  end
  dap.adapters.goawait = function(callback)
    local command, problem = binary.command("dap", "--workspace", lsp.root(0))
    if not command then
      return require("goawait.notify").error(problem)
    end
    callback({ type = "executable", command = command[1], args = vim.list_slice(command, 2) })
  end
  dap.configurations.goa = dap.configurations.goa
    or {
      vim.tbl_extend("force", connection.launch_arguments(lsp.root(0), {}), {
        type = "goawait",
        request = "attach",
        name = "goawait: session " .. config.get().session,
      }),
    }
  return true
end

return M
