package native

import "testing"

// The profile has every function under the name that the linker knows it by.
func TestHotFunctions(t *testing.T) {
	got := hot("goawait/cells", map[string]string{"cell.go": `package main

type T[E any] struct{}

var a, b = func() int { return 1 }, func() func() { return func() {} }

func plain() { func() { func() {}() }(); go func() {}() }

func (t *named) moved() {}

func (t named) copied() {}

func (T[E]) generic() {}

func generic[E any]() {}
`})
	want := "GO PREPROFILE V1\n"
	for _, name := range []string{
		"(*named).moved", "glob..func1", "glob..func2", "glob..func2.1",
		"named.copied", "plain", "plain.func1", "plain.func1.1", "plain.func2",
	} {
		want += "goawait\ngoawait/cells." + name + "\n1 1\n"
	}
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := hot("p", map[string]string{"a.go": "package p"}); got != "" {
		t.Errorf("of nothing: %q", got)
	}
}
