--- The person's settings: vim.g.goawait or require("goawait").setup{}, over the defaults.
local M = {}

---@type goawait.Config
local defaults = {
  cmd = nil,
  autostart = true,
  inline_results = true,
  signs = true,
  hover_key = "K",
  mappings = true,
  session = "default",
  settings = {},
  output = { open = true, height = 10, limit = 10000 },
}

local current

---@param known table
---@param given table
---@param path string
---@return string[] problems
local function unknown_keys(known, given, path)
  local problems = {}
  for key, value in pairs(given) do
    if key ~= "cmd" and known[key] == nil then
      problems[#problems + 1] = path .. tostring(key)
    elseif key == "output" and type(value) == "table" then
      vim.list_extend(problems, unknown_keys(known.output, value, "output."))
    end
  end
  return problems
end

--- Sets the settings; what is not given keeps its default.
---@param given? goawait.Config
function M.set(given)
  given = given or {}
  local problems = unknown_keys(defaults, given, "")
  if #problems > 0 then
    require("goawait.notify").warn("unknown setting: " .. table.concat(problems, ", ") .. " (:help goawait-settings)")
  end
  current = vim.tbl_deep_extend("force", vim.deepcopy(defaults), given)
end

---@return goawait.Config
function M.get()
  if not current then
    M.set(type(vim.g.goawait) == "table" and vim.g.goawait or nil)
  end
  return current
end

return M
