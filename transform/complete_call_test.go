package transform_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/goawait/goawait/transform"
)

// TestCallAt asks at the mark ‸ which call it is in.
func TestCallAt(t *testing.T) {
	importer := newImporter(t)
	env := &transform.Env{Autoawait: true, Importer: importer, CellNo: 1}
	checked := transform.Check(context.Background(), transform.Parse([]byte(
		"func add(a, b int) int { return a + b }\nasync func fetch(url string, n int) (int, error) { return 0, nil }\ntype T struct{}\nfunc (T) M(x string) {}\n")), nil, env)
	var ns *transform.Namespace
	ns = ns.With(checked)
	env.CellNo = 2
	for _, test := range []struct{ text, want string }{
		{"add(‸", "add 0"},
		{"add(‸)", "add 0"},
		{"add(1, ‸", "add 1"},
		{"add(1, ‸)\nx := 2\n", "add 1"},
		{"add(1, 2‸)", "add 1"},
		{"add(1‸, 2)", "add 0"},
		{"add(add(1, 2), ‸", "add 1"},
		{"add(add(1, ‸", "add 1"},
		{"add((1 + ‸", "add 0"},
		{"x := add(‸\ny := 3\n", "add 0"},
		{"await fetch(\"x\", ‸", "fetch 1"},
		{"r := await fetch(\"‸\", 1)", "fetch 0"},
		{"T{}.M(‸", "T{}.M 0"},
		{"strings.Replace(\"a\", ‸", "strings.Replace 1"},
		{"func f() {\n\tadd(1,\n\t\t‸)\n}", "add 1"},
		{"func f() {\n\tif add(‸\n}", "add 0"},
		{"func f(‸) {}", ""},
		{"add‸(1)", ""},
		{"add(1)‸", ""},
		{"int(‸", ""},
		{"[]int{add(1, 2), ‸}", ""},
		{"nope(‸", ""},
		{"x := (‸", ""},
		{"// add(‸", ""},
		{"%time add(‸", ""},
	} {
		text, _, _ := strings.Cut(test.text, "‸")
		call := transform.CallAt(context.Background(), transform.Parse([]byte(strings.Replace(test.text, "‸", "", 1))), ns, env, len(text))
		got := ""
		if call != nil {
			got = fmt.Sprintf("%s %d", call.Name, call.Arg)
		}
		if got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}
