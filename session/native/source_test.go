package native

import (
	"go/parser"
	"go/token"
	"io/fs"
	"strconv"
	"strings"
	"testing"

	"github.com/goawait/goawait"
)

// What the engine imports of this module is in the program: elsewhere than here there is nowhere to
// take it from.
func TestSourcesAreWhole(t *testing.T) {
	const module = "github.com/goawait/goawait/"
	known := map[string]bool{"session/engine": true, "session/engine/cellrt": true, "session/engine/everyday": true}
	for more := true; more; {
		more = false
		for dir := range known {
			files, err := fs.Glob(goawait.Sources, dir+"/*.go")
			if err != nil || len(files) == 0 {
				t.Fatalf("sources.go does not embed %s: %v", dir, err)
			}
			for _, name := range files {
				for _, path := range importsOf(t, name) {
					if dir, ours := strings.CutPrefix(path, module); ours && !known[dir] {
						known[dir], more = true, true
					}
				}
			}
		}
	}
}

// importsOf are the paths that an embedded file imports; none of a test.
func importsOf(t *testing.T, name string) (paths []string) {
	t.Helper()
	if strings.HasSuffix(name, "_test.go") {
		return nil
	}
	text, err := goawait.Sources.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range f.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}
