package transform

import (
	"errors"
	"go/types"
)

// A Code names a kind of diagnostic. The set is part of the editor contract.
type Code string

// The diagnostic codes that the transform gives out ("raised" is the session's).
const (
	Syntax            Code = "syntax"
	AwaitOutsideAsync Code = "await-outside-async"
	AutoawaitOff      Code = "autoawait-off"
	NotAwaitable      Code = "not-awaitable"
	NotIterable       Code = "not-iterable"
	NotAResource      Code = "not-a-resource"
	NeverAwaited      Code = "never-awaited"
	UnknownMagic      Code = "unknown-magic"
	UnknownRunner     Code = "unknown-runner"
	TypeError         Code = "type"
)

// Severity of an Error.
type Severity int

// The severities, the gravest first, numbered as LSP numbers them.
const (
	SeverityError   Severity = 1
	SeverityWarning Severity = 2
	SeverityHint    Severity = 4
)

// An Error is one diagnostic. Start and End are byte offsets into the cell's Src, Start <= End.
type Error struct {
	Start, End int
	Severity   Severity
	Code       Code
	Msg        string
	GoCode     string // go/types' own code, such as "MismatchedTypes"; empty for others
	Incomplete bool   // more input may mend it: an open bracket, string or comment at the end
	Pending    bool   // an import is still being loaded; not an error yet, the check is to be repeated
	Fixes      []Fix
}

// A Fix is a change that mends an Error: edits of the text, or a command of the server.
type Fix struct {
	Title   string
	Edits   []Edit
	Command string // "goawait.autoawait" with Args, or empty
	Args    map[string]any
}

// An Edit replaces Src[Start:End] by New.
type Edit struct {
	Start, End int
	New        string
}

// A Mendable is an error of an Importer's that a command can mend. The errors of cells that
// import the package offer the fix.
type Mendable interface {
	error
	Fix() Fix
}

// An Importer gives the types of packages. It is safe for concurrent use.
type Importer interface {
	// Import returns the package with that import path, complete enough to check against.
	// It does not block on slow work: while the package is being loaded it returns ErrPending.
	Import(path string) (*types.Package, error)
	// ByName returns the import path of the standard package that a name such as "http"
	// means when it is used without an import ("net/http"); "" if there is none.
	ByName(name string) string
}

// Env is what a check depends on besides the text and the namespace.
type Env struct {
	Autoawait bool
	Runners   []string // built-in runner names, sorted
	Magics    []string // known magic names without %, sorted
	Importer  Importer
	CellNo    int    // the number that the cell has or will have
	Program   bool   // the cell is an ordinary program: its variables are initialised in Go's order
	PkgPath   string // reserved for the native lane; "cell" if empty

	// FileImports are those of the Go file that the cell is a part of. They say what the name of a package
	// means, before what it means without an import.
	FileImports []FileImport
}

// A FileImport is an import of a Go file.
type FileImport struct {
	Name string // "" if it is the package's own
	Path string
}

// ForFile is the Env for cells of the file of that path, "" for none: what a file may import depends on its
// module, if the Importer knows of modules (by a method ForFile). It does not change env.
func (env *Env) ForFile(path string) *Env {
	m, ok := env.Importer.(interface{ ForFile(path string) Importer })
	if !ok || path == "" {
		return env
	}
	own := *env
	own.Importer = m.ForFile(path)
	return &own
}

// ErrPending is what an Importer returns while a package is being loaded.
var ErrPending = errors.New("the package is being loaded")
