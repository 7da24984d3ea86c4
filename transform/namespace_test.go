package transform_test

import (
	"context"
	"fmt"
	"go/types"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goawait/goawait/transform"
)

func check(t testing.TB, env *transform.Env, ns *transform.Namespace, src string) *transform.Checked {
	t.Helper()
	c := transform.Check(context.Background(), transform.Parse([]byte(src)), ns, env)
	if !c.OK() {
		t.Fatalf("%q: %v", src, c.Errors)
	}
	return c
}

// TestNamespaceSnapshots holds that a namespace never changes and that no key is used twice.
func TestNamespaceSnapshots(t *testing.T) {
	env := newEnv(t)
	var ns *transform.Namespace
	var snapshots []*transform.Namespace
	keys := map[string]types.Object{}
	for i := range 300 {
		env.CellNo = i + 1
		c := check(t, env, ns, fmt.Sprintf("a%d := %d; x, X := %d, a%d; type T struct { a%d int }", i%50, i, i, i%50, i))
		for _, n := range c.Defines {
			if old, ok := keys[n.Key]; ok {
				t.Fatalf("the key %s is of %v and of %v", n.Key, old, n.Obj)
			}
			keys[n.Key] = n.Obj
		}
		ns = ns.With(c)
		snapshots = append(snapshots, ns)
	}
	for i, s := range snapshots {
		if n := s.Lookup("x"); n == nil || n.Cell != i+1 || n.Version != i+1 {
			t.Fatalf("in snapshot %d, x is %+v", i, n)
		}
		if got, want := len(s.Names()), min(i+1, 50)+3; got != want {
			t.Fatalf("snapshot %d has %d names, want %d", i, got, want)
		}
	}
	first := snapshots[0].Lookup("T")
	if ns.NameOf(first.Obj) != first {
		t.Error("a hidden version is not found by its object")
	}
	without := ns.Without("x", "nothing")
	if without.Lookup("x") != nil || ns.Lookup("x") == nil {
		t.Error("Without removes from the wrong namespace")
	}
	if n := check(t, env, without, "x := 1").Defines[0]; keys[n.Key] != nil {
		t.Errorf("the key %s is given out again", n.Key)
	}
	if !slices.IsSortedFunc(ns.Names(), func(a, b *transform.Name) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("Names is not sorted")
	}
}

// TestNilNamespace holds that the empty namespace needs no making.
func TestNilNamespace(t *testing.T) {
	var ns *transform.Namespace
	if ns.Lookup("x") != nil || ns.Names() != nil || ns.NameOf(types.Universe.Lookup("int")) != nil || ns.Without("x") != nil {
		t.Error("the nil namespace is not empty")
	}
}

// TestSignature holds that a signature changes just when later cells can tell.
func TestSignature(t *testing.T) {
	env := newEnv(t)
	base := (*transform.Namespace)(nil).With(check(t, env, nil, "type B struct{ n int }; b := B{}"))
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{"x := 1", "x := 2", true},
		{"x := 1", "x := \"a\"", false},
		{"x := 1", "const x = 1", false},
		{"const x = 1", "const x = 2", false},
		{"x := 1", "// note\nx := 1 + 1", true},
		{"x := 1", "y := 1", false},
		{"func f(a int) { }", "func f(b int) { println(b) }", false}, // hover shows the names
		{"func f(a int) { }", "func f(a int) { println(a) }", true},
		{"type T struct{ a int }; x := T{}", "type T struct{ b int }; x := T{}", false},
		{"type T struct{ a int }; func (T) m() {}", "type T struct{ a int }", false},
		{"x := b", "x := B{n: 1}", true},
		{"x := []*B{}", "x := []B{}", false},
		{"import \"fmt\"", "import fmt \"strings\"", false},
		{"async func f() {}", "func f() *async.Coroutine[struct{}] { return nil }", false},
		{"fmt.Println(b)", "1 + 1", true},
	} {
		a, b := check(t, env, base, test.a), check(t, env, base, test.b)
		if same := a.Signature() == b.Signature(); same != test.same {
			t.Errorf("%q and %q have the same signature: %v\n%s\n%s", test.a, test.b, same, a.Signature(), b.Signature())
		}
	}
	// A name whose type is of an earlier cell changes with that type.
	other := (*transform.Namespace)(nil).With(check(t, env, nil, "type B struct{ m int }; b := B{}"))
	if check(t, env, base, "x := []B{b}").Signature() == check(t, env, other, "x := []B{b}").Signature() {
		t.Error("the signature does not tell one B from another")
	}
}

// TestConcurrent holds that one parse and one namespace serve several checks at once.
func TestConcurrent(t *testing.T) {
	env := newEnv(t)
	ns := (*transform.Namespace)(nil).With(check(t, env, nil, "x := 1; type T struct{ a int }; t := T{1}; async func f(a int) (T, error) { return T{a}, nil }"))
	ns = ns.WithResult(1, types.Typ[types.Int], "Out_1")
	cell := transform.Parse([]byte("x := x + _; y, err := await f(x); _ = T{x}; fmt.Sprint(y, err, t)"))
	want := check(t, env, ns, string(cell.Src)).Signature()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				c := transform.Check(context.Background(), cell, ns, env)
				if c.Signature() != want {
					t.Error(c.Errors)
				}
			}
		})
	}
	group.Wait()
}

// TestPending holds that what hangs on a package that is being loaded is no error yet.
func TestPending(t *testing.T) {
	env := newEnv(t)
	env.Importer.(*testImporter).pending["net/http"] = true
	for _, src := range []string{"resp, err := await http.Get(\"a\")\nresp.Status", "import \"net/http\"\nhttp.Get(\"a\")", "import h \"net/http\"\nvar c h.Client\nawait c.Get(\"a\")"} {
		c := transform.Check(context.Background(), transform.Parse([]byte(src)), nil, env)
		if !c.Pending() || c.OK() || len(c.Errors) != 1 {
			t.Errorf("%q: pending %v, ok %v, %v", src, c.Pending(), c.OK(), c.Errors)
		}
	}
}

// TestCancelled holds that a check that is given up says so.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c := transform.Check(ctx, transform.Parse([]byte("x := 1")), nil, newEnv(t))
	if c.OK() || len(c.Defines) != 0 {
		t.Errorf("%v, %v", c.Errors, c.Defines)
	}
}

// TestFixes applies the first fix of each first error.
func TestFixes(t *testing.T) {
	env := newEnv(t)
	ns := (*transform.Namespace)(nil).With(check(t, env, nil, "async func f() {}"))
	for _, test := range []struct{ src, want string }{
		{"func g() { await f() }", "async func g() { await f() }"},
		{"g := func() { await f() }", "g := async func() { await f() }"},
		{"f()\n1", "await f()\n1"},
		{"await 3", "3"},
		{"%autoawiat on", "%autoawait on"},
		{"%autoawait loopp", "%autoawait loop"},
		{"package x\n1", "\n1"},
		{"c := await f", "c := await f()"},
	} {
		c := transform.Check(context.Background(), transform.Parse([]byte(test.src)), ns, env)
		if len(c.Errors) == 0 || len(c.Errors[0].Fixes) == 0 {
			t.Errorf("%q has no fix: %v", test.src, c.Errors)
			continue
		}
		if got := apply(test.src, c.Errors[0].Fixes[0].Edits); got != test.want {
			t.Errorf("%q is mended to %q, want %q", test.src, got, test.want)
		}
	}
	off := *env
	off.Autoawait = false
	c := transform.Check(context.Background(), transform.Parse([]byte("await f()")), ns, &off)
	if fix := c.Errors[0].Fixes[0]; fix.Command != "goawait.autoawait" || fix.Args["on"] != true {
		t.Errorf("the fix is %+v", fix)
	}
	for _, test := range []struct{ src, want string }{
		{"fmt.Println(1)", "import \"fmt\"\nfmt.Println(1)"},
		{"import \"os\"\nfmt.Println(os.Args)", "import \"os\"\nimport \"fmt\"\nfmt.Println(os.Args)"},
		{"%who\nx := fmt.Sprint(1)", "%who\nimport \"fmt\"\nx := fmt.Sprint(1)"},
	} {
		c := check(t, env, ns, test.src)
		for _, i := range c.Imports {
			if i.Auto {
				if got := apply(test.src, i.Fix.Edits); got != test.want {
					t.Errorf("%q imports as %q, want %q", test.src, got, test.want)
				}
			}
		}
	}
}

func apply(src string, edits []transform.Edit) string {
	slices.SortFunc(edits, func(a, b transform.Edit) int { return b.Start - a.Start })
	for _, e := range edits {
		src = src[:e.Start] + e.New + src[e.End:]
	}
	return src
}
