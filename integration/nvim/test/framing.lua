local T = require("harness")
local framing = require("goawait.dap.framing")

--- What a reader makes of a stream that arrives in pieces of the given size.
local function read(stream, size)
  local messages, problems = {}, {}
  local feed = framing.reader(function(message)
    table.insert(messages, message)
  end, function(problem)
    table.insert(problems, problem)
  end)
  for at = 1, #stream, size do
    feed(stream:sub(at, at + size - 1))
  end
  return messages, problems
end

T.scenario(function()
  local sent = {
    { seq = 1, type = "request", command = "evaluate", arguments = { expression = "λ := \"🙂\"\n" } },
    { seq = 2, type = "request", command = "threads" },
    { seq = 3, type = "event", event = "output", body = { output = ("x"):rep(200000) } },
  }
  local stream = ""
  for _, message in ipairs(sent) do
    stream = stream .. framing.encode(message)
  end
  for _, size in ipairs({ 1, 7, 4096, #stream }) do
    local messages, problems = read(stream, size)
    T.equal(problems, {}, "problems in pieces of " .. size)
    T.equal(messages, sent, "messages in pieces of " .. size)
  end

  local nulls = read('Content-Length: 22\r\n\r\n{"a":null,"b":[1,2,3]}', 100)
  T.equal(nulls, { { b = { 1, 2, 3 } } }, "a null is nothing")
  local odd = read('content-length:7 \r\nContent-Type: x\r\n\r\n{"a":1}', 3)
  T.equal(odd, { { a = 1 } }, "headers in any case, others among them")

  local broken = {
    ["panic: runtime error\ngoroutine 1"] = "not a header",
    ["goawait: no such command\n"] = "not a header",
    ["Content-Type: x\r\n\r\n{}"] = "without Content%-Length",
    ["Content-Length: 12x\r\n\r\n{}"] = "without Content%-Length",
    ["Content-Length: 99999999999\r\n\r\n{}"] = "a message of 99999999999 bytes",
    ["Content-Length: 3\r\n\r\n{,}"] = "not JSON",
    ["Content-Length: 4\r\n\r\nnull"] = "not JSON",
    [("Content-Type: b\r\n"):rep(400)] = "header without end",
    [("x"):rep(5000)] = "header without end",
  }
  for junk, want in pairs(broken) do
    local messages, problems = read(junk .. stream, 5)
    T.equal(#problems, 1, "problems of " .. junk:sub(1, 40))
    T.matches(problems[1], want, "the problem of " .. junk:sub(1, 40))
    T.equal(messages, {}, "messages after " .. junk:sub(1, 40))
  end
end)
