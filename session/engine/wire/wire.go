// Package wire is the protocol between a session and its engine: JSON values, one a line,
// over the engine's standard input and output; and how functions of compiled cells are called. It
// holds no state and does no I/O.
//
// The session sends Requests; the engine answers each with exactly one Reply of the same ID
// and sends Events at any time. Requests of kind "run" are executed one after another in the
// order sent; all others are served at once, also while a cell runs.
package wire

// Version of the protocol. The engine's Ready carries it; a session refuses another.
const Version = 1

// Op names a request.
type Op string

// The requests.
const (
	OpConfigure  Op = "configure"  // Config → nothing
	OpRun        Op = "run"        // Run → Result
	OpInterrupt  Op = "interrupt"  // Interrupt → nothing; the interrupted run replies by itself
	OpCancelTask Op = "cancelTask" // Task → nothing, also if it has ended, or never was
	OpTasks      Op = "tasks"      // → Tasks
	OpInspect    Op = "inspect"    // Inspect → Children
	OpForget     Op = "forget"     // Forget → nothing: drops session names
	OpSwap       Op = "swap"       // Swap → Swapped: functions of an instant cell were compiled
	OpShutdown   Op = "shutdown"   // → nothing, then the engine exits 0
)

// A Request is one line from the session.
type Request struct {
	ID        int64      `json:"id"`
	Op        Op         `json:"op"`
	Config    *Config    `json:"config,omitempty"`
	Run       *Run       `json:"run,omitempty"`
	Interrupt *Interrupt `json:"interrupt,omitempty"`
	Task      int64      `json:"task,omitempty"`
	Inspect   *Inspect   `json:"inspect,omitempty"`
	Forget    []string   `json:"forget,omitempty"` // keys
	Swap      *Swap      `json:"swap,omitempty"`
}

// A Message is one line from the engine: either a Reply (ID != 0) or an Event.
type Message struct {
	ID       int64     `json:"id,omitempty"`
	Error    string    `json:"error,omitempty"` // the request itself could not be served
	Result   *Result   `json:"result,omitempty"`
	Tasks    []Task    `json:"tasks,omitempty"`
	Left     int       `json:"left,omitempty"` // with tasks: goroutines left behind in calls that could not be stopped
	Children []Value   `json:"children,omitempty"`
	Swapped  *Swapped  `json:"swapped,omitempty"`
	Ready    *Ready    `json:"ready,omitempty"`  // event: once, first
	Output   *Output   `json:"output,omitempty"` // event
	Task     *TaskNews `json:"task,omitempty"`   // event: a task was spawned, ended, or failed unawaited
	Fatal    *Fatal    `json:"fatal,omitempty"`  // event: the engine is about to exit, and why
	Hot      int64     `json:"hot,omitempty"`    // event: the run with that stamp is long in a loop that looks for compiled code
	At       *Position `json:"at,omitempty"`     // event: a top-level statement other than the first has begun; cell 0: none runs any more
}

// Config of the engine. It may be sent again; the last wins.
type Config struct {
	MemoryLimit int64    `json:"memoryLimit,omitempty"` // bytes; 0 is none
	OutputLimit int64    `json:"outputLimit,omitempty"` // bytes a cell; 0 is none. What is beyond is counted and dropped
	Dir         string   `json:"dir,omitempty"`         // working directory
	Env         []string `json:"env,omitempty"`         // KEY=VALUE added
}

// A Run executes one lowered cell.
type Run struct {
	Cell      int      `json:"cell"`               // its number; names it in positions
	Package   string   `json:"package"`            // package name in Source, such as "cell12"
	Source    string   `json:"source"`             // lowered Go for the instant lane; empty with Plugin
	Plugin    string   `json:"plugin,omitempty"`   // file to load instead of interpreting Source
	Direct    *Expr    `json:"direct,omitempty"`   // the whole cell, where it is an expression that is evaluated as it stands; then Source is empty
	Compiled  string   `json:"compiled,omitempty"` // ID of the cell that Plugin brings
	Lane      string   `json:"lane,omitempty"`     // for the result: "instant" or "native"
	Lines     []int    `json:"lines"`              // Lines[i] is the cell's line (1-based, relative to the cell) of line i+1 of Source
	Imports   []string `json:"imports,omitempty"`  // each an import path and, after it, the symbols that Source uses, separated by spaces
	Uses      []string `json:"uses,omitempty"`     // keys of session names that Source reads or writes
	Types     []string `json:"types,omitempty"`    // composite types of an instant cell, for an engine that loads plugins; see transform.Composites
	Defines   []Define `json:"defines,omitempty"`  // keys it adds, in the order of the slice that Vars() returns
	Stamp     int64    `json:"stamp,omitempty"`    // tells these Defines from all others of the session
	Handover  bool     `json:"handover,omitempty"` // it has loops that look for compiled code
	Async     bool     `json:"async,omitempty"`    // goes through the runner
	HasValue  bool     `json:"hasValue,omitempty"`
	Type      *Type    `json:"type,omitempty"` // static type of the value, for display
	Runner    string   `json:"runner,omitempty"`
	RunnerKey string   `json:"runnerKey,omitempty"` // of the session's function that Runner names; "" for a built-in one
	Scope     string   `json:"scope,omitempty"`     // "session" or "cell"
	Silent    bool     `json:"silent,omitempty"`    // evaluated for a watch or hover: no output numbering, not kept
	KeepAs    string   `json:"keepAs,omitempty"`    // session key under which the value is kept, such as "Out_12"
	Profile   bool     `json:"profile,omitempty"`   // it is to be profiled
	Timing    *Timing  `json:"timing,omitempty"`    // Source was lowered to be measured, and how
}

// An Expr is an expression that needs no program: the engine evaluates it by reflection.
type Expr struct {
	Op   string  `json:"op"`             // one of the constants below
	Name string  `json:"name,omitempty"` // key of a session name; name of a symbol, a field or a method; operator; text of a constant; what an await is of
	Path string  `json:"path,omitempty"` // of the package of a symbol, or of a constant's type
	Type string  `json:"type,omitempty"` // of a constant: a basic type, or a symbol of Path
	Kind int     `json:"kind,omitempty"` // of an await: a transform.AwaitKind
	At   []int   `json:"at,omitempty"`   // where a field is, as reflect.StructField.Index has it
	Line int     `json:"line,omitempty"` // of the cell, where the expression is the whole of it
	Args []*Expr `json:"args,omitempty"` // operands, the first of which is what is called, selected from or indexed
}

// The ops of an Expr.
const (
	OpConst  = "const"
	OpName   = "name"   // a variable or function of the session
	OpSymbol = "symbol" // a variable or function of a package
	OpField  = "field"
	OpMethod = "method" // of what Args[0] is
	OpByAddr = "byaddr" // a method of the address of what Args[0] is
	OpCall   = "call"   // of Args[0] with the other Args
	OpLen    = "len"    // or cap
	OpIndex  = "index"  // of a slice, an array, a string or a map
	OpUnary  = "unary"  // of a value of a basic type
	OpBinary = "binary" // of two values of one basic type, or a shift
	OpAwait  = "await"  // of the value of Args[0]
	OpFollow = "follow" // await of a call, Args[0], that is made while others go on
)

// Profile is what a cell that was profiled did.
type Profile struct {
	CPU     []byte        `json:"cpu,omitempty"`     // of runtime/pprof; samples are labelled async.MarkKey with the number of a path
	Problem string        `json:"problem,omitempty"` // why there is none of the processor
	WallNs  int64         `json:"wallNs"`
	Paths   []ProfilePath `json:"paths"`

	Compiled map[string]int `json:"compiled,omitempty"` // the numbers of compiled cells, by ID
}

// A ProfilePath is a function as it was called along one way.
type ProfilePath struct {
	Number int64  `json:"number"`
	Parent int64  `json:"parent,omitempty"` // the number of the path that called it; 0 for none
	Cell   int    `json:"cell"`             // where the function begins
	Line   int    `json:"line"`
	Func   string `json:"func,omitempty"` // "" for a cell's own statements
	From   int    `json:"from,omitempty"` // line of the caller

	Compiled bool `json:"compiled,omitempty"` // a coroutine: what functions it calls is in the samples

	Calls  int64         `json:"calls"`
	OwnNs  int64         `json:"ownNs"`  // less what it called and what it waited
	CumNs  int64         `json:"cumNs"`  // all of it
	WaitNs int64         `json:"waitNs"` // at its own awaits
	Waits  []ProfileWait `json:"waits,omitempty"`
}

// A ProfileWait is what a function waited at one await.
type ProfileWait struct {
	Line  int    `json:"line"`
	What  string `json:"what"`
	Count int64  `json:"count"`
	Ns    int64  `json:"ns"`
}

// Timing says how a cell is measured.
type Timing struct {
	Loops  int `json:"loops,omitempty"` // of each round; 0: as many as take a fifth of a second, a power of ten
	Rounds int `json:"rounds"`
}

// Timed is what measuring a cell gave.
type Timed struct {
	Loops   int     `json:"loops"`
	Rounds  []int64 `json:"rounds"`            // nanoseconds of each, all its loops together
	BlankNs float64 `json:"blankNs,omitempty"` // what a loop around nothing takes
	Waited  bool    `json:"waited,omitempty"`  // the processor was busy less than half of the time
}

// A Swap puts compiled functions in the place of those that an instant cell declared. Calls that
// run go on as they are; the next one is of the compiled function. Loops that run go on compiled.
// Without a Plugin it says that there will be none.
type Swap struct {
	Cell     int    `json:"cell"`     // that declared them
	Stamp    int64  `json:"stamp"`    // of its Run
	Plugin   string `json:"plugin"`   // file to load
	Compiled string `json:"compiled"` // ID of what it brings
}

// Swapped is what became of a Swap.
type Swapped struct {
	Keys  []string `json:"keys,omitempty"`  // of the functions that are compiled ones now; those that were declared anew are not
	Loops bool     `json:"loops,omitempty"` // loops of the cell can go on compiled now
	Early bool     `json:"early,omitempty"` // the cell has not got to its declarations yet: nothing was done
}

// A Define is a session name that a cell brings.
type Define struct {
	Key  string `json:"key"`  // exported Go identifier, unique in the session: "X_3" for the third x
	Name string `json:"name"` // the person's name: "x"
	Kind string `json:"kind"` // "var" or "func"
	Type *Type  `json:"type,omitempty"`
}

// Type is what display needs of a static type: its text, and the person's own field names
// where an interpreted value has lost them.
type Type struct {
	Text   string           `json:"text"`             // as the person would write it: "map[string]*http.Response"
	Fields map[string]*Type `json:"fields,omitempty"` // by field name, for struct types declared in cells
	Order  []string         `json:"order,omitempty"`  // the field names in order
	Elem   *Type            `json:"elem,omitempty"`   // of pointers, slices, arrays, channels, maps
	Key    *Type            `json:"key,omitempty"`    // of maps
}

// An Interrupt ends a cell. Hard also gives up on code that is blocked where it cannot be stopped.
type Interrupt struct {
	Cell int `json:"cell"` // 0: whatever runs in the foreground
}

// Position in the person's own coordinates. Line is 1-based and relative to the cell.
type Position struct {
	Cell int    `json:"cell"`
	Line int    `json:"line"`
	Func string `json:"func,omitempty"`
}

// State of a Result.
type State string

// How a cell ended.
const (
	Done        State = "done"
	Raised      State = "raised" // an error was raised by await
	Panicked    State = "panicked"
	Interrupted State = "interrupted"
	NeedsNative State = "needs-native" // only the native lane can do it right here: nothing ran
	Refused     State = "refused"      // the lowered source did not compile: our fault, nothing ran
)

// A Result of a Run.
type Result struct {
	State      State      `json:"state"`
	Value      *Value     `json:"value,omitempty"` // nil if the cell has none
	Error      string     `json:"error,omitempty"` // without position: "await: EOF", "panic: runtime error: …"
	Trace      []Position `json:"trace,omitempty"` // innermost first; Trace[0] is where it happened
	Lane       string     `json:"lane,omitempty"`  // in which it ran
	DurationNs int64      `json:"durationNs"`
	UserNs     int64      `json:"userNs,omitempty"` // processor time that the engine took meanwhile, 0 where it cannot be had
	SysNs      int64      `json:"sysNs,omitempty"`  // and the system for it
	Left       int        `json:"left,omitempty"`   // goroutines left behind in calls that could not be stopped
	Tasks      int        `json:"tasks"`            // tasks alive now
	Timed      *Timed     `json:"timed,omitempty"`
	Profile    *Profile   `json:"profile,omitempty"`
}

// A Value as people see it.
type Value struct {
	Name     string `json:"name,omitempty"`
	Text     string `json:"text"` // one line where possible; limited in length
	Type     string `json:"type"`
	Children int    `json:"children,omitempty"` // how many an Inspect would give
	Ref      int64  `json:"ref,omitempty"`      // for Inspect; 0 if there are no children. Valid until the next forget or engine
	Task     int64  `json:"task,omitempty"`     // it is this task, which has not ended
	Nil      bool   `json:"nil,omitempty"`      // value is nil or a func returned nothing: shown only if it is asked for
}

// Inspect asks for the children of a Value, or for session names by key.
type Inspect struct {
	Ref   int64    `json:"ref,omitempty"`
	Keys  []string `json:"keys,omitempty"`
	Start int      `json:"start,omitempty"`
	Count int      `json:"count,omitempty"` // 0: all, up to a limit of the engine's
}

// An Output is text that the person's code wrote.
type Output struct {
	Cell   int    `json:"cell"` // 0 if it could not be attributed
	Task   int64  `json:"task,omitempty"`
	Stream string `json:"stream"`          // "stdout" or "stderr"
	Text   string `json:"text"`            // valid UTF-8; invalid bytes are replaced
	Bytes  []byte `json:"bytes,omitempty"` // as they were, where Text is not them
}

// A Task that was spawned and has not ended.
type Task struct {
	ID      int64     `json:"id"`
	Name    string    `json:"name"`
	Cell    int       `json:"cell"` // that spawned it
	State   string    `json:"state"`
	Waiting string    `json:"waiting,omitempty"` // what for
	SinceMs float64   `json:"sinceMs,omitempty"` // for how long it has been waiting
	At      *Position `json:"at,omitempty"`

	Stack  []Position `json:"stack,omitempty"`  // of its awaits, innermost first: At, where that coroutine is awaited, and so on
	Parent int64      `json:"parent,omitempty"` // the task that spawned it; 0 for the cell itself
	Awaits int64      `json:"awaits,omitempty"` // the task that it waits for
}

// TaskNews reports a change of a task.
type TaskNews struct {
	What  string     `json:"what"` // "spawned", "done", "failed" (and nobody awaited it), "panicked" (a raw goroutine), "blocking" (its loop, for Task.SinceMs), "dropped" (a coroutine that nobody awaited), "value"
	Task  Task       `json:"task"`
	Error string     `json:"error,omitempty"`
	Trace []Position `json:"trace,omitempty"`

	// "value": the task was the value of these cells, and has ended with this or with Error.
	Cells []int  `json:"cells,omitempty"`
	Value *Value `json:"value,omitempty"`
}

// Ready is the engine's first message.
type Ready struct {
	Version   int    `json:"version"`
	PID       int    `json:"pid"`
	GoVersion string `json:"goVersion"`
	Plugins   bool   `json:"plugins,omitempty"` // it can load them
}

// Fatal tells why an engine is about to exit of its own accord.
type Fatal struct {
	Reason string    `json:"reason"` // "os.Exit(3)", "memory limit of 2 GiB exceeded"
	Code   int       `json:"code"`
	At     *Position `json:"at,omitempty"`
}
