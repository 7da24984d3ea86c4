--- What the language server tells of results: shown beside their regions, errors as diagnostics at their line.
local lsp = require("goawait.lsp")
local marks = require("goawait.marks")
local text = require("goawait.text")

local M = {}

local raised = vim.api.nvim_create_namespace("goawait-raised")

--- One of the server's diagnostics as Neovim's own.
local function to_diagnostic(bufnr, d, encoding)
  local row, column = text.to_buffer(bufnr, d.range.start, encoding)
  local to_row, to_column = text.to_buffer(bufnr, d.range["end"], encoding)
  return {
    bufnr = bufnr,
    lnum = row,
    col = column,
    end_lnum = to_row,
    end_col = to_column,
    severity = d.severity or vim.diagnostic.severity.ERROR,
    message = d.message,
    source = d.source,
    code = d.code,
    user_data = { lsp = { code = d.code } },
  }
end

--- The errors of the last runs go to a namespace of their own: their text stands beside the region already, and who
--- does not want them can turn off this namespace alone.
local function publish(params, client, ctx, ...)
  local from_runs, from_check = {}, {}
  for _, d in ipairs(params.diagnostics) do
    table.insert(d.code == "raised" and from_runs or from_check, d)
  end
  local rest = vim.tbl_extend("force", {}, params, { diagnostics = from_check })
  vim.lsp.handlers["textDocument/publishDiagnostics"](nil, rest, ctx, ...)
  local bufnr = lsp.buffer_of(params.uri)
  if bufnr then
    vim.diagnostic.set(raised, bufnr, vim.tbl_map(function(d)
      return to_diagnostic(bufnr, d, client.offset_encoding)
    end, from_runs))
  end
end

---@param result goawait.Result
local function show(result, client)
  local bufnr = lsp.buffer_of(result.uri)
  if bufnr then
    result.state = result.outcome or result.state -- in the words of the debug adapter, which says how it ended as well
    marks.show(bufnr, result, client.offset_encoding)
  end
end

--- The results of a document are gone.
local function cleared(params)
  local bufnr = lsp.buffer_of(params.textDocument.uri)
  if bufnr then
    marks.forget(bufnr)
  end
end

local was_undone = {} ---@type table<integer, boolean> by buffer

--- Shows the results again that belong to the text as it is, where changes were undone or made again: Neovim puts its
--- marks where they were then, and the server may not have seen the text without them.
---@param bufnr integer
function M.undone(bufnr)
  local client = lsp.client(bufnr)
  if not client or bufnr ~= vim.api.nvim_get_current_buf() then
    return
  end
  local tree = vim.fn.undotree()
  local now, before = tree.seq_cur < tree.seq_last, was_undone[bufnr]
  was_undone[bufnr] = now
  if not now and not before then
    return
  end
  local tick = vim.api.nvim_buf_get_changedtick(bufnr)
  lsp.request(bufnr, "goawait/results", { textDocument = { uri = vim.uri_from_bufnr(bufnr) } }, function(problem, results)
    if problem or not vim.api.nvim_buf_is_loaded(bufnr) or vim.api.nvim_buf_get_changedtick(bufnr) ~= tick then
      return -- what changed it asks again
    end
    for _, result in ipairs(results or {}) do
      show(result, client)
    end
  end)
end

--- Has the server's notifications handled. Called once, before the first client starts.
function M.start()
  vim.diagnostic.config({ virtual_text = false }, raised)
  lsp.on("textDocument/publishDiagnostics", publish)
  lsp.on("goawait/result", show)
  lsp.on("goawait/cleared", cleared)
  lsp.on_end(function(root)
    for _, bufnr in ipairs(lsp.buffers_of(root)) do
      marks.give_up(bufnr)
    end
  end)
end

--- The namespace of the errors that runs gave.
---@return integer
function M.namespace()
  return raised
end

return M
