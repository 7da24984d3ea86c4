package transform

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// CellsPath is the import path of the package that natively compiled cells are made of. All of
// a session's are that one package: each plugin holds its own cell and what it needs of the
// cells before, and the types and variables of those are found to be there already when it is
// loaded. So names that are not exported, and methods, mean across cells what they mean in a
// program.
const CellsPath = "goawait/cells"

// CellRuntimePath is the import path of the package that natively compiled cells call.
const CellRuntimePath = "github.com/goawait/goawait/session/engine/cellrt"

// A Native is a cell as Go for the compiler: a file of package main with the path CellsPath.
// It registers itself with the runtime when it is loaded.
type Native struct {
	ID      string   // by content; in the names of all that is the cell's own
	Source  string   // positions are those of the cell, in a file named by NativeFile(ID)
	Imports []string // the packages it imports, sorted
	Value   *Shape   // static type of the value; nil if there is none
	Uses    []string // keys of session names that it gets pointers to

	// Problems say where a construct has no lowered form. Source is not to be compiled then.
	Problems []Error

	decls  map[string]*nativeDecl // what later cells may need, by key
	idents map[string]string      // variables that have their place in the plugin, by key
	types  map[string]string      // the identifiers of its types, by key
	moved  []string               // variables that have their place elsewhere from now on

	nameless bool // a measured cell: what it declares is its own
}

// NativeFile is the name of the file that positions in a native cell are said to be in.
func NativeFile(id string) string { return "cell-" + id + ".go" }

// NativeNames is what natively compiled cells have brought to an engine. It is not safe for
// concurrent use.
type NativeNames struct {
	decls  map[string]*nativeDecl
	idents map[string]string
	types  map[string]string // identifiers by key
	taken  map[string]bool   // identifiers of types
}

// NewNativeNames is that of a new engine.
func NewNativeNames() *NativeNames {
	return &NativeNames{
		decls: map[string]*nativeDecl{}, idents: map[string]string{},
		types: map[string]string{}, taken: map[string]bool{},
	}
}

// Add notes that the engine was told to load n. It is never taken back: what was loaded stays.
func (ns *NativeNames) Add(n *Native) {
	if n.nameless {
		for _, ident := range n.types {
			ns.taken[ident] = true
		}
		return
	}
	for key, d := range n.decls {
		ns.decls[key] = d
	}
	for key, ident := range n.idents {
		ns.idents[key] = ident
	}
	for key, ident := range n.types {
		ns.types[key] = ident
		ns.taken[ident] = true
	}
	for _, key := range n.moved {
		delete(ns.idents, key)
	}
}

// LowerNative turns a cell that is OK into Go for the compiler. Positions are those that line
// makes of the cell's lines; nil leaves them as they are. timed has it measured, as in
// LowerOptions.
func LowerNative(c *Checked, have *NativeNames, line func(int) int, timed *Timed) *Native {
	l := newNativeLowerer(c, have, line)
	l.timed = timed
	return l.lowered(func() {
		l.index()
		l.cell()
	})
}

func newNativeLowerer(c *Checked, have *NativeNames, line func(int) int) *nativeLowerer {
	return &nativeLowerer{
		Checked: c, have: have, lineOf: line, src: goText(c.Cell),
		refs:  map[int]*Name{},
		own:   map[types.Object]*Name{},
		sites: map[*ast.UnaryExpr]*Site{},
		async: map[ast.Node]*AsyncFunc{},
		decls: map[string]*nativeDecl{}, vars: map[string]string{}, consts: map[string]string{},
		imports: map[string]bool{}, types: map[string]string{},
		ids: map[string]bool{}, methods: map[string][]nativeMethod{}, aliases: map[string]string{}, embeds: map[*ast.Ident]bool{},
	}
}

// lowered is what f makes of the cell; a panic of ours is a problem of the cell.
func (l *nativeLowerer) lowered(f func()) (made *Native) {
	defer func() {
		if v := recover(); v != nil {
			l.problem(nil, "this cell has no form for the native lane: %v", v)
			made = &Native{Problems: l.problems}
		}
	}()
	f()
	return l.assemble()
}

// A nativeLowerer writes one cell's native form.
//
// The person's text is copied, with what the dialect adds replaced. What belongs to the session
// stands in it as a mark, see nativeMark, until assemble knows the name that it has.
type nativeLowerer struct {
	*Checked
	have *NativeNames

	only   bool // the functions of a cell that ran in the instant lane, see LowerFunctions
	lineOf func(int) int
	timed  *Timed
	src    []byte // the cell's text, without comments and the dialect's words
	b      strings.Builder

	problems []Error
	refs     map[int]*Name // mentions of session names, by offset
	own      map[types.Object]*Name
	sites    map[*ast.UnaryExpr]*Site
	async    map[ast.Node]*AsyncFunc
	comms    map[ast.Node]bool // what select cases receive, and those that send
	returned map[ast.Expr]bool // what return statements give alone

	decls   map[string]*nativeDecl // types, constants and generic functions that the cell declares
	vars    map[string]string      // types of session variables that are mentioned
	consts  map[string]string      // declarations of constants that are mentioned
	imports map[string]bool
	types   map[string]string // identifiers of the types that the cell declares
	funcs   []nativeFunc
	groups  []string                  // const declarations, as they stand
	methods map[string][]nativeMethod // of the types that the cell declares, by key
	embeds  map[*ast.Ident]bool
	aliases map[string]string // names of types that are embedded under another identifier, with their keys
	run     string
	ids     map[string]bool // of earlier cells whose text the cell's declarations have

	params       string // of the function that is written next, where they are not as the person wrote them
	first        string // what comes first in the function that is written next
	leafs        map[*Name]*ast.FuncDecl
	nests        []nativeNest
	label        string           // of the statement that is next
	sig          *types.Signature // of the function that is being written
	failing      *types.Signature // of the async function, around what is being written, that may return an error; nil if there is none
	blockResults []string         // what a return in the block of an async with sets
	later        *nativeLater     // what the block of an async with defers; nil if it does not

	pointedTo map[types.Object]bool // variables whose address the cell takes; nil before it is known

	handed []nativeLoop            // the functions that go on with loops, see native_handover.go
	places map[types.Object]string // what is written for variables around such a loop

	recover bool // the function at hand calls recover
	count   int
}

// A nativeDecl is a declaration that later cells may need again.
type nativeDecl struct {
	text    string // with marks
	methods []nativeMethod
	id      string            // of the cell it comes from
	vars    map[string]string // as in nativeLowerer
	consts  map[string]string
	aliases map[string]string
	imports map[string]bool
}

type nativeMethod struct{ name, text string }

// A nativeFunc is a function that the cell declares.
type nativeFunc struct {
	name *Name
	text string // the declarations
}

func (l *nativeLowerer) index() {
	for i := range l.Sites {
		l.sites[l.Sites[i].Expr] = &l.Sites[i]
	}
	for i := range l.AsyncFuncs {
		l.async[l.AsyncFuncs[i].Node()] = &l.AsyncFuncs[i]
	}
	for _, r := range l.Refs {
		l.refs[r.Start] = r.Name
	}
	for _, n := range l.Defines {
		if n.Obj != nil {
			l.own[n.Obj] = n
		}
		if n.Kind == KindType {
			l.types[n.Key] = l.typeIdent(n.Name)
		}
	}
	for _, n := range l.Moved {
		l.own[n.Obj] = n
	}
	l.leafs = map[*Name]*ast.FuncDecl{}
	l.comms, l.returned = map[ast.Node]bool{}, map[ast.Expr]bool{}
	for i := range l.Cell.Items {
		if n := l.Cell.Items[i].Tree(); n != nil {
			l.indexTree(n)
		}
		if d, ok := l.Cell.Items[i].Decl.(*ast.FuncDecl); ok && d.Recv == nil {
			if n := l.own[l.Info.Defs[d.Name]]; n != nil {
				l.leafs[n] = d
			}
		}
	}
}

// indexTree notes what an await is alone in.
func (l *nativeLowerer) indexTree(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ReturnStmt:
			if len(n.Results) == 1 {
				l.returned[ast.Unparen(n.Results[0])] = true
			}
		case *ast.CommClause:
			switch s := n.Comm.(type) {
			case *ast.SendStmt:
				l.comms[s] = true
			case *ast.ExprStmt:
				l.comms[ast.Unparen(s.X)] = true
			case *ast.AssignStmt:
				l.comms[ast.Unparen(s.Rhs[0])] = true
			}
		}
		return true
	})
}

// typeIdent gives a type the identifier that it is compiled under: its name, unless another
// type of the engine has it.
func (l *nativeLowerer) typeIdent(name string) string {
	ident := name
	for n := 2; l.have.taken[ident] || types.Universe.Lookup(ident) != nil; n++ {
		ident = fmt.Sprintf("%sˑ%d", name, n)
	}
	return ident
}

// contentID names a text.
func contentID(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// problem notes that what is at n has no lowered form; nil is the cell.
func (l *nativeLowerer) problem(n ast.Node, format string, args ...any) {
	e := Error{End: len(l.Cell.Src), Severity: SeverityError, Code: TypeError, Msg: fmt.Sprintf(format, args...)}
	if n != nil {
		e.Start, e.End = l.Cell.Offset(n.Pos()), l.Cell.Offset(n.End())
	}
	l.problems = append(l.problems, e)
}

// EngineEnded notes that the engine is gone, and with it all variables. Declarations stay: they
// are compiled again where they are needed.
func (ns *NativeNames) EngineEnded() { clear(ns.idents) }
