package transform_test

import (
	"testing"

	"github.com/goawait/goawait/transform"
)

func TestAlike(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"x:=1", "x := 1", true},
		{"f(); g()", "f()\ng()", true},
		{"if x { f() }", "if x {\n\tf()\n}", true},
		{"x := await f()", "x  :=  await f()", true},
		{"x := 1 // a", "x := 1  // a", true},
		{"x := 1 // a b", "x := 1 // a  b", false},
		{"x := \"a b\"", "x := \"a  b\"", false},
		{"x := `a;b`", "x := `ab`", false},
		{"xy", "x y", false},
		{"return\nx", "return x", false},
		{"a - -b", "a --b", false},
		{"x := 1", "x := 2", false},
		{"x", "x;", false},
		{"!echo a b", "!echo a  b", false},
		{"%time f()", "%time  f()", false},
		{"x?", "x ?", false},
		{"", "", true},
		{"x", "", false},
		{"x := '", "x  := '", false},
	} {
		for range 2 {
			if got := transform.Alike([]byte(test.a), []byte(test.b)); got != test.want {
				t.Errorf("Alike(%q, %q) = %t", test.a, test.b, got)
			}
			test.a, test.b = test.b, test.a
		}
	}
}
