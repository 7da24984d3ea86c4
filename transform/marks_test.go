package transform_test

import (
	"context"
	"go/ast"
	"go/types"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goawait/goawait/transform"
	"golang.org/x/tools/txtar"
)

// A note is an expectation written in a cell as a comment:
//
//	await f() //@ valid "await"
//	await 3   //@ diag "3" "not awaitable" not-awaitable
//	x := 1    //@ type "x" "int"
//
// The text in the first quotes is looked for on the note's line, with //@^ on the line above.
// diag notes and diagnostics correspond one to one.
type note struct {
	kind       string
	start, end int
	msg        string
	code       transform.Code
	line       int
	met        bool
}

var (
	noteLine  = regexp.MustCompile(`//@(\^?)\s*(.*)$`)
	notePiece = regexp.MustCompile(`(\w+)((?:\s+"(?:[^"\\]|\\.)*")+)((?:\s+[\w-]+)?)(?:;|$)`)
	quoted    = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
)

func readNotes(t *testing.T, src string) []*note {
	t.Helper()
	var notes []*note
	lines := strings.SplitAfter(src, "\n")
	start, above := 0, 0
	for i, line := range lines {
		m := noteLine.FindStringSubmatchIndex(strings.TrimRight(line, "\n"))
		if m != nil {
			from, text := start, line[:m[0]]
			if m[2] < m[3] {
				from, text = above, lines[i-1]
			}
			notes = append(notes, readNoteLine(t, i+1, from, text, strings.TrimSpace(line[m[4]:m[5]]))...)
		}
		if m == nil || m[2] == m[3] {
			above = start
		}
		start += len(line)
	}
	return notes
}

func readNoteLine(t *testing.T, line, from int, text, list string) []*note {
	t.Helper()
	var notes []*note
	rest := list
	for _, p := range notePiece.FindAllStringSubmatch(list, -1) {
		rest = strings.Replace(rest, p[0], "", 1)
		n := &note{kind: p[1], line: line, code: transform.Code(strings.TrimSpace(p[3]))}
		var args []string
		for _, q := range quoted.FindAllString(p[2], -1) {
			s, err := strconv.Unquote(q)
			if err != nil {
				t.Fatalf("line %d: %v in note %s", line, err, q)
			}
			args = append(args, s)
		}
		at := strings.Index(text, args[0])
		if at < 0 {
			t.Fatalf("line %d: the note's text %q is not on its line", line, args[0])
		}
		n.start, n.end = from+at, from+at+len(args[0])
		if len(args) > 1 {
			n.msg = args[1]
		}
		notes = append(notes, n)
	}
	if strings.Trim(rest, " ;") != "" {
		t.Fatalf("line %d: cannot read the note %q", line, rest)
	}
	return notes
}

// archives returns the txtar files under testdata/dir.
func archives(t testing.TB, dir string) map[string]*txtar.Archive {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", dir, "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no archives in testdata/%s: %v", dir, err)
	}
	out := map[string]*txtar.Archive{}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(name), ".txtar")] = a
	}
	return out
}

func TestMarks(t *testing.T) {
	for name, a := range archives(t, "marks") {
		t.Run(name, func(t *testing.T) {
			env := newEnv(t)
			env.Autoawait = !strings.Contains(string(a.Comment), "autoawait=off")
			var ns *transform.Namespace
			for i, f := range a.Files {
				env.CellNo = i + 1
				c := transform.Check(context.Background(), transform.Parse(f.Data), ns, env)
				compareNotes(t, f.Name, string(f.Data), c)
				ns = ns.With(c)
			}
		})
	}
}

func compareNotes(t *testing.T, name, src string, c *transform.Checked) {
	t.Helper()
	notes := readNotes(t, src)
	for _, e := range c.Errors {
		matched := false
		for _, n := range notes {
			if n.kind == "diag" && !n.met && n.start == e.Start && n.end == e.End && strings.Contains(e.Msg, n.msg) && (n.code == "" || n.code == e.Code) {
				n.met, matched = true, true
				break
			}
		}
		if !matched {
			t.Errorf("%s: unexpected diagnostic at line %d: %q: %s [%s] %s", name, 1+strings.Count(src[:e.Start], "\n"), src[e.Start:e.End], e.Msg, e.Code, e.GoCode)
		}
		for _, leak := range []string{"·", "cell.", "goawait/session"} {
			if strings.Contains(e.Msg, leak) || !utf8.ValidString(e.Msg) {
				t.Errorf("%s: the message %q has %q in it", name, e.Msg, leak)
			}
		}
	}
	for _, n := range notes {
		switch n.kind {
		case "diag":
			if !n.met {
				t.Errorf("%s:%d: no diagnostic at %q with %q %s", name, n.line, src[n.start:n.end], n.msg, n.code)
			}
		case "valid":
			compareValid(t, name, n, c)
		case "type":
			if got := typeAt(c, n.start, n.end); got != n.msg {
				t.Errorf("%s:%d: the type of %q is %s, want %s", name, n.line, src[n.start:n.end], got, n.msg)
			}
		default:
			t.Errorf("%s:%d: unknown note %s", name, n.line, n.kind)
		}
	}
}

// compareValid expects a resolved await site there, and no diagnostic on it.
func compareValid(t *testing.T, name string, n *note, c *transform.Checked) {
	t.Helper()
	for _, s := range c.Sites {
		if s.Start == n.start && s.Kind != transform.AwaitInvalid {
			n.met = true
		}
	}
	if !n.met {
		t.Errorf("%s:%d: no resolved await site there", name, n.line)
	}
}

// typeAt is the static type of the expression with that extent, as messages write it.
func typeAt(c *transform.Checked, start, end int) string {
	got := "no expression"
	for _, it := range c.Cell.Items {
		var root ast.Node = it.Stmt
		if it.Decl != nil {
			root = it.Decl
		} else if it.Stmt == nil {
			continue
		}
		ast.Inspect(root, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok || c.Cell.Offset(e.Pos()) != start || c.Cell.Offset(e.End()) != end {
				return true
			}
			if tv, ok := c.Info.Types[e]; ok {
				got = typeString(tv.Type)
				if tv.IsVoid() {
					got = "none"
				}
			} else if id, ok := e.(*ast.Ident); ok {
				if obj := c.Info.ObjectOf(id); obj != nil {
					got = typeString(obj.Type())
				}
			}
			return true
		})
	}
	return got
}

func typeString(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if strings.HasPrefix(p.Name(), "·") {
			return ""
		}
		return p.Name()
	})
}
