package native

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/goproxytest"
)

// proxied is an environment in which modules come from testdata/mod alone.
func proxied(t *testing.T) []string {
	t.Helper()
	server, err := goproxytest.NewServer("testdata/mod", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	modules := t.TempDir()
	return environment("GOPROXY="+server.URL, "GONOSUMDB=*", "GOFLAGS=-modcacherw", "GOMODCACHE="+modules, "GOSUMDB=off")
}

const welcomes = `
import "example.com/welcome"
func Run() { println(welcome.Text()) }
`

func TestGoGet(t *testing.T) {
	env := proxied(t)
	for _, tt := range []struct{ name, files string }{
		{"a module", "-- go.mod --\nmodule example.com/ws\n\ngo 1.26\n"},
		{"a folder without a module", "-- notes.goa --\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, e := workspace(t, tt.files)
			dir := folder(t, tt.files)
			tc := toolchainIn(t, dir, env)
			w, err := Open(tc, dir, cacheDir)
			if err != nil {
				t.Fatal(err)
			}
			p := cell("example.com/ws/goawait/cell1", welcomes)
			if _, err := w.Plugin(t.Context(), e, p); err == nil {
				t.Fatal("compiled without the module")
			}
			if err := GoGet(t.Context(), tc, dir, cacheDir, "example.com/welcome"); err != nil {
				t.Fatal(err)
			}
			expect(t, load(t, w, e, build(t, w, e, p)), "welcome")
			if _, err := os.Stat(filepath.Join(dir, "go.sum")); (err == nil) != (tt.name == "a module") {
				t.Errorf("go.sum in the workspace: %v", err)
			}
		})
	}
}

func TestGoGetThatFails(t *testing.T) {
	dir := folder(t, "-- go.mod --\nmodule example.com/ws\n\ngo 1.26\n")
	tc := toolchainIn(t, dir, proxied(t))
	for query, want := range map[string]string{
		"example.com/nowhere": "go get example.com/nowhere: ",
		"-x":                  "no module or package",
		"":                    "no module or package",
	} {
		err := GoGet(t.Context(), tc, dir, cacheDir, query)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: got %v, want %q", query, err, want)
		}
	}
}
