--- The server's commands that a code lens or a code action may carry and that are better done here: running goes over
--- the debug adapter, so that its output streams. All others are left to the server.
local function run(kind)
  return function(command, ctx)
    local argument = (command.arguments or {})[1] or {}
    local bufnr = argument.uri and require("goawait.lsp").buffer_of(argument.uri) or ctx.bufnr
    local at = argument.position or (argument.range and argument.range.start) or { line = 0, character = 0 }
    require("goawait.run").run(bufnr, kind, argument.range or { start = at, ["end"] = at })
  end
end

return {
  ["goawait.run"] = run("region"),
  ["goawait.runCell"] = run("cell"),
  ["goawait.runAbove"] = run("above"),
}
