package session

import (
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goawait/goawait/transform"
	"golang.org/x/tools/go/ast/astutil"
)

// A shape is what a node was: its own fields as text, and its children.
type shape struct {
	own      string
	children []ast.Node
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

func placeholder(n int) string { return "ƒˑ" + strconv.Itoa(n) + "ˑ" }
