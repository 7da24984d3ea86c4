--- :checkhealth goawait
local M = {}

local health = vim.health or require("health")
local report = {
  start = health.start or health.report_start,
  ok = health.ok or health.report_ok,
  warn = health.warn or health.report_warn,
  error = health.error or health.report_error,
  info = health.info or health.report_info,
}

--- Runs a command and gives its lines.
local function lines_of(command)
  local ok, lines = pcall(vim.fn.systemlist, command)
  return ok and lines or {}, ok and vim.v.shell_error or -1
end

local function check_editor()
  report.start("goawait: Neovim")
  local v = vim.version()
  local version = ("%d.%d.%d"):format(v.major, v.minor, v.patch)
  if vim.fn.has("nvim-0.7") == 1 then
    report.ok("Neovim " .. version)
  else
    report.error("Neovim " .. version .. " is too old", { "goawait needs Neovim 0.7 or newer" })
  end
  if vim.fn.exists("g:did_load_filetypes") == 0 then
    report.warn("file type detection is off", { "`:filetype on`, else .goa files are not recognised" })
  end
end

--- The program, and what it says of itself.
local function check_program()
  report.start("goawait: the program")
  local binary = require("goawait.binary")
  local command, problem = binary.find()
  if not command then
    report.error(problem, vim.tbl_map(function(place)
      return "looked at " .. place
    end, binary.places()))
    return nil
  end
  local said, status = lines_of(vim.list_extend(vim.deepcopy(command), { "version" }))
  if status ~= 0 then
    report.error(("`%s version` ended with status %d"):format(table.concat(command, " "), status), said)
    return nil
  end
  report.ok(("%s: %s"):format(table.concat(command, " "), table.concat(said, " ")))
  return command
end

local function check_doctor(command)
  report.start("goawait: what works on this machine (`goawait doctor`)")
  local said, status = lines_of(vim.list_extend(vim.deepcopy(command), { "doctor" }))
  local tell = status == 0 and report.info or report.warn
  for _, line in ipairs(said) do
    if line:match("%S") then
      tell(line)
    end
  end
end

local function check_session()
  report.start("goawait: this workspace")
  local lsp = require("goawait.lsp")
  local root = lsp.root(vim.api.nvim_get_current_buf())
  report.info("workspace: " .. root)
  local attached = #lsp.buffers_of(root)
  if attached > 0 then
    report.ok(("the language server knows %d of its buffers"):format(attached))
  else
    report.info("the language server does not run; it starts with the first .goa file")
  end
  if require("goawait.dap.connection").existing(root) then
    report.ok("connected to the session")
  else
    report.info("not connected to the session; the first run connects")
  end
end

function M.check()
  check_editor()
  local command = check_program()
  if command then
    check_doctor(command)
  end
  check_session()
end

return M
