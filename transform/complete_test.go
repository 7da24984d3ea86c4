package transform_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/goawait/goawait/transform"
)

// TestComplete asks at the mark ‸ in a cell, after a session of the lines above "---". want
// are labels that have to be there, in this order; not are labels that may not be. "none" in
// want says that there is nothing.
func TestComplete(t *testing.T) {
	ns, env := completed(t)
	for _, test := range []struct{ text, want, not string }{
		// Selectors.
		{"origin.‸", "X Y name Dist Move", "origin"},
		{"origin.‸\ny := 2\n", "X Y name Dist Move", ""},
		{"fmt.Println(origin.‸\ny := 2\n", "X Y Dist Move", ""},
		{"fmt.Println(1, origin.M‸)", "Move", "X Dist"},
		{"points[0].‸", "X Y", ""},
		{"w.‸", "Tag X Dist", ""},
		{"w.Point.‸", "X Y", "Tag"},
		{"if origin.‸", "X Y", ""},
		{"if origin.‸ {\n}\n", "X Y", ""},
		{"for _, p := range points {\n\tp.‸\n}\n", "X Y", ""},
		{"for _, p := range points {\n\tfmt.Println(p.‸\n", "X Y", ""},
		{"for range origin.‸", "X Y", ""},
		{"var p Point\nf := func() int {\n\treturn p.‸\n}", "X Y", ""},
		{"Point.‸", "Dist", "X Move"},
		{"(*Point).‸", "Dist Move", "X"},
		{"nope.‸", "none", ""},
		{"origin.X.‸", "none", ""},
		{"origin.Dist().‸", "none", ""},
		// Awaits.
		{"(await ticks).‸", "X Y Dist", ""},
		{"p := await ticks\np.‸", "X Y Dist", ""},
		{"r := await fetch(\"x\")\nr.‸", "Body Header Status StatusCode Cookies", ""},
		{"await fetch(\"x\").‸", "Await", "StatusCode"},
		{"r, err := await fetch(\"x\")\nif err != nil {\n}\nr.Sta‸", "Status StatusCode", "Body"},
		{"await ori‸", "origin", ""},
		{"await ‸", "fetch ticks", ""},
		{"async func g() int {\n\tv := await ticks\n\tv.‸\n\treturn 1\n}", "X Y", ""},
		{"async for v := range ticks {\n\tv.‸\n}", "X Y", ""},
		{"async with r := origin.‸ {\n}", "X Y", ""},
		{"t := async.Spawn(fetch(\"x\"))\nt.‸", "Await Cancel", ""},
		// Packages, with and without an import.
		{"strings.To‸", "ToLower ToUpper", "Contains"},
		{"import str \"strings\"\nstr.To‸", "ToLower ToUpper", ""},
		{"http.‸", "Client Get MethodGet", ""},
		{"x := http.Client{}.‸", "Timeout Do", ""},
		{"async.S‸", "Sleep Spawn", ""},
		{"time.Now().Ad‸", "Add AddDate", ""},
		{"str‸", "strings string", "points"},
		{"import \"net/‸\"", "net/http net/url", "fmt"},
		// Names.
		{"ori‸", "origin", "points"},
		{"‸", "fetch origin Point", "_"},
		{"local := 1\nlo‸", "local", ""},
		{"lo‸\nlocal := 1", "", "local"},
		{"func f(arg int) {\n\tvar inner int\n\t‸\n\tvar late int\n}", "arg inner f origin", "late"},
		{"func f(arg int) {\n\tif x := arg; x > 0 {\n\t\treturn x + ‸\n\t}\n}", "arg x", ""},
		{"func f(arg int) {\n\tif x := arg; x > 0 {\n\t}\n\t‸\n}", "arg", "x"},
		{"switch v := any(origin).(type) {\ncase Point:\n\tv.‸\n}", "X Y", ""},
		{"func f(p ‸) {}", "Point string", ""},
		{"func f(p Po‸", "Point", ""},
		{"var z map[string]Po‸", "Point", ""},
		{"origin := origin.‸", "X Y", ""},
		// Struct literals.
		{"Point{‸}", "X Y name origin", ""},
		{"Point{X: 1, ‸}", "Y name", "X origin"},
		{"p := Point{X: 1, ‸", "Y name", "X"},
		{"[]*Point{{‸}}", "X Y", ""},
		{"http.Client{Tim‸}", "Timeout", "Jar"},
		{"&http.Client{\n\tTimeout: 1,\n\t‸\n}", "Jar Transport", "Timeout"},
		{"Point{1, ‸}", "origin", ""},
		// Words.
		{"aw‸", "await", "var"},
		{"x := aw‸", "await", ""},
		{"as‸", "async", ""},
		{"async ‸", "for func with", "origin"},
		{"ret‸", "return", ""},
		{"x := ret‸", "", "return"},
		// Nowhere.
		{"// origin.‸", "none", ""},
		{"s := \"origin.‸\"", "none", ""},
		{"/* a\norigin.‸ */", "none", ""},
		{"%time origin.‸", "none", ""},
		{"%aut‸", "none", ""},
		{"!ls ‸", "none", ""},
		{"12‸", "none", ""},
		{"func or‸", "none", ""},
		{"x := origin.X // ‸\n", "none", ""},
	} {
		text, _, ok := strings.Cut(test.text, "‸")
		if !ok {
			t.Fatalf("%q has no cursor", test.text)
		}
		offset := len(text)
		cell := transform.Parse([]byte(strings.Replace(test.text, "‸", "", 1)))
		got := transform.Complete(context.Background(), cell, ns, env, offset)
		var labels []string
		for _, item := range got.Items {
			labels = append(labels, item.Label)
		}
		if test.want == "none" {
			if len(labels) > 0 {
				t.Errorf("%q: %q, want nothing", test.text, labels)
			}
			continue
		}
		for _, want := range strings.Fields(test.want) {
			if !slices.Contains(labels, want) {
				t.Errorf("%q: no %q among %.300q", test.text, want, labels)
			}
		}
		for _, not := range strings.Fields(test.not) {
			if slices.Contains(labels, not) {
				t.Errorf("%q: %q is among %.300q", test.text, not, labels)
			}
		}
	}
}

// completed is a session that completions are asked for in.
func completed(t *testing.T) (*transform.Namespace, *transform.Env) {
	t.Helper()
	const session = "type Point struct { X, Y int; name string }\n" +
		"func (p Point) Dist() float64 { return 0 }\n" +
		"func (p *Point) Move(dx int) {}\n" +
		"async func fetch(url string) (*http.Response, error) { return http.Get(url) }\n" +
		"origin := Point{}\npoints := []*Point{}\nticks := make(chan Point)\n" +
		"type Wrap struct { *Point; Tag string }\nw := Wrap{}\n"
	importer := newImporter(t)
	env := &transform.Env{Autoawait: true, Importer: importer, CellNo: 1}
	checked := transform.Check(context.Background(), transform.Parse([]byte(session)), nil, env)
	if !checked.OK() {
		t.Fatal(checked.Errors)
	}
	var ns *transform.Namespace
	ns = ns.With(checked)
	env.CellNo = 2
	return ns, env
}

// TestCompleteOrder gives what is of the type that is wanted first: want are the first labels, in
// order; none if nothing is preferred.
func TestCompleteOrder(t *testing.T) {
	ns, env := completed(t)
	for _, test := range []struct{ text, want string }{
		{"o := 1\nb := true\nif ‸", "b false true"},
		{"s := \"\"\nn := 1\nstrings.ToUpper(‸", "s"},
		{"s := \"\"\nn := 1\nstrings.Repeat(s, ‸)", "n"},
		{"s := \"\"\nn := 1\nn = ‸", "n"},
		{"s := \"\"\nn := 1\n_ = n + ‸", "n"},
		{"n := 1\nvar s string = ‸", ""},
		{"n := 1\nvar i int = f(‸)", ""},
		{"var p Point = ‸", "Point origin"},
		{"func f() (int, Point) {\n\treturn 1, ‸\n}", "Point origin"},
		{"points = append(points, ‸)", ""},
		{"m := map[string]Point{\"a\": ‸}", "Point origin"},
		{"n := 1\np := Point{X: ‸}", "n"},
		{"n := 1\np := Point{X: origin.‸}", "X Y"},
		{"w := Wrap{Point: ‸}", "nil"},
		{"err := errors.New(\"\")\nasync func g() error { return ‸ }", "err nil"},
		{"n := 1\nawait ‸", "fetch ticks"},
		{"n := 1\nfmt.Println(‸)", ""},
		{"b, n := true, 1\n_ = !‸", "b false true"},
		{"ticks <- ‸", "Point origin"},
		{"d := time.Second\nn := 1\ntime.Sleep(‸)", "d"},
		{"time.Sleep(time.Sec‸)", "Second"},
		{"d := time.Second\ntime.Sleep(3 * ‸)", "d"},
	} {
		text, _, _ := strings.Cut(test.text, "‸")
		cell := transform.Parse([]byte(strings.Replace(test.text, "‸", "", 1)))
		got := transform.Complete(context.Background(), cell, ns, env, len(text))
		var first []string
		for _, item := range got.Items {
			if item.Fits {
				first = append(first, item.Label)
			}
		}
		if got := strings.Join(first, " "); got != test.want {
			t.Errorf("%q: first come %q, want %q", test.text, got, test.want)
		}
		if len(first) > 0 && !got.Items[0].Fits {
			t.Errorf("%q: %s comes first", test.text, got.Items[0].Label)
		}
	}
}

// TestCompleteIsTotal asks at each offset of broken and of whole texts.
func TestCompleteIsTotal(t *testing.T) {
	env := &transform.Env{Autoawait: true, Importer: newImporter(t), CellNo: 2}
	for _, text := range []string{
		"", "%", "%%time\nx.", "a.b.c(", "func (p *T) m(x int", "if x := f(); x.", "é.𝒳\xff.", "`raw", "async with a.", "[]T{{{", "}}}", "x.(", "s[1:].",
		"for i := range xs {\n\tswitch xs[i].(type) {\n\tcase int:\n\t\tfmt.Pr",
	} {
		for offset := -1; offset <= len(text)+1; offset++ {
			got := transform.Complete(context.Background(), transform.Parse([]byte(text)), nil, env, offset)
			if got.Start < 0 || got.Start > got.End || got.End > len(text) {
				t.Errorf("%q at %d: the range is %d to %d", text, offset, got.Start, got.End)
			}
		}
	}
}
