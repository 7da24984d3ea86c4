package lsp

import (
	"context"
	"go/types"
	"time"

	"github.com/goawait/goawait/transform"
)

// A Host is what the server needs of whoever keeps the session: what names there are, what
// ran, and the means to run more. It is shared by the connections of a process and is safe for
// concurrent use. Paths are those of documents: the file's path for a file URI, the URI itself
// for others. Offsets are bytes.
type Host interface {
	// Scope gives what a check of a cell depends on besides the document.
	Scope() Scope

	// Subscribe has fn called with each event until cancel is called. Calls may come from
	// any goroutine; fn neither blocks nor calls the Host.
	Subscribe(fn func(Event)) (cancel func())

	// Documentation gives the doc comment of obj as plain text, "" if there is none to be had.
	Documentation(obj types.Object) string

	// Declaration gives where obj is declared: by a package, whose sources are on this
	// machine, or, if name is not nil, by the cell that gave the session that name.
	Declaration(obj types.Object, name *transform.Name) (Place, bool)

	// CompleteMagic gives what can stand at an offset of a cell's text that is on the line of a
	// magic, for the bytes from start to end.
	CompleteMagic(text string, offset int) (items []MagicCompletion, start, end int)

	// Results gives the newest result of each region of the document, running ones
	// included, in any order.
	Results(path string) []Result

	// Opened reports that an editor opened the document with this text, which need not be the
	// text that its results were last known for. It does not block.
	Opened(path string, text []byte)

	// Edited reports that one edit made text of the document's text, so that results move
	// with their regions or go stale. It is called for each edit in order, and does not
	// block. Two editors with one document report the same edit twice; text tells.
	Edited(path string, edit transform.Edit, text []byte)

	// Run runs a region and waits for its end. Cancelling ctx interrupts it. An error means
	// that it could not be attempted; what the code did is in the result.
	Run(ctx context.Context, region Region) (Result, error)

	// Interrupt ends what runs in the foreground.
	Interrupt(ctx context.Context) error

	// Restart replaces the engine; with replay, the cells that had succeeded are run again.
	Restart(ctx context.Context, replay bool) error

	// GoGet brings a module, or the one that a package is in, into the workspace's module.
	GoGet(ctx context.Context, module string) error

	// Configure changes settings. Nothing is changed if any value is not valid.
	Configure(ctx context.Context, change Change) error

	// Problems says what is wrong with the settings files, in words.
	Problems() []string

	// EditorSettings takes over the settings of an editor, as JSON has them: all that it has by
	// now, and what it had when it told of them last. It returns what is wrong, in words.
	EditorSettings(now, before map[string]any) (problems []string)

	// Status gives the session's settings and state.
	Status() Status

	Inspector
}

// An Inspector is the part of a Host that looks into the session and tidies up. It may be
// asked while cells run. Where there is no engine there are no variables and no tasks.
type Inspector interface {
	// Clear forgets the results of a document, of all documents if path is empty, but for those
	// of what runs.
	Clear(path string)

	// History gives the newest cells that ran, at most limit, the newest last. Path is empty
	// for those that no document has; Text where it is not kept any more.
	History(limit int) []Result

	// Variables gives the session's variables, by name.
	Variables(ctx context.Context) ([]Variable, error)

	// Children gives count parts of a value from start on, all up to a limit if count is 0.
	Children(ctx context.Context, ref int64, start, count int) ([]Variable, error)

	// Tasks gives the tasks that have not ended.
	Tasks(ctx context.Context) ([]Task, error)

	// CancelTask cancels one. It is no error if it has ended.
	CancelTask(ctx context.Context, id int64) error

	// Setup gives what there is to choose from, and the settings in force.
	Setup() Setup
}

// A Task was started and has not ended.
type Task struct {
	ID             int64
	Name           string
	Cell           int    // that started it
	State, Waiting string // Waiting says what for
	Since          time.Duration
	Path           string // where it is; "" if that is no document
	Line           int    // 0-based
}

// A Scope is a snapshot of the session's names and settings. Both are immutable.
type Scope struct {
	Names *transform.Namespace
	Env   *transform.Env

	// Transformed tells that cells do not run as they are written: commands of the settings, or
	// the program around the session, change them first.
	Transformed bool
}

// A Region is a piece of a document that is to be run: whole top-level items, or an expression.
type Region struct {
	Path   string // "" for a cell that is of no document
	Source string // the document's text from Line and Col on
	Line   int    // 0-based
	Col    int    // 0-based, in bytes

	// Queued, if not nil, is called once it has its place in the queue: what is run from then on
	// runs after it. It may be called again, or not at all if the region is not run.
	Queued func()
}

// A Result is what running a region gave, or that it runs.
type Result struct {
	Path string
	// Where the region is in the document's current text: 0-based lines, columns in bytes.
	Line, Col, EndLine, EndCol int

	Run       int64  // tells this run from all others
	Cell      int    // the number under which it ran; 0 if it has not begun
	Source    string // what ran
	State     string // "queued", "running", "done", "raised", "panicked", "interrupted", "check", "refused" or "died"
	Text      string // the value as it is shown, or the one-line error at its position
	Type      string // of the value; "" if there is none
	Error     string // of a raise, panic or death: what happened, without its position; else ""
	ErrorAt   int    // the offset in Source of the line where it happened; meaningful with Error
	Output    string // what it printed, as far as it is kept
	When      time.Time
	Duration  time.Duration
	Lane      string        // "instant" or "native"; "" if it did not get to the engine
	Compiling time.Duration // of Duration, what compiling it took
	Native    []string      // functions that it declared in the instant lane and that were compiled since
	Stale     bool          // the region was edited since
	Lost      bool          // its text is in the document no more; it may come back
	Pending   bool          // the value is a task that has not ended; its own value comes as another Text
}

// A Change of settings; nil means as it is.
type Change struct {
	Autoawait *bool
	Runner    *string
	Scope     *string
}

// A Status of the session, as goawait/status carries it.
type Status struct {
	Autoawait bool   `json:"autoawait"`
	Runner    string `json:"runner"`
	Scope     string `json:"scope"`
	State     string `json:"state"` // "starting", "idle", "busy", "ended" or "restricted"
	Tasks     int    `json:"tasks"`
	Lane      string `json:"lane"`

	Runners       []string `json:"runners"`       // that there are
	InlineResults bool     `json:"inlineResults"` // the setting: values are shown beside the code
}

// An Event is one thing that changed at the Host. Exactly one field is set.
type Event struct {
	Scope    bool      // Scope gives another answer now, or an import has been loaded
	Result   *Result   // a result came or changed
	Status   *Status   // the status changed
	Output   *Output   // a cell or the session wrote something
	Progress *Progress // something takes long
	Notice   string    // something that the person is to know, whatever they are at
	Clear    *string   // the results of the document with this path were cleared, of all if it is empty
}
