package transform_test

import (
	"context"
	"strings"
	"testing"

	"github.com/goawait/goawait/transform"
)

// TestIncompleteVariable looks for the problems of variables that only C can make.
func TestIncompleteVariable(t *testing.T) {
	const types = "import \"runtime/cgo\"\ntype nih struct { _ cgo.Incomplete }\ntype outer struct { n int; parts [2]nih }\n"
	for _, test := range []struct{ name, src, at string }{
		{"itself", "var x, y nih", "xy"},
		{"in a struct and an array", "var x outer", "x"},
		{"without a name", "x := struct { p *int; n nih }{}", "x"},
		{"pointers", "var x *nih; y := []*outer{}; var z map[string]*nih; _, _, _ = x, y, z", ""},
		{"inside a function", "func f() bool { var x nih; return x == nih{} }", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := types + test.src
			c := transform.Check(context.Background(), transform.Parse([]byte(src)), nil, newEnv(t))
			if !c.OK() {
				t.Fatal(c.Errors)
			}
			got := ""
			for _, p := range transform.LowerNative(c, transform.NewNativeNames(), nil, nil).Problems {
				got += src[p.Start:p.End]
				if !strings.Contains(p.Msg, "incomplete (runtime/cgo.Incomplete)") {
					t.Error(p.Msg)
				}
			}
			if got != test.at {
				t.Errorf("the problems are at %q, want %q", got, test.at)
			}
		})
	}
}
