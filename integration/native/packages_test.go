package native_test

import (
	"os"
	"path/filepath"
	"testing"
)

// Cells import packages of modules that go.mod names, with assembly, C and a C library's worth
// of translated C, also when the import comes late. What is compiled once is in Go's own cache
// after that.
func TestPackages(t *testing.T) {
	requireNative(t)
	t.Run("gonum", func(t *testing.T) { packages(t, "gonum") })
	t.Run("awaitables", func(t *testing.T) { packages(t, "awaitables") })
	t.Run("sqlite", func(t *testing.T) {
		if os.Getenv("GOAWAIT_E2E") == "" {
			t.Skip("SQLite takes minutes to compile the first time: part of make e2e, or set GOAWAIT_E2E")
		}
		packages(t, "sqlite")
	})
}

func packages(t *testing.T, name string) {
	dir := t.TempDir()
	for _, file := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join("testdata", "packages", file))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, file), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	play(t, filepath.Join("testdata", "packages", name+".txtar"), dir)
}
