package transform_test

import (
	"bytes"
	"context"
	"go/ast"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goawait/goawait/transform"
	"golang.org/x/tools/txtar"
)

// seed adds every cell of the test data.
func seed(f *testing.F) {
	f.Helper()
	names, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(names) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range txtar.Parse(data).Files {
			f.Add(file.Data)
		}
	}
	for _, s := range []string{"", "\ufeffx", "a\x00b", "\xff\xfe", "x :=\r\n1\r\n", "`", "/*", "'", "\"", "%%time", "{[(", ")]}", "//%% a\nx\n// %% b\ny"} {
		f.Add([]byte(s))
	}
}

func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		kept := bytes.Clone(src)
		c := transform.Parse(src)
		if !bytes.Equal(src, kept) {
			t.Fatal("Parse changed the text")
		}
		end := 0
		for i, it := range c.Items {
			if it.Start < end || it.End < it.Start || it.End > len(src) {
				t.Fatalf("item %d is at %d-%d after %d", i, it.Start, it.End, end)
			}
			end = it.End
			if (it.Kind == transform.ItemBad) != (it.Decl == nil && it.Stmt == nil && it.Magic == nil) {
				t.Fatalf("item %d has the wrong kind: %+v", i, it)
			}
			if it.Kind == transform.ItemBad && len(c.Errors) == 0 {
				t.Fatalf("item %d is bad and there is no error", i)
			}
		}
		sound(t, src, c.Errors)
		cells := transform.SplitCells(src)
		for i, r := range cells {
			if r.Body < r.Start || r.End < r.Body || i > 0 && r.Start != cells[i-1].End {
				t.Fatalf("cell %d is %+v", i, r)
			}
		}
		if cells[0].Start != 0 || cells[len(cells)-1].End != len(src) {
			t.Fatal("the cells are not the whole document")
		}
		for _, at := range []int{0, len(src) / 3, len(src)} {
			if w := transform.Widen(src, at, len(src)/2); w.Start < 0 || w.End < w.Start || w.End > len(src) {
				t.Fatalf("Widen gives %+v", w)
			}
		}
	})
}

// sound checks what holds of every list of errors.
func sound(t *testing.T, src []byte, errs []transform.Error) {
	t.Helper()
	if !slices.IsSortedFunc(errs, func(a, b transform.Error) int { return a.Start - b.Start }) {
		t.Fatal("the errors are not sorted")
	}
	for _, e := range errs {
		if e.Start < 0 || e.End < e.Start || e.End > len(src) {
			t.Fatalf("the error %q is at %d-%d of %d", e.Msg, e.Start, e.End, len(src))
		}
		if e.Msg == "" || e.Code == "" || e.Severity == 0 {
			t.Fatalf("an error says nothing: %+v", e)
		}
		if strings.Contains(e.Msg, "more than the type checker can take") {
			t.Fatalf("a panic: %s", e.Msg)
		}
		if !utf8.ValidString(e.Msg) {
			t.Fatalf("the message %q is no text", e.Msg)
		}
		if strings.Contains(e.Msg, "·") && !bytes.Contains(src, []byte("·")) {
			t.Fatalf("a name that nobody wrote: %s", e.Msg)
		}
		for _, fix := range e.Fixes {
			for _, edit := range fix.Edits {
				if edit.Start < 0 || edit.End < edit.Start || edit.End > len(src) {
					t.Fatalf("the fix %q edits %d-%d of %d", fix.Title, edit.Start, edit.End, len(src))
				}
			}
		}
	}
}

func FuzzCheck(f *testing.F) {
	seed(f)
	env := newEnv(f)
	first := transform.Check(context.Background(), transform.Parse([]byte(
		"x, y := 1, \"a\"; type T struct { a int; B string }; func f(n int) T { return T{} }; async func g(s string) (int, error) { return 1, nil }; "+
			"ch := make(chan T); var e error; const c = 3; import m \"math\"; var wg sync.WaitGroup; type G[P any] struct{ p P }; gi := G[int]{}")), nil, env)
	if !first.OK() {
		f.Fatal(first.Errors)
	}
	ns := (*transform.Namespace)(nil).With(first).WithResult(1, types.Typ[types.String], "Out_1")
	f.Fuzz(func(t *testing.T, src []byte) {
		c := transform.Check(context.Background(), transform.Parse(src), ns, env)
		sound(t, src, c.Errors)
		next := ns.With(c)
		for _, s := range c.Sites {
			if s.Start < 0 || s.End > len(src) || !bytes.HasPrefix(src[s.Start:], []byte("await")) {
				t.Fatalf("a site at %d-%d", s.Start, s.End)
			}
		}
		for _, s := range c.AsyncStmts {
			if !bytes.HasPrefix(src[s.Start:], []byte("async")) || s.Stmt == nil || s.Stmt.Body == nil || s.Kind != transform.AsyncInvalid && s.With != s.Kind.With() {
				t.Fatalf("a statement at %d: %+v", s.Start, s)
			}
			if !holds(c.Cell, s.Stmt) {
				t.Fatalf("the statement at %d is not in the tree", s.Start)
			}
		}
		for _, r := range c.Refs {
			if text := string(src[r.Start:r.End]); r.Name == nil || text != r.Name.Name && !strings.HasPrefix(text, "Out[") && text != "_" {
				t.Fatalf("the mention %q of %+v", text, r.Name)
			}
		}
		again := transform.Check(context.Background(), c.Cell, ns, env)
		if again.Signature() != c.Signature() || len(again.Errors) != len(c.Errors) {
			t.Fatalf("a second check differs:\n%s\n%s\n%v\n%v", c.Signature(), again.Signature(), c.Errors, again.Errors)
		}
		transform.Check(context.Background(), transform.Parse(src), next, env)
	})
}

// holds reports whether a node is in one of the cell's trees.
func holds(c *transform.Cell, want ast.Node) bool {
	found := false
	for _, it := range c.Items {
		var n ast.Node = it.Stmt
		if it.Decl != nil {
			n = it.Decl
		} else if it.Stmt == nil {
			continue
		}
		ast.Inspect(n, func(n ast.Node) bool {
			found = found || n == want
			return !found
		})
	}
	return found
}

func FuzzLines(f *testing.F) {
	seed(f)
	f.Add([]byte("a\r\nä€😀\n\xffz"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l := transform.NewLines(text)
		if l.Count() != 1+bytes.Count(text, []byte("\n")) {
			t.Fatalf("%d lines", l.Count())
		}
		for at := -1; at <= len(text)+1; at++ {
			want := bytes.Count(text[:min(max(at, 0), len(text))], []byte("\n"))
			line, col := l.UTF16Col(at)
			line8, col8 := l.ByteCol(at)
			if line != want || line8 != want || col < 0 || col8 < col {
				t.Fatalf("offset %d is %d:%d and %d:%d, on line %d", at, line, col, line8, col8, want)
			}
			back, back8 := l.OffsetOfUTF16(line, col), l.OffsetOfByte(line8, col8)
			if back != back8 || back > max(at, 0) || back < at-utf8.UTFMax {
				t.Fatalf("offset %d becomes %d and %d", at, back, back8)
			}
			if back == at && l.Start(line)+col8 != at {
				t.Fatalf("offset %d is at column %d of the line that starts at %d", at, col8, l.Start(line))
			}
		}
		for _, p := range [][2]int{{-1, 5}, {0, -1}, {0, 1 << 40}, {1 << 40, 0}, {l.Count() - 1, 1 << 40}} {
			for _, at := range []int{l.OffsetOfUTF16(p[0], p[1]), l.OffsetOfByte(p[0], p[1])} {
				if at < 0 || at > len(text) {
					t.Fatalf("%v is offset %d", p, at)
				}
			}
		}
	})
}
