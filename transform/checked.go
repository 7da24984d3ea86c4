package transform

import (
	"go/ast"
	"go/types"
)

// AsyncPath is the import path of the package that every cell knows as async.
const AsyncPath = "github.com/goawait/goawait/session/async"

// Checked is a cell with the types of everything in it. It is immutable.
//
// Info is keyed by the nodes of Cell's own trees, which are as the person wrote them: an
// await site is the *ast.UnaryExpr with Op token.ARROW that Site.Expr names, and its
// Info.Types entry is what awaiting gives; an async for or async with is the *ast.RangeStmt
// that AsyncStmt.Stmt names; an async function is its *ast.FuncDecl or
// *ast.FuncLit with the written results, and its object or Info.Types entry has the type
// that callers see.
type Checked struct {
	Cell   *Cell   // perhaps another parse of the same text than the one given to Check
	Errors []Error // sorted by Start; the syntax errors of Cell included
	Info   *types.Info
	Pkg    *types.Package // of this cell alone

	Sites      []Site      // the await sites, by Start
	AsyncStmts []AsyncStmt // async for and async with, by Start
	AsyncFuncs []AsyncFunc // by Start
	Imports    []ImportUse // sorted by Name: those of the cell, and the session's and standard ones that it uses
	Defines    []*Name     // what the cell adds to the session, in order of first definition; imports are in it too. Names of broken items have an invalid type
	Moved      []*Name     // session variables whose type a method in this cell makes anew: the same keys, other types
	Uses       []*Name     // the session's names of earlier cells that it mentions, sorted by Name; no imports
	Refs       []Ref       // each mention of a name in Defines or Uses, by Start

	Adapters []Adapter // the types that its calls of async.Adapt make awaitable

	HasValue  bool       // the last item is an expression with a value that is to be shown
	Value     types.Type // its static type; a *types.Tuple for several values; nil if there is none
	ValueExpr ast.Expr   // the expression

	Outer []string // every name that the text mentions and does not itself define at top level, found or not; sorted
	Near  bool     // an error says what is nearest of all names there are, so that it depends on each of them

	ns        *Namespace
	env       *Env
	signature string
	retyped   map[*Name]*Name // from the new versions of types that methods of the cell make to the old ones
}

// OK reports whether the cell can be lowered and run: it has no error and no import is pending.
func (c *Checked) OK() bool {
	for i := range c.Errors {
		if c.Errors[i].Severity == SeverityError || c.Errors[i].Pending {
			return false
		}
	}
	return true
}

// Pending reports whether an import was still being loaded, so that the check is to be repeated.
func (c *Checked) Pending() bool {
	for i := range c.Errors {
		if c.Errors[i].Pending {
			return true
		}
	}
	return false
}

// Signature sums up what the cell gives to later cells: the names it defines with their kinds
// and types. If two checks of a cell have one Signature, no later cell can tell them apart.
func (c *Checked) Signature() string { return c.signature }

// Namespace is the one that the cell was checked in.
func (c *Checked) Namespace() *Namespace { return c.ns }

// An AwaitKind is a row of the dialect's table of awaitables.
type AwaitKind int

// The rows, in the order in which they are tried.
const (
	AwaitInvalid AwaitKind = iota // not awaitable, or its operand has an error
	AwaitMethod                   // has Await(context.Context) (T, error)
	AwaitChan                     // chan T, <-chan T
	AwaitFunc                     // func() …, func(context.Context) …
	AwaitWait                     // has Wait(), Wait() error or Wait(context.Context) error
	AwaitContext                  // context.Context
	AwaitCall                     // a call of a function whose result is none of the above
	AwaitAdapted                  // of a type that async.Adapt was told how to await
)

// A Site is one await.
type Site struct {
	Start, End int            // of the whole expression "await X"
	Expr       *ast.UnaryExpr // its node; Expr.X is the operand
	Kind       AwaitKind
	Operand    types.Type   // static type of the operand; a *types.Tuple where it is a call with no or several results
	Values     []types.Type // what awaiting it gives, less the error
	Capture    bool         // the error (the ok of a channel) is one more value here; else it is raised
	// Spread > 0: the one value is a slice of that many elements, assigned to as many left sides
	// (a, b := await async.Gather(x, y)).
	Spread  int
	Member  string     // AwaitFunc, AwaitChan: the operand's field or method that is awaited, if not itself
	Adapter string     // AwaitAdapted: the key of the operand's type, see AdapterKey
	Context bool       // AwaitFunc, AwaitWait: a context is passed first
	Fails   bool       // AwaitFunc, AwaitWait, AwaitCall: the last result is an error
	Func    *AsyncFunc // the innermost async function around it; nil at top level
}

// An AsyncKind says what an async for ranges over, or what an async with enters.
type AsyncKind int

// The kinds, in the order in which they are tried.
const (
	AsyncInvalid AsyncKind = iota // neither, or its expression has an error
	ForChan                       // chan T, <-chan T
	ForSeq                        // iter.Seq, iter.Seq2, and a function like them without values
	ForNext                       // has Next(context.Context) (T, bool, error)
	WithEnter                     // has Enter(context.Context) (T, error) and Exit(context.Context, error) error
	WithCloser                    // has Close() error
	WithLocker                    // has Lock() and Unlock()
)

// With reports whether it is of an async with.
func (k AsyncKind) With() bool { return k >= WithEnter }

// An AsyncStmt is an async for or an async with.
type AsyncStmt struct {
	Start int // of the word async
	// Stmt is its node. That of an async with has the variable, or nil, as its Key, and what is
	// entered as its X; it is a block and no loop: break and continue do not mean it.
	Stmt    *ast.RangeStmt
	With    bool
	Kind    AsyncKind
	Operand types.Type   // static type of Stmt.X
	Address bool         // it is the address of Stmt.X that has the methods
	Values  []types.Type // of an async for, what an item is: at most two; of an async with, what was entered
	Ends    bool         // an async with that is the end of a function if its body is: nothing can handle what leaves it
	Func    *AsyncFunc   // the innermost async function around it; nil at top level
}

// An AsyncFunc is an async func: a declaration, a method or a literal.
type AsyncFunc struct {
	Start   int              // of the word async
	Name    string           // as in "the coroutine f was awaited already"; "func" for a literal
	Decl    *ast.FuncDecl    // or nil
	Lit     *ast.FuncLit     // or nil
	Values  []types.Type     // its results less a last error
	Fails   bool             // its last result is an error
	Result  types.Type       // T of its *async.Coroutine[T]: struct{} for none, async.ResultsN for several
	Written *types.Signature // its parameters and results as written; no receiver or type parameters
}

// Node is where it is declared: Decl or Lit.
func (f *AsyncFunc) Node() ast.Node {
	if f.Decl != nil {
		return f.Decl
	}
	return f.Lit
}

// An ImportUse is a package that the cell imports or uses.
type ImportUse struct {
	Name string // under which the cell knows it; "." and "_" as written
	Path string
	Auto bool // used without an import of the cell or the session
	Used bool
	Own  bool // imported by the text of this cell, from Start to End

	Start, End int
	Fix        *Fix // of an automatic one: writes the import down
}

// A Ref is one mention of a session-level name in the text.
type Ref struct {
	Start, End int // the identifier, or the whole of Out[n]
	Name       *Name
	Def        bool // this is where the cell defines it
}
