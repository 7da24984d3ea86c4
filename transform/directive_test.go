package transform_test

import (
	"context"
	"strings"
	"testing"

	"github.com/goawait/goawait/transform"
)

// TestEmbedDirective looks for the errors of variables that are to be filled with files, which a
// cell would leave empty.
func TestEmbedDirective(t *testing.T) {
	for _, test := range []struct{ name, src, at string }{
		{"above a var", "//go:embed a.txt\nvar s string", "//go:embed a.txt"},
		{"with comments between", "x := 1\n  //go:embed\ta.txt b/*\n\n// what it holds\nvar s []byte; _ = x", "//go:embed\ta.txt b/*"},
		{"in a group", "var (\n\tn int\n\t//go:embed a.txt\n\ts string\n)", "//go:embed a.txt"},
		{"above a group", "//go:embed a.txt\nvar (\n\ts string\n)", "//go:embed a.txt"},
		{"above a function", "//go:embed a.txt\nfunc f() {}", ""},
		{"above other code", "//go:embed a.txt\nn := 1\nvar s string; _ = n", ""},
		{"another word", "//go:embedded\nvar s string", ""},
		{"a comment about it", "// see //go:embed\nvar s string", ""},
		{"in a string", "s := `\n//go:embed a.txt\n`\nvar n = len(s)", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := transform.Check(context.Background(), transform.Parse([]byte(test.src)), nil, &transform.Env{CellNo: 1})
			got := ""
			for _, e := range c.Errors {
				if strings.Contains(e.Msg, "embed files") {
					got += test.src[e.Start:e.End]
				}
			}
			if got != test.at {
				t.Errorf("the error is at %q, want %q; all: %v", got, test.at, c.Errors)
			}
		})
	}
}
