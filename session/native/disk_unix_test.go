//go:build linux || darwin

package native

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What several entries have is there once.
func TestPruneShared(t *testing.T) {
	now := time.Now()
	s := store{t.TempDir()}
	first := filepath.Join(s.path("plugin", "a"), "file")
	if err := write(first, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"b", "c"} {
		if err := os.MkdirAll(s.path("plugin", id), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Link(first, filepath.Join(s.path("plugin", id), "file")); err != nil {
			t.Fatal(err)
		}
	}
	for i, id := range []string{"a", "b", "c"} {
		used := now.Add(time.Duration(i-5) * time.Hour)
		if err := os.Chtimes(s.path("plugin", id), used, used); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		most int64
		left int
	}{{1500, 3}, {500, 0}} {
		s.prune(now, maxAge, tt.most)
		if left, _ := os.ReadDir(s.path("plugin", "")); len(left) != tt.left {
			t.Errorf("within %d bytes %d are left, want %d", tt.most, len(left), tt.left)
		}
	}
}
