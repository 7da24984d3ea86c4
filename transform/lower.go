package transform

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// LowerOptions name what Lower makes.
type LowerOptions struct {
	Package string // package name of the lowered source, such as "cell12"
	Timed   *Timed // to measure the cell; nil to run it once

	// Line gives the line that one of the cell is known as, where the cell was made of another
	// text; nil for its own.
	Line func(int) int

	// Handover has loops look whether compiled code is there that goes on with them.
	Handover bool

	// SymbolOf gives the symbol under which the engine lends a type whose own name cannot be
	// written in another package; "" if it does not. It may be nil.
	SymbolOf func(*types.TypeName) string
}

// Timed has a cell's statements run in a loop whose length and number of rounds the runtime
// says. What comes before From in the text is done once before each round. The cell has no value,
// or with Results the times of the rounds, as the runtime gives them.
type Timed struct {
	From    int // offset of the cell
	Results bool
}

// Lowered is a cell as an ordinary Go package for the instant lane. Its Source declares
//
//	func Vars() []any      // the addresses of its pointers to session names: Defines, then Uses
//	func Run(ƒ0 *int) any  // the statements; gives the cell's value, a []any for several
//
// and reaches everything else through packages that the engine lends: "goawait/rt" for the
// runtime, "std/PATH" for the package PATH. See LOWERING.md for what becomes of each construct.
type Lowered struct {
	Package string
	Source  string
	Lines   []int    // Lines[i] is the cell's line (1-based) of line i+1 of Source
	Imports []string // each an import path and, after it, the symbols used, separated by spaces
	Uses    []string // keys of the session's variables and functions that Source mentions
	Defines []*Name  // the variables and functions that it adds, in the order of Vars
	Value   *Shape   // static type of the value; nil if there is none

	// Handover says that there are loops that look whether compiled code goes on with them; see
	// LowerFunctions.
	Handover bool

	// Problems say where a construct has no lowered form. Source is not to be run then.
	Problems []Error
}

// Lower turns a cell that is OK into Go for the instant lane. It expects that the lane's table
// of constructs has no refusal for c.
func Lower(c *Checked, opt LowerOptions) *Lowered {
	own := *c
	l := &lowerer{
		lineOf:  opt.Line,
		Checked: &own,
		names:   map[types.Object]string{},
		session: map[types.Object]*Name{},
		refs:    map[int]*Name{},
		sites:   map[*ast.UnaryExpr]*Site{},
		async:   map[ast.Node]*AsyncFunc{},
		stmts:   map[*ast.RangeStmt]*AsyncStmt{},
		pkgs:    map[string]*lent{},
		types:   map[*types.TypeName]string{},
		safe:    map[ast.Expr]bool{},
		boxed:   map[ast.Expr]bool{},
		settled: map[ast.Expr]string{},
		uses:    map[string]*Name{},
		nils:    map[ast.Expr]types.Type{},
		symbol:  opt.SymbolOf,
	}
	l.index()
	if opt.Handover && opt.Timed == nil {
		l.handed = c.handovers()
	}
	return l.guarded(opt)
}

// guarded lowers, and makes a problem of a panic: the cell has a construct that the lane's table
// should have refused.
func (l *lowerer) guarded(opt LowerOptions) (made *Lowered) {
	defer func() {
		if v := recover(); v != nil {
			l.problem(l.Cell.Pos(0), l.Cell.Pos(len(l.Cell.Src)), "this cell has no form for the instant lane: %v", v)
			made = &Lowered{Package: opt.Package, Problems: l.problems}
		}
	}()
	if opt.Timed != nil {
		l.HasValue, l.Checked.Value = false, nil
		return l.assemble(opt, l.timed(opt.Timed))
	}
	return l.assemble(opt, l.cell())
}

// A lowerer writes one cell's lowered form. Everything it writes goes through out, which keeps
// the line table.
type lowerer struct {
	*Checked
	out
	problems []Error
	names    map[types.Object]string // local variables and types, each with a name of its own
	session  map[types.Object]*Name  // what the cell defines
	refs     map[int]*Name           // mentions of session names, by offset
	sites    map[*ast.UnaryExpr]*Site
	async    map[ast.Node]*AsyncFunc
	stmts    map[*ast.RangeStmt]*AsyncStmt
	pkgs     map[string]*lent // by import path
	types    map[*types.TypeName]string
	decls    []string                // type declarations, at package level
	safe     map[ast.Expr]bool       // index expressions whose bounds have been checked
	boxed    map[ast.Expr]bool       // values that are copied, in their turn, to become an interface
	settled  map[ast.Expr]string     // what a statement has evaluated ahead, by the variable that has it
	nils     map[ast.Expr]types.Type // nils that are written with a type
	uses     map[string]*Name        // session names of earlier cells that were mentioned
	results  *types.Tuple            // of the function that is being written; nil in Run
	nests    []nest                  // statements around, the innermost last
	returns  []string                // the variables for what a return inside a block returns
	count    int                     // of names given out
	depth    int                     // of functions; the frame of the innermost is frame()
	lineOf   func(int) int           // see LowerOptions.Line
	symbol   func(*types.TypeName) string
	handed   map[ast.Stmt]*handover // loops that look for compiled code
}

// A lent package is one that the lowered source imports.
type lent struct {
	alias   string
	symbols map[string]bool
}

func (l *lowerer) index() {
	l.indexRefs()
	for i := range l.AsyncStmts {
		l.stmts[l.AsyncStmts[i].Stmt] = &l.AsyncStmts[i]
	}
	for i := range l.AsyncFuncs {
		l.async[l.AsyncFuncs[i].Node()] = &l.AsyncFuncs[i]
	}
	for _, n := range l.Checked.Defines {
		if n.Obj != nil {
			l.session[n.Obj] = n
		}
	}
}

// indexRefs notes the awaits, and where session names are mentioned.
func (l *lowerer) indexRefs() {
	for i := range l.Sites {
		l.sites[l.Sites[i].Expr] = &l.Sites[i]
	}
	for _, r := range l.Refs {
		l.refs[r.Start] = r.Name
	}
}

// cell writes the body of Run and returns it.
func (l *lowerer) cell() text {
	return l.capture(func() {
		l.funcDecls()
		first := true
		for i := range l.Cell.Items {
			it := &l.Cell.Items[i]
			if it.Stmt == nil {
				continue
			}
			if !first {
				l.line(it.Stmt.Pos())
				l.p("rt.At(", l.lineText(it.Stmt.Pos()), "); ")
			}
			first = false
			if x, ok := it.Stmt.(*ast.ExprStmt); ok && l.HasValue && i == l.lastItem() {
				l.value(x)
				continue
			}
			l.stmt(it.Stmt)
		}
	})
}

// funcDecls writes the cell's functions, which are there from the start.
func (l *lowerer) funcDecls() {
	for i := range l.Cell.Items {
		if fd, ok := l.Cell.Items[i].Decl.(*ast.FuncDecl); ok {
			l.funcDecl(fd)
		}
	}
}

func (l *lowerer) lastItem() int {
	for i := len(l.Cell.Items) - 1; i >= 0; i-- {
		if l.Cell.Items[i].Stmt == l.valueStmt() {
			return i
		}
	}
	return len(l.Cell.Items) - 1
}

// valueStmt is the item whose value is the cell's.
func (l *lowerer) valueStmt() ast.Stmt {
	for i := len(l.Cell.Items) - 1; i >= 0; i-- {
		if x, ok := l.Cell.Items[i].Stmt.(*ast.ExprStmt); ok {
			return x
		}
	}
	return nil
}

// value writes the last item as what Run returns.
func (l *lowerer) value(s *ast.ExprStmt) {
	l.mark(s)
	l.inOrder(s.X)
	if site, ok := l.site(s.X); ok && (len(site.Values) != 1 || site.Capture) {
		l.returnTemps(l.awaitTemps(site))
		return
	}
	if tuple, ok := l.Info.TypeOf(s.X).(*types.Tuple); ok && tuple.Len() != 1 {
		temps := l.temps(tuple.Len())
		if tuple.Len() > 0 {
			l.p(strings.Join(temps, ", "), " := ")
		}
		l.expr(s.X)
		l.returnTemps(temps)
		return
	}
	l.guards(s.X)
	l.returnEach([]ast.Expr{s.X}, func(int) types.Type { return anyType })
}

var anyType = types.Universe.Lookup("any").Type()

func (l *lowerer) returnTemps(temps []string) {
	l.p("; return []any{", strings.Join(temps, ", "), "}")
}

// assemble puts the package together around the body of Run.
func (l *lowerer) assemble(opt LowerOptions, body text) *Lowered {
	made := &Lowered{Package: opt.Package, Problems: l.problems}
	if l.HasValue {
		made.Value = ShapeOf(l.Checked.Value, l.Pkg.Path())
	}
	var vars []*Name
	for _, n := range l.Checked.Defines {
		if n.Kind == KindVar || n.Kind == KindFunc {
			made.Defines = append(made.Defines, n)
			vars = append(vars, n)
			delete(l.uses, n.Key)
		}
	}
	for _, key := range sortedKeys(l.uses) {
		made.Uses = append(made.Uses, key)
		vars = append(vars, l.uses[key])
	}
	var pointers, addresses []string
	for _, n := range vars {
		pointers = append(pointers, "var "+n.Key+" "+l.typeAt(n.Obj.Type(), 0, 0))
		addresses = append(addresses, "&"+n.Key)
	}
	l.out = out{}
	l.p("package ", opt.Package)
	l.head(`import rt "goawait/rt"`)
	for _, path := range sortedKeys(l.pkgs) {
		l.head("import " + l.pkgs[path].alias + " \"std/" + path + "\"")
		made.Imports = append(made.Imports, path+" "+strings.Join(sortedKeys(l.pkgs[path].symbols), " "))
	}
	l.head("var halt = rt.Halt")
	if made.Handover = len(l.handed) > 0; made.Handover {
		l.head("var look = rt.Look")
	}
	for _, d := range l.decls {
		l.head(d)
	}
	for _, p := range pointers {
		l.head(p)
	}
	l.head("func Vars() []any { return []any{" + strings.Join(addresses, ", ") + "} }")
	l.head("func Run(ƒ0 *int) any {")
	l.text(body)
	l.head("return nil }")
	made.Problems = l.problems
	made.Source, made.Lines = l.buf.String(), append([]int{1}, l.lines...)
	return made
}

// head writes one line that is nobody's.
func (l *lowerer) head(s string) {
	l.newline(1)
	l.p(s)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
