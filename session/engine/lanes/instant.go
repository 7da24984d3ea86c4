package lanes

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"github.com/goawait/goawait/transform"
)

// A Refusal is a construct that keeps a cell out of the instant lane.
type Refusal struct {
	Start, End int    // bytes of the cell
	Construct  string // "a method", "range over a function"
	Msg        string // for people: the construct and what it needs
}

// Instant returns what keeps c, which is OK, out of the instant lane, sorted by position;
// nothing if the lane can take it. has tells which packages the engine has: those of the standard
// library, and others in a program that lends them.
func Instant(c *transform.Checked, has func(path string) bool) []Refusal {
	w := &walker{has: has, Checked: c, async: map[ast.Node]bool{}, sites: map[*ast.UnaryExpr]*transform.Site{}, deferred: map[*ast.FuncLit]bool{}}
	for i := range c.AsyncFuncs {
		w.async[c.AsyncFuncs[i].Node()] = true
	}
	for i := range c.Sites {
		w.sites[c.Sites[i].Expr] = &c.Sites[i]
	}
	for _, imp := range c.Imports {
		w.importUse(&imp)
	}
	for i := range c.Cell.Items {
		w.item(&c.Cell.Items[i])
	}
	w.shown()
	slices.SortStableFunc(w.refusals, func(a, b Refusal) int { return cmp.Compare(a.Start, b.Start) })
	return slices.CompactFunc(w.refusals, func(a, b Refusal) bool { return a.Start == b.Start })
}

// A walker goes over one cell.
type walker struct {
	*transform.Checked
	refusals []Refusal
	async    map[ast.Node]bool
	sites    map[*ast.UnaryExpr]*transform.Site
	deferred map[*ast.FuncLit]bool  // literals that are called by defer where they stand
	funcs    []fn                   // the functions around, the innermost last
	has      func(path string) bool // see Instant
}

// A fn is a function that the walker is in.
type fn struct {
	sig *types.Signature
	lit *ast.FuncLit // nil for a declaration
}

const needs = " needs the native lane"

// refuse notes that the instant lane cannot take what is at n.
func (w *walker) refuse(n ast.Node, format string, args ...any) {
	construct := fmt.Sprintf(format, args...)
	w.refusals = append(w.refusals, Refusal{
		Start: w.Cell.Offset(n.Pos()), End: w.Cell.Offset(n.End()),
		Construct: construct, Msg: construct + needs,
	})
}

// shown refuses a cell whose value is shown by methods that it has by embedding.
func (w *walker) shown() {
	if n := len(w.Cell.Items); w.HasValue && n > 0 && w.Cell.Items[n-1].Stmt != nil && w.Value != nil && w.promotes(w.Value) {
		w.refuse(w.Cell.Items[n-1].Stmt, "a value of type %s as an interface value", types.TypeString(w.Value, w.qualify))
	}
}

func (w *walker) item(it *transform.Item) {
	switch {
	case it.Stmt != nil:
		w.stmt(it.Stmt)
	case it.Decl != nil:
		w.decl(it.Decl)
	}
}

func (w *walker) importUse(imp *transform.ImportUse) {
	if !imp.Used && !imp.Own {
		return
	}
	what := ""
	switch {
	case imp.Path == transform.AsyncPath:
	case imp.Path == "C", imp.Path == "unsafe", imp.Path == "runtime/cgo":
		what = "the package " + imp.Path
	case !w.has(imp.Path) && (imp.Used || imp.Name == "_"): // which is imported for what it does
		what = "the package " + imp.Path + ", which is not in the standard library,"
	}
	if what != "" {
		start, end := imp.Start, imp.End
		if !imp.Own {
			start, end = w.mention(imp.Name)
		}
		w.refusals = append(w.refusals, Refusal{Start: start, End: end, Construct: what, Msg: what + needs})
	}
}

// mention finds where the cell uses an imported name.
func (w *walker) mention(name string) (start, end int) {
	for id, obj := range w.Info.Uses {
		if _, ok := obj.(*types.PkgName); ok && id.Name == name {
			if at := w.Cell.Offset(id.Pos()); end == 0 || at < start {
				start, end = at, w.Cell.Offset(id.End())
			}
		}
	}
	return start, end
}

func (w *walker) decl(d ast.Decl) {
	switch d := d.(type) {
	case *ast.GenDecl:
		for _, s := range d.Specs {
			w.spec(s)
		}
	case *ast.FuncDecl:
		if d.Recv != nil {
			w.refuse(d.Recv, "a type with methods")
			return
		}
		if d.Body == nil {
			w.refuse(d, "a function without a body")
			return
		}
		sig, _ := w.Info.Defs[d.Name].Type().(*types.Signature)
		w.function(d, nil, d.Type, w.written(d, sig), d.Body)
	default:
		w.refuse(d, "this declaration")
	}
}

// written is the signature against which the body of a function returns.
func (w *walker) written(n ast.Node, sig *types.Signature) *types.Signature {
	for i := range w.AsyncFuncs {
		if f := &w.AsyncFuncs[i]; n == f.Node() {
			return f.Written
		}
	}
	return sig
}

func (w *walker) function(n ast.Node, lit *ast.FuncLit, ft *ast.FuncType, sig *types.Signature, body *ast.BlockStmt) {
	if ft.TypeParams != nil {
		w.refuse(ft.TypeParams, "a generic function")
		return
	}
	w.typeExpr(ft)
	w.funcs = append(w.funcs, fn{sig, lit})
	w.block(body)
	w.funcs = w.funcs[:len(w.funcs)-1]
}

func (w *walker) spec(s ast.Spec) {
	switch s := s.(type) {
	case *ast.ImportSpec:
	case *ast.TypeSpec:
		w.typeSpec(s)
	case *ast.ValueSpec:
		if s.Type != nil {
			w.typeExpr(s.Type)
		}
		for _, v := range s.Values {
			w.expr(v)
		}
		w.assigned(w.identExprs(s.Names), s.Values)
	default:
		w.refuse(s, "this declaration")
	}
}

func (w *walker) identExprs(names []*ast.Ident) []ast.Expr {
	list := make([]ast.Expr, len(names))
	for i, n := range names {
		list[i] = n
	}
	return list
}

func (w *walker) typeSpec(s *ast.TypeSpec) {
	if s.TypeParams != nil {
		w.refuse(s, "a generic type")
		return
	}
	obj, _ := w.Info.Defs[s.Name].(*types.TypeName)
	if obj == nil {
		return
	}
	if w.recursive(obj.Type()) {
		w.refuse(s, "a type that contains itself")
		return
	}
	w.typeExpr(s.Type)
}

// Blurred reports whether values of type t are of other types in the instant lane than in Go: t
// has to do with types that cells declare, or with coroutines or tasks of a certain type.
func Blurred(c *transform.Checked, t types.Type) bool { return (&walker{Checked: c}).blurred(t) }
