package transform_test

import (
	"strings"
	"testing"

	"github.com/goawait/goawait/transform"
)

// What is near to nothing is left alone, what go/types says is not said twice, and each
// suggestion can be taken.
func TestMeant(t *testing.T) {
	env := newEnv(t)
	for _, test := range []struct{ cell, msg, mended string }{
		{"x := 1; y", "undefined: y", ""},
		{"foo", "undefined: foo", ""},
		{"strings.Unlike(1)", "undefined: strings.Unlike", ""},
		{"xyzzy.Sleep(1)", "undefined: xyzzy", ""},
		{"tiem.Nothing(1)", "undefined: tiem", ""},
		{"fmt.println(1)", "undefined: fmt.println (but have Println)", "fmt.Println(1)"},
		{"fmt.Printn(1)", "undefined: fmt.Printn; did you mean fmt.Println?", "fmt.Println(1)"},
		{"tiem.Now()", "undefined: tiem; did you mean time?", "time.Now()"},
		{"import \"srings\"", "could not import srings", "import \"strings\""},
	} {
		c := transform.Check(t.Context(), transform.Parse([]byte(test.cell)), nil, env)
		if len(c.Errors) != 1 || !strings.HasPrefix(c.Errors[0].Msg, test.msg) {
			t.Errorf("%s: %v, want %s", test.cell, c.Errors, test.msg)
			continue
		}
		e := c.Errors[0]
		if test.mended == "" {
			if strings.Contains(e.Msg, "did you mean") || len(e.Fixes) > 0 {
				t.Errorf("%s: %s %v", test.cell, e.Msg, e.Fixes)
			}
			continue
		}
		if len(e.Fixes) != 1 {
			t.Errorf("%s: there are %d fixes", test.cell, len(e.Fixes))
			continue
		}
		edit := e.Fixes[0].Edits[0]
		if got := test.cell[:edit.Start] + edit.New + test.cell[edit.End:]; got != test.mended {
			t.Errorf("%s is mended to %s, want %s", test.cell, got, test.mended)
		}
	}
}
