package native

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A package that changes after a plugin brought it stays as it was until the engine ends.
func TestChangedPackages(t *testing.T) {
	w, e := workspace(t, `
-- go.mod --
module example.com/ws

go 1.26
-- one/one.go --
package one

func N() int { return 1 }
-- two/two.go --
package two

import "example.com/ws/one"

func N() int { return one.N() + 1 }
`)
	uses := func(name, pkg string) Package {
		return cell("example.com/ws/goawait/"+name, "import p \"example.com/ws/"+pkg+"\"\nfunc Run() { println(p.N()) }\n")
	}
	first := build(t, w, e, uses("cell1", "one"))
	if got := w.Changed(); len(got) > 0 {
		t.Errorf("changed: %q", got)
	}
	text := []byte("package one\n\nfunc N() int { return 1000 }\n\nfunc More() {}\n")
	if err := os.WriteFile(filepath.Join(w.dir, "one", "one.go"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, want := w.Changed(), []string{"example.com/ws/one"}; !slices.Equal(got, want) {
		t.Errorf("changed: %q, want %q", got, want)
	}
	expect(t, load(t, w, e, first, build(t, w, e, uses("cell2", "one"))), "1\n1")
	// A package that is compiled against the new one does not fit the loaded one.
	var p *Problem
	if _, err := w.Plugin(t.Context(), e, uses("cell3", "two")); !errors.As(err, &p) || !errors.Is(err, ErrStale) {
		t.Errorf("got %v, want ErrStale", err)
	}
	w.Forget()
	if got := w.Changed(); len(got) > 0 {
		t.Errorf("changed: %q", got)
	}
	expect(t, load(t, w, e, build(t, w, e, uses("cell4", "two"))), "1001")
}
