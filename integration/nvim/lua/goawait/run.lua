--- Runs regions: asks the language server what they are, has the session evaluate one after the other, and shows how
--- each of them stands. What follows a region that fails is not run.
local connection = require("goawait.dap.connection")
local lsp = require("goawait.lsp")
local marks = require("goawait.marks")
local notify = require("goawait.notify")
local output = require("goawait.output")
local text = require("goawait.text")

local M = {}

local tracked = vim.api.nvim_create_namespace("goawait-runs")

---@class goawait.Run one region on its way
---@field bufnr integer
---@field region goawait.Region
---@field mark goawait.Mark
---@field track integer extmark at the region's start, which moves with edits until it is sent
---@field seq? integer of the evaluate, once it was sent

---@class goawait.Order a command that was given and has not begun
---@field begin? fun() set once the server has said what its regions are

local orders = {} ---@type table<string, goawait.Order[]> by workspace, in the order in which they were given
local sent = {} ---@type table<string, goawait.Run[]> by workspace: evaluates without an answer yet; the first one runs
local runs = {} ---@type table<string, goawait.Run[][]> by workspace: the batches that have not ended

-- A server that has ended answers nothing any more.
lsp.on_end(function(root)
  orders[root] = nil
end)

--- The result that a mark shows for a run.
local function result_of(run, state, value, body)
  return {
    uri = vim.uri_from_bufnr(run.bufnr),
    range = run.region.range,
    state = state,
    text = value,
    type = body and body.type,
    durationMs = body and body.goawait and body.goawait.durationMs,
  }
end

--- Where a run's region starts now, nil if its buffer is gone.
local function start_of(run)
  if not vim.api.nvim_buf_is_loaded(run.bufnr) then
    return nil
  end
  local at = vim.api.nvim_buf_get_extmark_by_id(run.bufnr, tracked, run.track, {})
  return at[1], at[2]
end

local function untrack(run)
  if vim.api.nvim_buf_is_loaded(run.bufnr) then
    vim.api.nvim_buf_del_extmark(run.bufnr, tracked, run.track)
  end
end

local function drop_rest(root, batch)
  for _, run in ipairs(batch) do
    untrack(run)
    marks.drop(run.bufnr, run.mark)
  end
  for i, other in ipairs(runs[root] or {}) do
    if other == batch then
      table.remove(runs[root], i)
      break
    end
  end
end

--- How a failed evaluate ended, by what the server says of it.
local function failed_state(failure)
  local own = failure.body and failure.body.goawait
  if own and own.state then
    return own.state
  end
  return failure.message:match("interrupted") and "interrupted" or "raised"
end

local evaluate_next

--- Takes an evaluate that was answered off the list; the one after it runs now.
local function answered(root, run)
  for i, other in ipairs(sent[root]) do
    if other == run then
      table.remove(sent[root], i)
      break
    end
  end
  local first = sent[root][1]
  if first and first.mark.state == "queued" then
    marks.update(first.bufnr, first.mark, result_of(first, "running"))
  end
end

--- Puts what was raised under its trace in the output, as where it ends.
local function tell(root, run, failure)
  local own = failure.body and failure.body.goawait
  if own and (own.state == "raised" or own.state == "panicked") then
    local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(run.bufnr), ":t")
    local line = failure.message:match("^" .. vim.pesc(name) .. ":(%d+)")
    output.add(root, {
      category = "stderr",
      output = failure.message .. "\n",
      source = line and { name = name } or nil,
      line = tonumber(line),
    })
  end
end

--- Shows what an evaluate gave, unless the server has told of something newer meanwhile.
local function ended(root, client, batch, run, failure, body)
  table.remove(batch, 1)
  answered(root, run)
  untrack(run)
  local waiting = run.mark.state == "running" or run.mark.state == "queued"
  if failure and failure.closed then
    marks.drop(run.bufnr, run.mark)
    return drop_rest(root, batch)
  end
  if waiting and failure then
    marks.update(run.bufnr, run.mark, result_of(run, failed_state(failure), failure.message, failure.body))
  elseif waiting then
    local state = body.goawait and body.goawait.state or "done"
    marks.update(run.bufnr, run.mark, result_of(run, state, body.result, body))
  end
  if failure then
    tell(root, run, failure)
    if #batch > 0 then
      notify.warn(("%d more not run, since this one failed"):format(#batch))
    end
    return drop_rest(root, batch)
  end
  evaluate_next(root, client, batch)
end

--- Sends the first of the batch.
evaluate_next = function(root, client, batch)
  local run = batch[1]
  if not run then
    return drop_rest(root, batch)
  end
  local row, column = start_of(run)
  if not row then
    table.remove(batch, 1)
    return evaluate_next(root, client, batch)
  end
  local at = text.to_position(run.bufnr, row, column, "utf-16")
  local path = vim.api.nvim_buf_get_name(run.bufnr)
  sent[root] = sent[root] or {}
  table.insert(sent[root], run)
  marks.update(run.bufnr, run.mark, result_of(run, #sent[root] == 1 and "running" or "queued"))
  run.seq = client:request("evaluate", {
    expression = run.region.text,
    context = "repl",
    source = { path = path, name = vim.fn.fnamemodify(path, ":t") },
    line = at.line + 1,
    column = at.character + 1,
  }, function(failure, body)
    ended(root, client, batch, run, failure, body)
  end)
end

local function start(bufnr, regions)
  local root = lsp.root(bufnr)
  local encoding = lsp.encoding(bufnr)
  local batch = {}
  for _, region in ipairs(regions) do
    local run = { bufnr = bufnr, region = region }
    local row, column = text.to_buffer(bufnr, region.range.start, encoding)
    run.track = vim.api.nvim_buf_set_extmark(bufnr, tracked, row, column, {})
    run.mark = marks.show(bufnr, result_of(run, "queued"), encoding)
    batch[#batch + 1] = run
  end
  runs[root] = runs[root] or {}
  table.insert(runs[root], batch)
  connection.get(root, function(problem, client)
    if problem then
      drop_rest(root, batch)
      return notify.error(problem)
    end
    evaluate_next(root, client, batch)
  end)
end

--- Begins what can begin. The server may answer a later question first, but what a person runs first runs first.
local function begin_orders(root)
  local waiting = orders[root] or {}
  while waiting[1] and waiting[1].begin do
    table.remove(waiting, 1).begin()
  end
end

--- Goes to where the server says that the next region is.
local function advance(bufnr, position)
  if position and vim.api.nvim_get_current_buf() == bufnr then
    local row, column = text.to_buffer(bufnr, position, lsp.encoding(bufnr))
    vim.api.nvim_win_set_cursor(0, { row + 1, column })
  end
end

--- Runs a text that has no place in a document; its value, or what went wrong, is told.
---@param bufnr integer whose session it is
---@param source string
function M.evaluate(bufnr, source)
  connection.get(lsp.root(bufnr), function(problem, client)
    if problem then
      return notify.error(problem)
    end
    client:request("evaluate", { expression = source, context = "repl" }, function(failure, body)
      if failure then
        return notify.error(failure.message)
      end
      notify.info(body.result ~= "" and body.result or "done")
    end)
  end)
end

--- Runs what the server makes of a range.
---@param bufnr integer
---@param kind goawait.RegionKind
---@param range goawait.Range
---@param opts? {advance?: boolean} advance: the cursor goes on to what comes next
function M.run(bufnr, kind, range, opts)
  local problem = lsp.attach(bufnr)
  if problem then
    return notify.error(problem)
  end
  local root, order = lsp.root(bufnr), {}
  orders[root] = orders[root] or {}
  table.insert(orders[root], order)
  lsp.regions(bufnr, kind, range, function(refused, regions)
    order.begin = function()
      if refused then
        return notify.error(refused)
      end
      if not vim.api.nvim_buf_is_loaded(bufnr) then
        return notify.warn("not run: the buffer was closed before")
      end
      if not regions or #regions == 0 then
        return notify.info(kind == "above" and "no cell above this one" or "nothing to run here")
      end
      start(bufnr, regions)
      if opts and opts.advance then
        advance(bufnr, regions[#regions].advance)
      end
    end
    begin_orders(root)
  end)
end

--- Interrupts what this editor runs, or, if it runs nothing, whatever the session runs. What waits behind it in the
--- same batch is not run; what was asked for apart from it is.
---@param bufnr integer
function M.interrupt(bufnr)
  local root = lsp.root(bufnr)
  local client, run = connection.existing(root), (sent[root] or {})[1]
  local function told(problem)
    if problem then
      notify.error("interrupting: " .. problem)
    end
  end
  if client and run then
    client:request("cancel", { requestId = run.seq }, function(failure)
      told(failure and not failure.closed and failure.message or nil)
    end)
  else
    lsp.execute(bufnr, "goawait.interrupt", nil, told)
  end
end

return M
