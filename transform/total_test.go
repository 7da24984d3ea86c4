package transform_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goawait/goawait/transform"
)

// hostile texts are large, deep or no text at all. n scales them.
var hostile = map[string]func(n int) string{
	"parens":         func(n int) string { return "x := " + strings.Repeat("(", n) + "1" + strings.Repeat(")", n) },
	"open parens":    func(n int) string { return strings.Repeat("(", n) },
	"open braces":    func(n int) string { return strings.Repeat("{\n", n) },
	"open and funcs": func(n int) string { return strings.Repeat("{\nfunc f() {\n", n) },
	"closers":        func(n int) string { return strings.Repeat(")]}\n", n) },
	"brackets":       func(n int) string { return "var x " + strings.Repeat("[]", n) + "int" },
	"pointers":       func(n int) string { return "var x " + strings.Repeat("*", n) + "int" },
	"sum":            func(n int) string { return "x := 1" + strings.Repeat(" + 1", n) },
	"concat":         func(n int) string { return `x := "a"` + strings.Repeat(` + "a"`, n) },
	"not":            func(n int) string { return "x := " + strings.Repeat("!", n) + "true" },
	"selectors":      func(n int) string { return "x" + strings.Repeat(".x", n) },
	"calls":          func(n int) string { return "f" + strings.Repeat("()", n) },
	"else":           func(n int) string { return "if true {}" + strings.Repeat(" else if true {}", n) },
	"funcs":          func(n int) string { return strings.Repeat("func() {", n) + strings.Repeat("}", n) },
	"awaits":         func(n int) string { return strings.Repeat("await ", n) + "x" },
	"await lines":    func(n int) string { return "x := make(chan int)\n" + strings.Repeat("await x\n", n) },
	"statements":     func(n int) string { return "x := 1\n" + strings.Repeat("x = x + 1\n", n) },
	"declarations":   func(n int) string { return strings.Repeat("var x = 1\n", n) },
	"magics":         func(n int) string { return strings.Repeat("%who\n", n) },
	"one line":       func(n int) string { return "x := 1; " + strings.Repeat("x = 2; ", n) },
	"help":           func(n int) string { return strings.Repeat("a", n) + "?" },
	"NULs":           func(n int) string { return strings.Repeat("\x00\n", n) },
	"invalid UTF-8":  func(n int) string { return strings.Repeat("\xff\n", n) },
	"comment":        func(n int) string { return "/*" + strings.Repeat("*", n) },
	"raw string":     func(n int) string { return "x := `" + strings.Repeat("\r\n", n) },
	"no bodies":      func(n int) string { return strings.Repeat("func f()\n", n) },
	"undefined":      func(n int) string { return strings.Repeat("a.b(c)\n", n) },
	"early":          func(n int) string { return strings.Repeat("y = x\n", n) + "x := 1; y := 2" },
	"async":          func(n int) string { return strings.Repeat("async func() {", n) + strings.Repeat("}", n) },
	"cells":          func(n int) string { return strings.Repeat("//%%\nx := 1\n", n) },
	"big constant":   func(n int) string { return "x := " + strings.Repeat("9", n) },
	"shift":          func(n int) string { return "x := 1 << " + strings.Repeat("9", min(n, 9)) },
	"type": func(n int) string {
		return "type T " + strings.Repeat("struct{ a ", n) + "int" + strings.Repeat("}", n)
	},
	"composite":  func(n int) string { return "x := []int{" + strings.Repeat("1, ", n) + "}" },
	"if headers": func(n int) string { return strings.Repeat("if x := 1; x > 0 {}; ", n) },
}

// TestHostile holds that no text ends the process or takes more than its size deserves.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	env := newEnv(t)
	for name, text := range hostile {
		for _, n := range []int{10, 1000, 20_000} {
			src := []byte(text(n))
			start := time.Now()
			c := transform.Parse(src)
			parsed := time.Since(start)
			checked := transform.Check(context.Background(), c, nil, env)
			sound(t, src, checked.Errors)
			transform.Widen(src, len(src)/2, len(src)/2+1)
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("%s, %d: %d bytes take %v (parse %v)", name, n, len(src), took, parsed)
			} else if testing.Verbose() && n > 1000 {
				t.Logf("%-15s %8d bytes: parse %8v, in all %8v, %d errors", name, len(src), parsed.Round(time.Microsecond), took.Round(time.Microsecond), len(checked.Errors))
			}
		}
	}
}

// TestLarge holds that ten megabytes of ordinary code parse in linear time.
func TestLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	src := bytes.Repeat(document(1000), 1+10<<20/len(document(1000)))
	start := time.Now()
	c := transform.Parse(src)
	if len(c.Errors) > 0 {
		t.Fatal(c.Errors[0])
	}
	t.Logf("%d MB, %d items in %v", len(src)>>20, len(c.Items), time.Since(start))
}

// TestChain holds that awaits that depend on one another resolve one after another, however
// many there are.
func TestChain(t *testing.T) {
	env := newEnv(t)
	chain := func(n int) string {
		var b strings.Builder
		b.WriteString("type C chan C\nx0 := make(C)\n")
		for i := range n {
			fmt.Fprintf(&b, "x%d := await x%d\n", i+1, i)
		}
		return b.String()
	}
	for _, n := range []int{1, 50, 500} {
		c := transform.Check(context.Background(), transform.Parse([]byte(chain(n))), nil, env)
		if !c.OK() || len(c.Sites) != n {
			t.Errorf("%d awaits in a row: %d sites, %v", n, len(c.Sites), c.Errors)
		}
	}
}
