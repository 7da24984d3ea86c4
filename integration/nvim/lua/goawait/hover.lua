--- What K shows: the last result of the region and the types, from goawait's server; what other servers say if it
--- has nothing to say.
local lsp = require("goawait.lsp")

local M = {}

--- Shows Markdown in a floating window; as plain text where Neovim's parser of Markdown is not to be found, as under a
--- plugin manager that resets 'runtimepath'.
local function float(lines)
  local opts = { focus_id = "goawait-hover", border = "rounded", max_width = 100 }
  if not pcall(vim.lsp.util.open_floating_preview, lines, "markdown", opts) then
    vim.lsp.util.open_floating_preview(lines, "", opts)
  end
end

function M.show()
  local bufnr = vim.api.nvim_get_current_buf()
  if not lsp.client(bufnr) then
    return vim.lsp.buf.hover()
  end
  local params = vim.lsp.util.make_position_params(0, lsp.encoding(bufnr))
  lsp.request(bufnr, "textDocument/hover", params, function(problem, result)
    if problem then
      return require("goawait.notify").error(problem)
    end
    if vim.api.nvim_get_current_buf() ~= bufnr then
      return
    end
    local lines = result and result.contents and vim.lsp.util.convert_input_to_markdown_lines(result.contents) or {}
    if #lines == 0 or (#lines == 1 and lines[1] == "") then
      return M.others(bufnr)
    end
    float(lines)
  end)
end

--- Leaves it to the other servers of the buffer.
---@param bufnr integer
function M.others(bufnr)
  local get = vim.lsp.get_clients or vim.lsp.buf_get_clients
  local clients = vim.lsp.get_clients and get({ bufnr = bufnr }) or get(bufnr)
  for _, client in pairs(clients) do
    if client.name ~= "goawait" then
      return vim.lsp.buf.hover()
    end
  end
  require("goawait.notify").info("nothing to show here")
end

return M
