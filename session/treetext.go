package session

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
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
