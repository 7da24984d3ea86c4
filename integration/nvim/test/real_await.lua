local T = require("harness")

T.scenario(function()
  T.open_cells("scratch.goa", {
    ('srv := "%s"'):format(vim.env.GOAWAIT_TEST_SERVER),
    "resp := await http.Get(srv)",
    "resp.Status",
    "var body struct{ Login string }",
    "await json.NewDecoder(resp.Body).Decode(&body); body",
    'page, err := await http.Get("http://127.0.0.1:1")',
    "err",
    'page = await http.Get("http://127.0.0.1:1")',
    "nobody",
  })
  -- No error at await, while what is wrong is marked.
  T.diagnosed("type", { { 17, "undefined: nobody; did you mean body?" } })
  T.equal(#T.diagnostics(), 1, "diagnostics of any code")
  vim.api.nvim_buf_set_lines(0, 15, 17, false, {})
  T.diagnosed("type", {})

  T.run(1, "✓$")
  T.run(3, "✓$")
  T.run(5, '^resp%.Status  ⇒ "200 OK"$')
  T.run(7, "✓$")
  T.at(9)
  vim.cmd("GoAwaitRunCell") -- two items on one line
  T.beside(9, '⇒ {Login:"gopher"}$')
  T.run(11, "✓$")
  T.run(13, '^err  ⇒ Get "http://127%.0%.0%.1:1": dial tcp 127%.0%.0%.1:1: connect: connection refused$')
  T.run(15, '✗ await: Get "http://127%.0%.0%.1:1": dial tcp 127%.0%.0%.1:1: connect: connection refused$')
  T.diagnosed("raised", {
    { 15, 'await: Get "http://127.0.0.1:1": dial tcp 127.0.0.1:1: connect: connection refused' },
  })
  T.equal(#vim.diagnostic.get(0, { namespace = require("goawait.results").namespace() }), 1, "errors of runs in their own namespace")

  -- K shows the result first, then the types.
  local text = T.hover(5, 6, '"200 OK"', "string")
  T.equal(text:find('"200 OK"', 1, true) < (text:find("Status", 1, true) or #text + 1), true, "the result comes before the declaration:\n" .. text)
  T.hover(3, 1, "%*http%.Response")

  -- The error goes when its line is edited.
  vim.api.nvim_buf_set_lines(0, 14, 15, false, { "page = await http.Get(srv)" })
  T.diagnosed("raised", {})
end)
