--- What goawait says to the person, always under its name.
local M = {}

local function say(level)
  return function(message)
    local text = "goawait: " .. message
    if vim.in_fast_event() then
      vim.schedule(function()
        vim.notify(text, level)
      end)
    else
      vim.notify(text, level)
    end
  end
end

---@type fun(message: string)
M.info = say(vim.log.levels.INFO)
---@type fun(message: string)
M.warn = say(vim.log.levels.WARN)
---@type fun(message: string)
M.error = say(vim.log.levels.ERROR)

return M
