local T = require("harness")

T.scenario(function()
  T.open("scratch.goa", { "one" })
  T.served()
  for _ = 1, 2 do -- the second run connects again
    T.notes = {}
    vim.cmd("GoAwaitRun")
    local note = T.wait("being told that it died", function()
      return T.noted("ended")
    end)
    T.matches(note, "status 7", "how it died")
    T.matches(note, "the fake was told to die", "its last words")
    T.matches(note, ":GoAwaitRestart", "the next step")
    T.equal(T.shown(1), "one", "no mark that promises a value")
  end
end)
