package session

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goawait/goawait/transform"
	"golang.org/x/tools/go/ast/astutil"
)

// A treeText turns changes of a cell's tree into changes of its text. What was not changed
// keeps the person's own bytes, and so its positions, its comments, and what of the dialect
// no tree can say.
type treeText struct {
	cell *transform.Cell
	file *ast.File
	body *ast.FuncDecl // holds the statements, in order

	decls []ast.Decl // as they were
	stmts []ast.Stmt
	was   map[ast.Node]shape
	texts []string // that stand for placeholders while a node is printed
}

// A shape is what a node was: its own fields as text, and its children.
type shape struct {
	own      string
	children []ast.Node
}

// newTreeText makes the file that a transformer gets: the declarations of the cell, and a
// function _ with its statements. An await is there as the call await(X).
func newTreeText(c *transform.Cell) *treeText {
	t := &treeText{cell: c, was: map[ast.Node]shape{}}
	t.body = &ast.FuncDecl{Name: ast.NewIdent("_"), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: &ast.BlockStmt{}}
	t.file = &ast.File{Name: ast.NewIdent("cell")}
	for i := range c.Items {
		switch item := &c.Items[i]; {
		case item.Decl != nil:
			t.file.Decls = append(t.file.Decls, t.adopt(item.Decl).(ast.Decl))
		case item.Stmt != nil:
			t.body.Body.List = append(t.body.Body.List, t.adopt(item.Stmt).(ast.Stmt))
		}
	}
	t.decls = append(t.decls, t.file.Decls...)
	t.stmts = append(t.stmts, t.body.Body.List...)
	t.file.Decls = append(t.file.Decls, t.body)
	return t
}

// adopt makes awaits of a tree calls, and remembers its shape.
func (t *treeText) adopt(n ast.Node) ast.Node {
	n = astutil.Apply(n, nil, func(c *astutil.Cursor) bool {
		u, ok := c.Node().(*ast.UnaryExpr)
		if ok && u.Op == token.ARROW && bytes.HasPrefix(t.cell.Src[t.cell.Offset(u.OpPos):], []byte("await")) {
			c.Replace(&ast.CallExpr{
				Fun: &ast.Ident{NamePos: u.OpPos, Name: "await"}, Lparen: u.OpPos, Args: []ast.Expr{u.X}, Rparen: u.X.End() - 1,
			})
		}
		return true
	})
	ast.Inspect(n, func(n ast.Node) bool {
		if n != nil {
			t.was[n] = shapeOf(n)
		}
		return n != nil
	})
	return n
}

// shapeOf reads the fields of a node, other than positions and what the parser resolved.
func shapeOf(n ast.Node) shape {
	var s shape
	var own strings.Builder
	v := reflect.ValueOf(n).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		switch x := f.Interface().(type) {
		//lint:ignore SA1019 what the parser resolved is named to be left out
		case token.Pos, *ast.CommentGroup, *ast.Object, *ast.Scope, []*ast.Ident:
			if list, ok := x.([]*ast.Ident); ok && v.Type() != reflect.TypeFor[ast.File]() {
				for _, id := range list {
					s.children = append(s.children, id)
				}
				fmt.Fprintf(&own, "[%d]", len(list))
			}
		case ast.Node:
			if !f.IsNil() {
				s.children = append(s.children, x)
				own.WriteString(v.Type().Field(i).Name + ";")
			}
		default:
			if f.Kind() != reflect.Slice {
				fmt.Fprintf(&own, "%v;", x)
				continue
			}
			for j := range f.Len() {
				if child, ok := f.Index(j).Interface().(ast.Node); ok {
					s.children = append(s.children, child)
				}
			}
			fmt.Fprintf(&own, "[%d]", f.Len())
		}
	}
	s.own = own.String()
	return s
}

// result gives the text that the tree stands for now.
func (t *treeText) result() (*textMap, error) {
	var edits []transform.Edit
	before := len(t.cell.Src)
	decls := t.file.Decls
	if i := indexOf(decls, ast.Decl(t.body)); i >= 0 {
		decls = append(append([]ast.Decl{}, decls[:i]...), decls[i+1:]...)
	} else if len(t.stmts) > 0 {
		return nil, fmt.Errorf("the function _, which holds the cell's statements, is gone from the tree")
	}
	err := sequence(t, &edits, t.decls, decls, "\n")
	if err == nil {
		err = sequence(t, &edits, t.stmts, t.body.Body.List, "; ")
	}
	if err != nil || len(edits) == 0 {
		return nil, err
	}
	for _, e := range edits {
		if e.Start < 0 || e.End > before || e.Start > e.End {
			return nil, fmt.Errorf("a node has been given positions that are not the cell's")
		}
	}
	return edited(t.cell.Src, edits), nil
}

func indexOf[T comparable](list []T, x T) int {
	for i, e := range list {
		if e == x {
			return i
		}
	}
	return -1
}

// sequence makes a list of what was another. Nodes that kept their order keep their places;
// a new one is put before the one that follows it, on the same line.
func sequence[T ast.Node](t *treeText, edits *[]transform.Edit, was, now []T, sep string) error {
	next := 0 // the first of was that has not been dealt with
	var pending []string
	flush := func(at int) {
		for _, text := range pending {
			*edits = append(*edits, transform.Edit{Start: at, End: at, New: text + sep})
		}
		pending = nil
	}
	for _, n := range now {
		i := -1
		for j := next; j < len(was); j++ {
			if ast.Node(was[j]) == ast.Node(n) {
				i = j
				break
			}
		}
		if i < 0 {
			text, err := t.text(n)
			if err != nil {
				return err
			}
			pending = append(pending, text)
			continue
		}
		for _, gone := range was[next:i] {
			*edits = append(*edits, t.replace(gone, ""))
		}
		flush(t.cell.Offset(n.Pos()))
		if err := t.collect(n, edits); err != nil {
			return err
		}
		next = i + 1
	}
	// One that takes the place of the last is put there, and not behind it.
	for k, gone := range was[next:] {
		text := ""
		if k == 0 {
			text, pending = strings.Join(pending, sep), nil
		}
		*edits = append(*edits, t.replace(gone, text))
	}
	for _, text := range pending {
		*edits = append(*edits, transform.Edit{Start: len(t.cell.Src), End: len(t.cell.Src), New: "\n" + text})
	}
	return nil
}

func (t *treeText) replace(n ast.Node, text string) transform.Edit {
	return transform.Edit{Start: t.cell.Offset(n.Pos()), End: t.cell.Offset(n.End()), New: text}
}

// collect adds the edits that make the text of n, which was in the tree, what n is now.
func (t *treeText) collect(n ast.Node, edits *[]transform.Edit) error {
	was, now := t.was[n], shapeOf(n)
	if was.own != now.own || len(was.children) != len(now.children) {
		text, err := t.text(n)
		*edits = append(*edits, t.replace(n, text))
		return err
	}
	for i, child := range now.children {
		old := was.children[i]
		if child == old {
			if err := t.collect(child, edits); err != nil {
				return err
			}
			continue
		}
		text, err := t.text(child)
		if err != nil {
			return err
		}
		*edits = append(*edits, t.replace(old, within(n, child, text)))
	}
	return nil
}

// within is the text of an expression inside another, in brackets where it might need them.
func within(parent, child ast.Node, text string) string {
	if _, ok := parent.(ast.Expr); !ok {
		return text
	}
	if call, ok := parent.(*ast.CallExpr); ok && !isAwait(call) && child != ast.Node(call.Fun) {
		return text
	}
	switch child := child.(type) {
	case *ast.BinaryExpr, *ast.UnaryExpr, *ast.StarExpr, *ast.FuncLit:
		return "(" + text + ")"
	case *ast.CallExpr:
		if isAwait(child) {
			return "(" + text + ")"
		}
	}
	return text
}

// isAwait reports whether a call is one by which the tree has an await.
func isAwait(call *ast.CallExpr) bool {
	id, ok := call.Fun.(*ast.Ident)
	return ok && id.Name == "await"
}

// text is the text of a node. What is in it of the tree as it was keeps its text.
func (t *treeText) text(n ast.Node) (string, error) {
	if was, ok := t.was[n]; ok {
		if now := shapeOf(n); was.own == now.own && len(was.children) == len(now.children) {
			var edits []transform.Edit
			err := t.collect(n, &edits)
			return spliced(t.cell.Src, t.cell.Offset(n.Pos()), t.cell.Offset(n.End()), edits), err
		}
	}
	first := len(t.texts)
	defer func() { t.texts = t.texts[:first] }()
	var failed error
	root := true
	printed := astutil.Apply(n, func(c *astutil.Cursor) bool {
		child := c.Node()
		_, old := t.was[child]
		switch {
		case root:
			root = false
			return true
		case child == nil || !old || !replaceable(c):
			return true
		}
		text, err := t.text(child)
		if err != nil {
			failed = err
		}
		name := ast.NewIdent(placeholder(len(t.texts)))
		t.texts = append(t.texts, within(c.Parent(), child, text))
		if _, isStmt := child.(ast.Stmt); isStmt {
			c.Replace(&ast.ExprStmt{X: name})
		} else {
			c.Replace(name)
		}
		return false
	}, nil)
	if failed != nil {
		return "", failed
	}
	var b bytes.Buffer
	if err := format.Node(&b, token.NewFileSet(), printed); err != nil {
		return "", fmt.Errorf("printing the tree: %w", err)
	}
	out := b.String()
	for i := first; i < len(t.texts); i++ {
		out = strings.Replace(out, placeholder(i), t.texts[i], 1)
	}
	return out, nil
}

func placeholder(n int) string { return "ƒˑ" + strconv.Itoa(n) + "ˑ" }

// replaceable reports whether an identifier, or a statement that is one, may stand in the
// place of a node while it is printed.
func replaceable(c *astutil.Cursor) bool {
	switch c.Node().(type) {
	case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
		return false
	case ast.Stmt:
		return c.Index() >= 0 // of a list
	case ast.Expr:
		switch c.Parent().(type) {
		case *ast.GoStmt, *ast.DeferStmt, *ast.ImportSpec:
			return false
		case *ast.FuncDecl, *ast.FuncLit:
			return c.Name() == "Name"
		case *ast.Field:
			return c.Name() != "Tag"
		}
		return true
	}
	return false
}

// spliced is src[start:end] with edits, which are offsets of src.
func spliced(src []byte, start, end int, edits []transform.Edit) string {
	slices.SortStableFunc(edits, func(a, b transform.Edit) int { return a.Start - b.Start })
	var b strings.Builder
	at := start
	for _, e := range edits {
		b.Write(src[at:e.Start])
		b.WriteString(e.New)
		at = e.End
	}
	b.Write(src[at:end])
	return b.String()
}
