---@meta
-- The types that goawait's modules exchange. Never loaded; read by language servers.

---@class goawait.Config
---@field cmd? string|string[] the goawait program; default: found on PATH
---@field autostart? boolean start the language server when a .goa file is opened (true)
---@field inline_results? boolean show values beside their region (true)
---@field signs? boolean show states in the sign column (true)
---@field mappings? boolean map ]c, [c, ic, ac and gz in .goa files (true)
---@field hover_key? string|false the key that shows types and results in .goa files ("K")
---@field session? string the session's name ("default")
---@field settings? table<string, any> the person's goawait.* settings, such as { runner = "loop" }
---@field output? goawait.OutputConfig

---@class goawait.OutputConfig
---@field open? boolean open the split at the first output (true)
---@field height? integer lines of the split (10)
---@field limit? integer lines kept (10000)

--- A position as LSP has it: both from 0, character in the client's encoding.
---@class goawait.Position
---@field line integer
---@field character integer

---@class goawait.Range
---@field start goawait.Position
---@field end goawait.Position

---@alias goawait.RegionKind "region"|"line"|"cell"|"here"|"above"|"below"|"all"

--- What the server answers to goawait/regions: the text to run, widened to whole items.
---@class goawait.Region
---@field range goawait.Range
---@field text string
---@field advance? goawait.Position where the cursor goes after it

---@alias goawait.State "queued"|"running"|"done"|"raised"|"panicked"|"interrupted"|"refused"|"check"|"died"

--- goawait/result: what running a region gave, or that it went stale.
---@class goawait.Result
---@field uri string
---@field range goawait.Range
---@field state goawait.State
---@field text? string
---@field type? string
---@field durationMs? number
---@field stale? boolean
---@field pending? boolean the value is a task that has not ended
---@field lane? string the lane that it ran in
---@field native? string[] functions that it declared in the lane instant and that were compiled since
---@field outcome? goawait.State in goawait/result, whose state says only what to show

--- goawait/status: the session's settings and what it does.
---@class goawait.Status
---@field autoawait boolean
---@field runner string
---@field scope string
---@field state string
---@field tasks integer
---@field lane string
---@field runners? string[] the names that autoawait takes
---@field inlineResults? boolean the setting: show values beside the code

--- A region's mark in a buffer.
---@class goawait.Mark
---@field region integer extmark over the region
---@field text integer extmark that carries the virtual text
---@field state goawait.State

---@class goawait.dap.Options
---@field cmd string[]
---@field cwd string
---@field on_event fun(event: string, body: table)
---@field on_closed fun(reason: string) called once, however it ended

---@class goawait.dap.Failure
---@field message string
---@field closed? boolean the connection is gone; no answer will come

---@class goawait.dap.Client
---@field request fun(self: goawait.dap.Client, command: string, arguments?: table, callback?: goawait.dap.Callback): integer
---@field close fun(self: goawait.dap.Client)
---@field capabilities table

---@alias goawait.dap.Callback fun(failure?: goawait.dap.Failure, body?: table)
