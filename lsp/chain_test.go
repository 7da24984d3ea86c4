package lsp

import (
	"context"
	"fmt"
	"go/constant"
	"go/types"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// A chainTest types into one document and says which cells were checked anew.
type chainTest struct {
	t       testing.TB
	doc     *document
	session sessionView
	last    *analysis
	seen    map[*checkedCell]bool
}

func newChainTest(t testing.TB) *chainTest {
	return &chainTest{t: t, doc: &document{}, seen: map[*checkedCell]bool{}, session: sessionView{
		Scope: Scope{Env: &transform.Env{Autoawait: true}},
		env:   &settingsKey{autoawait: true},
	}}
}

// to gives the document a text and returns the indexes of the cells that were checked for it.
func (c *chainTest) to(text string) []int {
	c.t.Helper()
	snap := newSnapshot(c.doc, 1, []byte(text), protocol.PositionEncodingKindUTF8)
	a, err := c.doc.chain.analyse(context.Background(), snap, c.session)
	if err != nil {
		c.t.Fatal(err)
	}
	var anew []int
	for i, now := range a.cells {
		if !c.seen[now.checkedCell] {
			c.seen[now.checkedCell] = true
			anew = append(anew, i)
		}
	}
	c.last = a
	return anew
}

// errors lists the messages of the last analysis.
func (c *chainTest) errors() string {
	var out []string
	for i, cell := range c.last.cells {
		for _, e := range cell.checked.Errors {
			out = append(out, fmt.Sprintf("%d: %s", i, e.Msg))
		}
	}
	return strings.Join(out, "\n")
}

// TestChain edits documents step by step. A step is the cells, separated by |, and the
// indexes of those that are to be checked anew.
func TestChain(t *testing.T) {
	type step struct {
		cells  string
		anew   []int
		errors string
	}
	for _, test := range []struct {
		name  string
		steps []step
	}{
		{"an edit that changes nothing for others", []step{
			{"x := 1 | y := x | z := y", []int{0, 1, 2}, ""},
			{"x := 2 | y := x | z := y", []int{0}, ""},
			{"x := 2 | y := x + 1 | z := y", []int{1}, ""},
			{"x := 2 | y := x + 1 | z := y", nil, ""},
		}},
		{"a type that changes reaches those that mention it", []step{
			{"x := 1 | y := 2 | z := x | w := z", []int{0, 1, 2, 3}, ""},
			{"x := `a` | y := 2 | z := x | w := z", []int{0, 2, 3}, ""},
		}},
		{"a struct that changes reaches values of it", []step{
			{"type T struct{ A int } | t := T{} | u := t | _ = u.A", []int{0, 1, 2, 3}, ""},
			{"type T struct{ A, B int } | t := T{} | u := t | _ = u.A", []int{0, 1, 2, 3}, ""},
			{"type T struct{ A, B int } | t := T{} | u := t | _ = u.B", []int{3}, ""},
			{"type T struct{ A, B int } | t := T{B: 1} | u := t | _ = u.B", []int{1}, ""},
			{"type T struct{ A, B int } | t := T{B: 1} | u := t | u = T{}; t = u", []int{3}, ""},
		}},
		{"another type of the same text", []step{
			{"type T struct{ A int } | x := 0 | t := T{} | t = T{}", []int{0, 1, 2, 3}, ""},
			{"type T struct{ A int } | type T struct{ A int } | t := T{} | t = T{}", []int{1, 2, 3}, ""},
		}},
		{"a method of an earlier type moves its variables", []step{
			{"type T struct{ A int } | t := T{} | func (t T) M() int { return t.A } | _ = t.M()", []int{0, 1, 2, 3}, ""},
			{"type T struct{ A int } | t := T{}; u := T{} | func (t T) M() int { return t.A } | _ = t.M() + u.M()", []int{1, 2, 3}, ""},
			{"type T struct{ A int } | t := T{}; u := T{} | func (t T) M() int { return 0 } | _ = t.M() + u.M()", []int{2, 3}, ""},
		}},
		{"a name that comes and goes", []step{
			{"x := 1 | y := n", []int{0, 1}, "1: undefined: n"},
			{"x := 1; n := 2 | y := n", []int{0, 1}, ""},
			{"n := 2 | y := n", []int{0}, ""},
			{"n := 3; m := 4 | y := n", []int{0}, ""},
			{"x := 1 | y := n", nil, "1: undefined: n"},
		}},
		{"a name that hides one of the language's", []step{
			{"x := 1 | y := len(`s`)", []int{0, 1}, ""},
			{"x := 1; len := 2 | y := len(`s`)", []int{0, 1}, "1: invalid operation"},
		}},
		{"cells that move", []step{
			{"x := 1 | y := 2 | z := x", []int{0, 1, 2}, ""},
			{"x := 1 | new := 3 | y := 2 | z := x", []int{1}, ""},
			{"x := 1 | z := x", nil, ""},
		}},
		{"shadowing in the middle", []step{
			{"x := 1 | y := 2 | z := x", []int{0, 1, 2}, ""},
			{"x := 1 | x := `s` | z := x", []int{1, 2}, ""},
			{"x := 1 | y := 2 | z := x", nil, ""},
		}},
		{"typing what others depend on, to and fro", []step{
			{"x := 1 | y := x | z := y", []int{0, 1, 2}, ""},
			{"x := n | y := x | z := y", []int{0, 1, 2}, "0: undefined: n"},
			{"x := 1 | y := x | z := y", nil, ""},
			{"x := n | y := x | z := y", nil, "0: undefined: n"},
			{"x := nn | y := x | z := y", []int{0}, "0: undefined: nn"},
			{"x := nnn | y := x | z := y", []int{0}, "0: undefined: nnn"},
			{"x := 2 | y := x | z := y", []int{0}, ""},
			{"x := `s` | y := x | z := y", []int{0, 1, 2}, ""},
			{"x := 3 | y := x + 1 | z := y", []int{0, 1}, ""},
		}},
		{"a type is another when its text comes back", []step{
			{"type T struct{ A int } | t := T{} | _ = t.A", []int{0, 1, 2}, ""},
			{"type T struct{ B int } | t := T{} | _ = t.A", []int{0, 1, 2}, "2: t.A undefined"},
			{"type T struct{ A int } | t := T{} | _ = t.A", nil, ""},
			{"type T struct{ A, B int } | t := T{} | _ = t.A", []int{0, 1, 2}, ""},
		}},
		{"an error in one cell leaves the others", []step{
			{"x := 1 | y := 2 | z := x", []int{0, 1, 2}, ""},
			{"x := 1 | y := | z := x", []int{1}, "1: expected operand"},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newChainTest(t)
			for i, s := range test.steps {
				anew := c.to(strings.ReplaceAll(s.cells, " | ", "\n//%%\n"))
				if !slices.Equal(anew, s.anew) {
					t.Errorf("step %d checked %v, want %v", i, anew, s.anew)
				}
				if got := c.errors(); !strings.HasPrefix(got, s.errors) || s.errors == "" && got != "" {
					t.Errorf("step %d has the errors %q, want %q", i, got, s.errors)
				}
			}
		})
	}
}

// A cancelling importer cancels what imports a package, once it is armed.
type cancelling struct{ cancel context.CancelFunc }

func (c *cancelling) Import(path string) (*types.Package, error) {
	if c.cancel != nil {
		c.cancel()
	}
	pkg := types.NewPackage(path, "p")
	pkg.Scope().Insert(types.NewConst(0, pkg, "C", types.Typ[types.UntypedInt], constant.MakeInt64(1)))
	pkg.MarkComplete()
	return pkg, nil
}

func (*cancelling) ByName(string) string { return "" }

// TestCancelledAnalysis cancels an analysis between a cell that changed and one that depends on
// it: the next analysis still finds what changed.
func TestCancelledAnalysis(t *testing.T) {
	importer := &cancelling{}
	c := newChainTest(t)
	c.session.Env.Importer = importer
	c.to("x := 1\n//%%\nimport \"p\"\n_ = p.C\n_ = x\n//%%\n_ = x + 1")
	if got := c.errors(); got != "" {
		t.Fatal(got)
	}
	text := "x := `a`\n//%%\nimport \"p\"\n_ = p.C\n_ = x\n//%%\n_ = x + 1"
	ctx, cancel := context.WithCancel(t.Context())
	importer.cancel = cancel
	snap := newSnapshot(c.doc, 2, []byte(text), protocol.PositionEncodingKindUTF8)
	if _, err := c.doc.chain.analyse(ctx, snap, c.session); err == nil {
		t.Fatal("the analysis was not cancelled")
	}
	importer.cancel = nil
	c.to(text)
	if got := c.errors(); !strings.HasPrefix(got, "2: ") {
		t.Errorf("the errors are %q, want one in cell 2", got)
	}
}

// TestChainHoldsIncrementally edits at random and compares every analysis with one from
// nothing.
func TestChainHoldsIncrementally(t *testing.T) {
	pool := []string{
		"x := 1", "x := `s`", "y := x", "type T struct{ A int }", "type T struct{ B int }", "t := T{}", "_ = t.A",
		"func f(v T) T { return v }", "u := f(t)", "t = u", "x +", "_ = x + 1", "func f() {}", "const x = 2", "",
		"func (v T) M() int { return 1 }", "_ = t.M()", "_ = u.M()", "type T int",
	}
	c := newChainTest(t)
	cells := []string{"x := 1", "y := x", "type T struct{ A int }", "t := T{}"}
	seed := uint32(1)
	next := func(n int) int {
		seed = seed*1664525 + 1013904223
		return int(seed>>8) % n
	}
	for range 1000 {
		switch at := next(len(cells)); next(4) {
		case 0:
			cells = slices.Insert(cells, at, pool[next(len(pool))])
		case 1:
			if len(cells) > 2 {
				cells = slices.Delete(cells, at, at+1)
			}
		default:
			cells[at] = pool[next(len(pool))]
		}
		text := strings.Join(cells, "\n//%%\n")
		c.to(text)
		fresh := newChainTest(t)
		fresh.to(text)
		if got, want := c.errors(), fresh.errors(); got != want {
			t.Fatalf("after editing to:\n%s\n\nincrementally:\n%s\n\nfrom nothing:\n%s", text, got, want)
		}
	}
}
