package transform_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goawait/goawait/transform"
)

func TestSplitCells(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", `[""]`},
		{"x := 1\n", `["x := 1\n"]`},
		{"//%%\nx\n", `["" "x\n"]`},
		{"//%% a title \r\nx\n// %% b\n//%%c\ny", `["a title" "x\n"] ["b" ""] ["c" "y"]`},
		{"x\n//%%\n", `["x\n"] ["" ""]`},
		{" //%% no\n//  %% no\n// no %%\n", `[" //%% no\n//  %% no\n// no %%\n"]`},
		{"//%%", `["" ""]`},
	} {
		var got []string
		for _, c := range transform.SplitCells([]byte(test.text)) {
			if c.Body > c.Start {
				got = append(got, fmt.Sprintf("[%q %q]", c.Title, test.text[c.Body:c.End]))
			} else if c.Title == "" && !strings.HasPrefix(test.text, "//%%") {
				got = append(got, fmt.Sprintf("[%q]", test.text[c.Body:c.End]))
			} else {
				got = append(got, fmt.Sprintf("[%q %q]", c.Title, test.text[c.Body:c.End]))
			}
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%q is cut into %s, want %s", test.text, s, test.want)
		}
	}
}

// TestWiden marks the selection with ‹›; want is what runs.
func TestWiden(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"x := ‹›1\ny := 2\n", "x := 1"},
		{"x := 1\n‹›y := 2\n", "y := 2"},
		{"x := 1; y‹› := 2; z\n", "x := 1; y := 2; z"},
		{"x := 1‹›\n", "x := 1"},
		{"x;‹›\ny", "x;"},
		{"func f() {\n\tx := 1\n‹›\ty := 2\n}\nz", "func f() {\n\tx := 1\n\ty := 2\n}"},
		{"x := 1\n\n‹›\n\ny := 2\n", "x := 1\n\n\n\ny := 2"},
		{"//%% a\nx\n//%%‹› b\ny\nz\n//%% c\n", "y\nz"},
		{"//%% a\nx\ny\n‹›", "x\ny"},
		{"‹x := 1\ny› := 2\nz\n", "x := 1\ny := 2"},
		{"x := 1\n‹  y := 2  \n›z\n", "y := 2"},
		{"x := ‹f(1)›\n", "f(1)"},
		{"x := f(‹1›)\n", "1"},
		{"x := ‹f›(1)\n", "f"},
		{"x := http.‹Get›(u)\n", "http.Get"},
		{"‹a›, b", "a"},
		{"‹a,› b", "a, b"},
		{"x; a‹,› b;", "a, b;"},
		{"x := ‹http›.Get(u)\n", "http"},
		{"x := http.Get‹(u)›\n", "http.Get(u)"},
		{"x := a + ‹b * c›\n", "b * c"},
		{"x := ‹a + b› * c\n", "a + b * c"},
		{"‹x := f›(1)\n", "x := f(1)"},
		{"‹x› := f(1)\n", "x"},
		{"x := ‹await f(1)›\n", "await f(1)"},
		{"x := ‹awa›it f(1)\n", "await f(1)"},
		{"x := ‹async func() {}›\n", "async func() {}"},
		{"x := ‹asy›nc func() {}\n", "async func() {}"},
		{"‹http.Get(u)›\n", "http.Get(u)"},
		{"‹f(1)›;\n", "f(1);"},
		{"func f() {\n\t‹g(1)›\n}\n", "g(1)"},
		{"func f() {\n\t‹g(1)\n\th(2)›\n}\n", "func f() {\n\tg(1)\n\th(2)\n}"},
		{"func f() {\n\tx := ‹g(1)›\n}\n", "g(1)"},
		{"func ‹f›() {}\n", "func f() {}"},
		{"type T struct{ ‹a› int }\n", "type T struct{ a int }"},
		{"T{‹a›: 1}\n", "T{a: 1}"},
		{"T{a: ‹1›}\n", "1"},
		{"// ‹note›\nx\n", "note"},
		{"x\n//%%\n‹y\n//%%\nz› := 1\n", "y\n//%%\nz := 1"},
		{"%who‹›\nx\n", "%who"},
		{"‹%who\nx›\n", "%who\nx"},
		{"%%time\nx‹›\ny\n", "%%time\nx\ny"},
		{"a\n%%time\n", "a\n%%time"},
		{"if x {‹›\n", "if x {"},
		{"‹›", ""},
		{"package main\n\nfunc f() {\n‹›\tx()\n}\n", "func f() {\n\tx()\n}"},
	} {
		text := test.text
		start := strings.Index(text, "‹")
		text = strings.Replace(text, "‹", "", 1)
		end := strings.Index(text, "›")
		text = strings.Replace(text, "›", "", 1)
		if start < 0 {
			start, end = len(text), len(text)
		}
		w := transform.Widen([]byte(text), start, end)
		if got := text[w.Start:w.End]; got != test.want {
			t.Errorf("%q means %q, want %q", test.text, got, test.want)
		}
	}
	if w := transform.Widen([]byte("x := 1"), -5, 100); w != (transform.Span{Start: 0, End: 6}) {
		t.Errorf("a selection beyond the text is %v", w)
	}
}

func TestLines(t *testing.T) {
	text := "ab\r\nä€😀z\n\xffq\n\nlast"
	l := transform.NewLines([]byte(text))
	for _, test := range []struct {
		at               int
		line, utf8, wide int
		back             int
	}{
		{0, 0, 0, 0, 0},
		{2, 0, 2, 2, 2},
		{3, 0, 2, 2, 2}, // inside the line break
		{4, 1, 0, 0, 4},
		{5, 1, 0, 0, 4}, // inside ä
		{6, 1, 2, 1, 6},
		{9, 1, 5, 2, 9},
		{11, 1, 5, 2, 9}, // inside 😀
		{13, 1, 9, 4, 13},
		{14, 1, 10, 5, 14},
		{15, 2, 0, 0, 15},
		{16, 2, 1, 1, 16},
		{18, 3, 0, 0, 18},
		{23, 4, 4, 4, 23},
		{-1, 0, 0, 0, 0},
		{99, 4, 4, 4, 23},
	} {
		line8, col8 := l.ByteCol(test.at)
		line, wide := l.UTF16Col(test.at)
		if line8 != test.line || line != test.line || col8 != test.utf8 || wide != test.wide {
			t.Errorf("offset %d is %d:%d and %d:%d, want %d:%d and %d", test.at, line8, col8, line, wide, test.line, test.utf8, test.wide)
		}
		if a, b := l.OffsetOfByte(line8, col8), l.OffsetOfUTF16(line, wide); a != test.back || b != test.back {
			t.Errorf("offset %d comes back as %d and %d", test.at, a, b)
		}
	}
	if at := l.OffsetOfUTF16(1, 3); at != 9 {
		t.Errorf("the middle of a surrogate pair is offset %d", at)
	}
	if at := l.OffsetOfUTF16(0, 99); at != 2 {
		t.Errorf("beyond the first line is offset %d", at)
	}
	if l.Count() != 5 || l.Start(1) != 4 || l.End(0) != 2 || l.Start(9) != len(text) {
		t.Error("the lines are not where they are")
	}
}
