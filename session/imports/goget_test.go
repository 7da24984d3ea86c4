package imports_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/goawait/goawait/session/imports"
	"github.com/goawait/goawait/transform"
)

// A cell that imports what is in no module offers to get it.
func TestAbsentPackageOffersGoGet(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.com/ws\n\ngo 1.26\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := imports.New(dir)
	defer m.Close()
	for {
		c := transform.Check(t.Context(), transform.Parse([]byte("import \"example.org/not/here\"\nhere.Do()")), nil, &transform.Env{Importer: m, CellNo: 1})
		if c.Pending() {
			if err := m.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if len(c.Errors) == 0 || len(c.Errors[0].Fixes) != 1 {
			t.Fatalf("errors: %+v", c.Errors)
		}
		fix := c.Errors[0].Fixes[0]
		if fix.Command != imports.CommandGoGet || fix.Args["module"] != "example.org/not/here" {
			t.Errorf("fix: %+v", fix)
		}
		return
	}
}

// A package that was missing is found at once by who asks for it anew.
func TestRetry(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module myapp\n\ngo 1.26\n")
	m := imports.New(dir)
	defer m.Close()
	ask := func() error {
		t.Helper()
		_, _ = m.Import("myapp/late")
		if err := m.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, err := m.Import("myapp/late")
		return err
	}
	before := time.Now()
	if err := ask(); err == nil {
		t.Fatal("found a package that is not there")
	}
	if m.Retry(before) {
		t.Error("what was looked for since is to be looked for again")
	}
	write("late/late.go", "package late\n")
	if !m.Retry(time.Now()) {
		t.Error("nothing is to be looked for again")
	}
	if err := ask(); err != nil {
		t.Error(err)
	}
}

// A workspace without a module uses the one that it is lent, once there is one.
func TestLentModule(t *testing.T) {
	lent := t.TempDir()
	m := imports.New(t.TempDir())
	defer m.Close()
	m.Lend(func() string { return lent })
	for name, text := range map[string]string{"go.mod": "module example.com/lent\n\ngo 1.26\n", "x/x.go": "package x\n\nconst X = 5\n"} {
		path := filepath.Join(lent, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, _ = m.Import("example.com/lent/x")
	if err := m.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p, err := m.Import("example.com/lent/x"); err != nil || p.Scope().Lookup("X") == nil {
		t.Errorf("got %v, %v", p, err)
	}
}

// What was forgotten is loaded as it is then.
func TestForget(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "x.go")
	for name, text := range map[string]string{filepath.Join(dir, "go.mod"): "module example.com/x\n\ngo 1.26\n", source: "package x\n\nimport \"fmt\"\n\nvar A fmt.Stringer\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m := imports.New(dir)
	defer m.Close()
	names := func() []string {
		_, _ = m.Import("example.com/x")
		if err := m.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		p, err := m.Import("example.com/x")
		if err != nil {
			t.Fatal(err)
		}
		return p.Scope().Names()
	}
	if got := names(); len(got) != 1 || got[0] != "A" {
		t.Errorf("names %q", got)
	}
	fmtBefore, _ := m.Import("fmt")
	if err := os.WriteFile(source, []byte("package x\n\nvar Bee = 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := names(); got[0] != "A" {
		t.Errorf("loaded again without being told: %q", got)
	}
	m.Forget()
	if got := names(); len(got) != 1 || got[0] != "Bee" {
		t.Errorf("names %q", got)
	}
	if fmtNow, _ := m.Import("fmt"); fmtNow != fmtBefore {
		t.Error("the standard library was forgotten as well")
	}
}
