package session_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/sessiontest"
)

// TestIPythonTable runs the rows of docs/IPYTHON.md: what its cells show is what it says. Package
// integration plays them to the real program.
func TestIPythonTable(t *testing.T) {
	table := sessiontest.ReadTable(t, "../docs/IPYTHON.md")
	tests := goTests(t)
	for _, r := range table.Rows {
		for _, name := range r.Tests {
			if !tests[name] {
				t.Errorf("row %q: there is no test %s", r.Name, name)
			}
		}
		if len(r.Tests) > 0 {
			continue
		}
		t.Run(r.Name, func(t *testing.T) {
			if !*update {
				t.Parallel()
			}
			shown := showCells(t, r.Input())
			switch {
			case *update:
				table.Set(r, shown)
			case !r.Shows(shown):
				t.Errorf("%q shows\n%s\nwant\n%s", r.Cells, shown, strings.Join(r.Want, "\n"))
			}
		})
	}
	if len(table.Rows) < 95 {
		t.Errorf("only %d rows were found", len(table.Rows))
	}
	if *update {
		if err := table.Write(); err != nil {
			t.Fatal(err)
		}
	}
}

// showCells runs cells in a session of their own and returns what a prompt shows of them.
func showCells(t *testing.T, input string) string {
	s := openReal(t, session.Config{Workspace: t.TempDir()})
	var out strings.Builder
	if err := s.Prompt(t.Context(), strings.NewReader(input), &out, ""); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var testFunc = regexp.MustCompile(`(?m)^func (Test[A-Za-z0-9_]+)`)

// goTests are the tests of the module, as folder/TestName.
func goTests(t *testing.T) map[string]bool {
	names := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		folder := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../")
		for _, m := range testFunc.FindAllSubmatch(text, -1) {
			names[folder+"/"+string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
