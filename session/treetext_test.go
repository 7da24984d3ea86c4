package session

import (
	"errors"
	"go/ast"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/goawait/goawait/transform"
	"golang.org/x/tools/go/ast/astutil"
)

// inFile has astutil.Apply visit the file of a transformer.
func inFile(visit func(c *astutil.Cursor)) func(*ast.File) error {
	return func(f *ast.File) error {
		astutil.Apply(f, nil, func(c *astutil.Cursor) bool { visit(c); return true })
		return nil
	}
}

func call(name string, args ...ast.Expr) *ast.CallExpr {
	return &ast.CallExpr{Fun: ast.NewIdent(name), Args: args}
}

// body is the list of the cell's statements.
func body(f *ast.File) *[]ast.Stmt {
	fd := f.Decls[len(f.Decls)-1].(*ast.FuncDecl)
	return &fd.Body.List
}

// double replaces whole numbers n by (n + n).
var double = inFile(func(c *astutil.Cursor) {
	if lit, ok := c.Node().(*ast.BasicLit); ok && lit.Kind == token.INT {
		again := *lit
		c.Replace(&ast.BinaryExpr{X: lit, Op: token.ADD, Y: &again})
	}
})

func TestTransformedText(t *testing.T) {
	for _, test := range []struct {
		name      string
		transform func(*ast.File) error
		src, want string
	}{
		{"nothing", inFile(func(*astutil.Cursor) {}), "x := 1 // kept\nasync func f() {}", ""},
		{"an operand", double, "// one\nx  :=  a*2   // two", "// one\nx  :=  a*(2 + 2)   // two"},
		{"awaits and async stay", double, "async func f(n int) int { return await  g(3) }\nawait f(4)", "async func f(n int) int { return await  g(3 + 3) }\nawait f(4 + 4)"},
		{"an operand is put elsewhere", inFile(func(c *astutil.Cursor) {
			if b, ok := c.Node().(*ast.BinaryExpr); ok && b.Op == token.ADD {
				c.Replace(&ast.BinaryExpr{X: b, Op: token.MUL, Y: ast.NewIdent("k")})
			}
		}), "y := a + /* b */ b", "y := (a + /* b */ b) * k"},
		{"an await is added", inFile(func(c *astutil.Cursor) {
			if e, ok := c.Node().(*ast.CallExpr); ok {
				if id, ok := e.Fun.(*ast.Ident); ok && id.Name == "fetch" {
					c.Replace(call("await", e))
				}
			}
		}), "v := fetch( 1 )\nw := await fetch(2)", "v := await(fetch( 1 ))\nw := await (await(fetch(2)))"},
		{"statements come and go", func(f *ast.File) error {
			list := body(f)
			first := &ast.ExprStmt{X: call("begin")}
			*list = append([]ast.Stmt{first, (*list)[1], &ast.ExprStmt{X: call("middle")}}, append((*list)[2:], &ast.ExprStmt{X: call("end")})...)
			return nil
		}, "one()\ntwo()\nthree()", "\nbegin(); two()\nmiddle(); three()\nend()"},
		{"in a block", inFile(func(c *astutil.Cursor) {
			if s, ok := c.Node().(*ast.IncDecStmt); ok {
				c.InsertBefore(&ast.ExprStmt{X: call("seen", s.X)})
			}
		}), "for {\n\tx++ // up\n}", "for {\n\tseen(x)\n\tx++\n}"},
		{"declarations", func(f *ast.File) error {
			f.Decls = append([]ast.Decl{&ast.GenDecl{
				Tok: token.TYPE, Specs: []ast.Spec{&ast.TypeSpec{Name: ast.NewIdent("T"), Type: ast.NewIdent("int")}},
			}}, f.Decls...)
			return nil
		}, "var x T\nfunc f() {}", "var x T\ntype T int\nfunc f() {}"},
	} {
		tree := newTreeText(transform.Parse([]byte(test.src)))
		if err := test.transform(tree.file); err != nil {
			t.Fatal(err)
		}
		m, err := tree.result()
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		got := ""
		if m != nil {
			got = string(m.to)
		}
		if got != test.want {
			t.Errorf("%s:\n%q\nwant\n%q", test.name, got, test.want)
		}
	}
}

// Every place of a made text leads to where the person has what it was made of.
func TestTextMap(t *testing.T) {
	src := "alpha\nbeta\ngamma\ndelta\n"
	made := "new\nalpha\nBETA\ngamma\nmore\nmore\ndelta\n"
	m := rewritten([]byte(src), []byte(made))
	if string(m.to) != made {
		t.Fatalf("the made text is %q", m.to)
	}
	for n, want := range []int{1, 1, 2, 3, 4, 4, 4} {
		if got := m.line(n + 1); got != want {
			t.Errorf("line %d comes from line %d, want %d", n+1, got, want)
		}
	}
	next := edited(m.to, []transform.Edit{{Start: strings.Index(made, "gamma"), End: strings.Index(made, "gamma"), New: "so "}})
	both := m.then(next)
	for _, word := range []string{"alpha", "gamma", "delta"} {
		if got := both.back(strings.Index(string(both.to), word)); got != strings.Index(src, word) {
			t.Errorf("%s is at %d, want %d", word, got, strings.Index(src, word))
		}
	}
}

// What transformers do with cells, and what becomes of those that fail.
func TestTransformers(t *testing.T) {
	refuses := Transformer{"refuses", func(f *ast.File) error {
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
				return errors.Join(errors.New("no types here"), ErrRejected)
			}
		}
		return nil
	}}
	breaks := Transformer{"breaks", inFile(func(c *astutil.Cursor) {
		if lit, ok := c.Node().(*ast.BasicLit); ok && lit.Value == `"fake:print fails"` {
			panic("no luck")
		}
	})}
	renames := Transformer{"renames", inFile(func(c *astutil.Cursor) {
		if lit, ok := c.Node().(*ast.BasicLit); ok && lit.Value == `"fake:print old"` {
			c.Replace(&ast.BasicLit{Kind: token.STRING, Value: strconv.Quote("fake:print new")})
		}
	})}
	w := openFake(t, "ok", Config{Transformers: []Transformer{refuses, breaks, renames}})
	if r := w.run(`"fake:print old"`); r.Output != "new\n" || r.Source != `"fake:print old"` {
		t.Errorf("got %+v", r)
	}
	if r := w.run("type T int"); r.State != CheckFailed || r.Text != "cell 2: no types here; rejected" {
		t.Errorf("got %s, %q", r.State, r.Text)
	}
	want := "the transformer breaks failed and is not used any more (until a restart): panic: no luck\nfails\n"
	if r := w.run(`"fake:print fails"`); r.Output != want {
		t.Errorf("got %q", r.Output)
	}
	if r := w.run("\n" + `"fake:print old" + nope`); r.Text != "cell 4, line 2, column 20: undefined: nope" {
		t.Errorf("got %q", r.Text)
	}
}
