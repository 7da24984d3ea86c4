package transform

import (
	"cmp"
	"context"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A CompletionKind says what a completion is.
type CompletionKind int

// The kinds of completions.
const (
	CompleteVar CompletionKind = iota
	CompleteFunc
	CompleteType
	CompleteConst
	CompletePackage
	CompleteField
	CompleteMethod
	CompleteKeyword
	CompleteSnippet
)

var completionKinds = [...]string{"var", "func", "type", "const", "package", "field", "method", "keyword", "snippet"}

func (k CompletionKind) String() string { return completionKinds[k] }

// A Completion is one text that could stand at the cursor.
type Completion struct {
	Label   string
	Kind    CompletionKind
	Detail  string // its type, or the path of a package
	Snippet string // what is put in, in LSP's syntax of snippets; "" is the label
	Rank    int    // the nearest first: 0 is local
	Fits    bool   // it is of the type that is wanted there, where one is
	Obj     types.Object
}

// Completions are what could stand for the bytes from Start to End.
type Completions struct {
	Start, End int
	Items      []Completion // those that fit first, then by rank, then by label
	Pending    bool         // a package is being loaded: ask again
}

// placeholder stands in the text for what is being typed.
const placeholder = "ɢoawaitCursor"

// Complete gives what could stand at an offset of c in the scope of ns: names, members of the
// value or package before a dot, fields of a struct literal, keywords. The text around the
// cursor need not parse. Magics are not this package's; on their lines it gives nothing.
//
// It is total and safe for concurrent use, as Check is.
func Complete(ctx context.Context, c *Cell, ns *Namespace, env *Env, offset int) Completions {
	at, ok := placeOf(c, min(max(offset, 0), len(c.Src)))
	out := Completions{Start: at.start, End: at.end}
	if !ok {
		return out
	}
	if env == nil {
		env = &Env{}
	}
	k := &completer{place: at, ns: ns, env: env, seen: map[string]bool{}}
	k.complete(ctx)
	out.Items, out.Pending = k.items, k.pending
	slices.SortStableFunc(out.Items, func(a, b Completion) int {
		if a.Fits != b.Fits {
			if a.Fits {
				return -1
			}
			return 1
		}
		return cmp.Or(a.Rank-b.Rank, strings.Compare(a.Label, b.Label))
	})
	return out
}

// A completer gathers the completions of one place.
type completer struct {
	place
	ns      *Namespace
	env     *Env
	checked *Checked
	pos     token.Pos  // of the placeholder
	path    []ast.Node // down to it
	want    wanted
	items   []Completion
	seen    map[string]bool // labels
	pending bool
}

func (k *completer) complete(ctx context.Context) {
	if k.importing {
		k.importPaths()
		return
	}
	if k.afterWord() {
		return
	}
	path := k.locate(ctx)
	if path == nil {
		if !k.dot {
			k.sessionNames()
			k.packages()
			k.universe()
			k.words(true)
		}
		return
	}
	id := path[len(path)-1].(*ast.Ident)
	k.path, k.want = path, k.wantedAt(path)
	switch parent := parentOf(path).(type) {
	case *ast.SelectorExpr:
		if parent.Sel == id {
			k.members(parent.X)
			return
		}
	case *ast.CompositeLit:
		if k.fields(parent) {
			return
		}
	case *ast.KeyValueExpr:
		if lit, ok := grandparentOf(path).(*ast.CompositeLit); ok && parent.Key == id && k.fields(lit) {
			return
		}
	}
	if k.checked.Info.Defs[id] != nil && declares(parentOf(path), id) {
		return // a new name is whatever the person says
	}
	k.locals()
	k.cellNames()
	k.sessionNames()
	k.packages()
	k.universe()
	_, statement := parentOf(path).(*ast.ExprStmt)
	k.words(statement)
}

func parentOf(path []ast.Node) ast.Node {
	if len(path) < 2 {
		return nil
	}
	return path[len(path)-2]
}

func grandparentOf(path []ast.Node) ast.Node {
	if len(path) < 3 {
		return nil
	}
	return path[len(path)-3]
}

// declares reports whether a node gives id as a name that nothing else suggests: of a
// function, a type, a parameter or a field. The left side of := is none, which may be meant
// for an assignment.
func declares(parent ast.Node, id *ast.Ident) bool {
	switch n := parent.(type) {
	case *ast.FuncDecl:
		return n.Name == id
	case *ast.TypeSpec:
		return n.Name == id
	case *ast.Field:
		return slices.Contains(n.Names, id)
	case *ast.ValueSpec:
		return slices.Contains(n.Names, id)
	}
	return false
}

// add takes in a completion whose label fits what was typed and is new.
func (k *completer) add(c Completion) {
	if k.seen[c.Label] || !fits(c.Label, k.prefix) {
		return
	}
	k.seen[c.Label] = true
	k.items = append(k.items, c)
}

// fits reports whether a label has the letters of what was typed, in their order, and begins
// with the first; case does not count.
func fits(label, typed string) bool {
	first := true
	for _, want := range typed {
		found := false
		for i, have := range label {
			if unicode.ToLower(have) == unicode.ToLower(want) {
				label, found = label[i+utf8.RuneLen(have):], true
				break
			}
			if first {
				return false
			}
		}
		if !found {
			return false
		}
		first = false
	}
	return true
}

// object makes a completion of what a name means.
func (k *completer) object(name string, obj types.Object, rank int) Completion {
	c := Completion{Label: name, Rank: rank, Obj: obj, Fits: k.want.fits(obj)}
	var pkg *types.Package
	if k.checked != nil {
		pkg = k.checked.Pkg
	}
	switch obj := obj.(type) {
	case *types.Func:
		c.Kind, c.Detail, c.Snippet = CompleteFunc, typeDetail(obj.Type(), pkg), callSnippet(name, obj.Type())
		if obj.Signature().Recv() != nil {
			c.Kind = CompleteMethod
		}
	case *types.Var:
		c.Kind, c.Detail = CompleteVar, typeDetail(obj.Type(), pkg)
		if obj.IsField() {
			c.Kind = CompleteField
		}
	case *types.Const:
		c.Kind, c.Detail = CompleteConst, typeDetail(obj.Type(), pkg)
	case *types.TypeName:
		c.Kind = CompleteType
		if !obj.IsAlias() && obj.Type() != nil {
			c.Detail = typeDetail(obj.Type().Underlying(), pkg)
		}
	case *types.PkgName:
		c.Kind, c.Detail = CompletePackage, obj.Imported().Path()
	case *types.Builtin:
		c.Kind, c.Snippet = CompleteFunc, name+"($0)"
	}
	if len(c.Detail) > 120 {
		c.Detail = strings.ToValidUTF8(c.Detail[:117], "") + "…"
	}
	return c
}

// typeDetail is a type as a person would write it in the cell.
func typeDetail(t types.Type, pkg *types.Package) string {
	if t == nil || t == types.Typ[types.Invalid] {
		return ""
	}
	return types.TypeString(t, func(p *types.Package) string {
		if pkg != nil && p.Path() == pkg.Path() {
			return ""
		}
		return p.Name()
	})
}

// callSnippet is a call of a function with the cursor where its arguments go, or behind it.
func callSnippet(name string, t types.Type) string {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok {
		return ""
	}
	if sig.Params().Len() == 0 {
		return name + "()$0"
	}
	return name + "($0)"
}
