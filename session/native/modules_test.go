package native

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// greeting is a module that workspaces of the tests depend on.
const greeting = `
-- greet/go.mod --
module example.com/greet

go 1.22
-- greet/greet.go --
package greet

func Hello() string { return "hello from greet" }
`

const greets = `
import "example.com/greet"
func Run() { println(greet.Hello()) }
`

// replaced is a module with that dependency in a folder.
const replaced = greeting + `
-- go.mod --
module example.com/ws

go 1.22

require example.com/greet v1.0.0

replace example.com/greet => ./greet
`

func TestModulesOfTheWorkspace(t *testing.T) {
	for _, tt := range []struct{ name, files, dir, want string }{
		{"replace", replaced, ".", "hello from greet"},
		{"go.work", greeting + `
-- go.work --
go 1.22

use (
	./greet
	./ws
)
-- ws/go.mod --
module example.com/ws

go 1.22
`, "ws", "hello from greet"},
		{"a go.work whose folder is no module's", greeting + `
-- go.work --
go 1.22

use ./greet
`, ".", "hello from greet"},
		{"vendor", `
-- go.mod --
module example.com/ws

go 1.22

require example.com/greet v1.0.0
-- vendor/modules.txt --
# example.com/greet v1.0.0
## explicit; go 1.22
example.com/greet
-- vendor/example.com/greet/greet.go --
package greet

func Hello() string { return "hello from vendor" }
`, ".", "hello from vendor"},
		{"a folder of the module", replaced + `
-- deep/down/doc.go --
package down
`, "deep/down", "hello from greet"},
		{"a folder that could be no package's", replaced + `
-- my nötes/a.goa --
1
`, "my nötes", "hello from greet"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(folder(t, tt.files), filepath.FromSlash(tt.dir))
			before := tree(t, dir)
			w, e := workspaceIn(t, dir)
			p := build(t, w, e, cell("example.com/ws/goawait/cell1", greets))
			expect(t, load(t, w, e, p), tt.want)
			expect(t, tree(t, dir), before)
		})
	}
}

// tree lists the files of a folder with their sizes.
func tree(t *testing.T, dir string) string {
	t.Helper()
	out, err := exec.Command("find", dir, "-type", "f", "-printf", "%P %s %T@\n").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// The engine is one for workspaces whose modules mean the same by Go's settings, and another
// where an old go line says otherwise.
func TestOldModulesKeepTheirSettings(t *testing.T) {
	_, now := workspace(t, "-- go.mod --\nmodule example.com/ws\n\ngo 1.26\n")
	w, old := workspace(t, "-- go.mod --\nmodule example.com/ws\n\ngo 1.20\n")
	if now.ID == old.ID {
		t.Error("one engine for go 1.26 and go 1.20")
	}
	_, none := workspace(t, "-- notes.goa --\n")
	if none.ID != now.ID {
		t.Error("another engine for a folder without a module")
	}
	p := build(t, w, old, cell("example.com/ws/goawait/cell1", `
import "internal/godebug"
func Run() { println(godebug.New("panicnil").Value()) }
`))
	expect(t, load(t, w, old, p), "1")
}

func TestABrokenModuleIsSaid(t *testing.T) {
	dir := folder(t, "-- go.mod --\nmodule example.com/ws\n\nrequire nonsense\n")
	tc, err := Find(t.Context(), dir, nil)
	if err == nil {
		var w *Workspace
		if w, err = Open(tc, dir, cacheDir); err == nil {
			_, err = w.Engine(t.Context(), nil)
		}
	}
	var p *Problem
	if !errors.As(err, &p) || p.What == "" || p.Do == "" {
		t.Errorf("got %v", err)
	}
	t.Log(err)
}

func TestAPackageThatDoesNotCompile(t *testing.T) {
	w, e := workspace(t, "-- go.mod --\nmodule example.com/ws\n\ngo 1.26\n-- bad/bad.go --\npackage bad\n\nvar X int = \"\"\n")
	_, err := w.Plugin(t.Context(), e, cell("example.com/ws/goawait/cell1", `
import "example.com/ws/bad"
func Run() { println(bad.X) }
`))
	if err == nil {
		t.Fatal("no error")
	}
	t.Log(err)
	if err := os.WriteFile(filepath.Join(w.dir, "bad", "bad.go"), []byte("package bad\n\nvar X = 5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := build(t, w, e, cell("example.com/ws/goawait/cell1", `
import "example.com/ws/bad"
func Run() { println(bad.X) }
`))
	expect(t, load(t, w, e, p), "5")
}
