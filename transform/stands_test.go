package transform_test

import (
	"context"
	"testing"

	"github.com/goawait/goawait/transform"
)

// TestStands checks a cell, then lets another one run, and asks whether the check stands.
func TestStands(t *testing.T) {
	const setup = "x, y := 1, `s`\nfunc f(n int) int { return n }\ntype T struct{ A int }"
	for _, test := range []struct {
		cell, then string
		want       bool
	}{
		{"x + 1", "", true},
		{"x + 1", "x = 2", true},
		{"x + 1", "y := 3", true},
		{"x + 1", "x := 2", false},
		{"f(x)", "f(1)", true},
		{"f(x)", "func f(n int) int { return 0 }", false},
		{"len(y)", "z := len(y)", true},
		{"len(y)", "func len(s string) int { return 0 }", false},
		{"strings.ToUpper(y)", "z := 1", true},
		{"strings.ToUpper(y)", "strings := 1", false},
		{"f(x)", "import . \"strings\"", false},
		{"T{A: x}.A", "x = 3", true},
		{"T{A: x}.A", "type T struct{ A string }", false},
		{"T{A: x}.A", "func (t T) M() {}", false},
		{"fmt.Println(x)", "fmt.Println(2)", true},
		{"z := x", "", false},
		{"func g() {}", "", false},
		{"import \"strings\"\nstrings.ToUpper(y)", "", false},
		{"nope", "", false},
		{"for range 3 { fmt.Println(x) }", "y = `t`", true},
	} {
		t.Run(test.cell+" | "+test.then, func(t *testing.T) {
			env := &transform.Env{Autoawait: true, Importer: newImporter(t)}
			run := func(ns *transform.Namespace, src string) *transform.Checked {
				return transform.Check(context.Background(), transform.Parse([]byte(src)), ns, env)
			}
			ns := (*transform.Namespace)(nil).With(run(nil, setup))
			c := run(ns, test.cell)
			then := run(ns, test.then)
			if !then.OK() {
				t.Fatal(then.Errors)
			}
			if got := c.Stands(ns.With(then), env); got != test.want {
				t.Errorf("Stands is %v (%v)", got, c.Errors)
			}
			if other := (&transform.Env{Importer: env.Importer}); c.Stands(ns, other) {
				t.Error("it stands with another setting of autoawait")
			}
		})
	}
}
