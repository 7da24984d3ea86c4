package native

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What is old goes, and of the rest the oldest until the cache has its size; what was used lately
// stays, an engine longer than a plugin.
func TestPrune(t *testing.T) {
	s := store{t.TempDir()}
	now := time.Now()
	for _, e := range []struct {
		kind, id string
		age      time.Duration
	}{
		{"plugin", "ancient", 40 * 24 * time.Hour},
		{"engine", "old", 25 * time.Hour},
		{"plugin", "yesterday", 20 * time.Hour},
		{"engine", "today", 10 * time.Hour},
		{"plugin", "before", 2 * time.Hour},
		{"plugin", "now", time.Minute},
		{"plugin", "too", 0},
	} {
		dir := s.path(e.kind, e.id)
		if err := write(filepath.Join(dir, "file"), make([]byte, 1000)); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(dir, now.Add(-e.age), now.Add(-e.age)); err != nil {
			t.Fatal(err)
		}
	}
	left := func() (names string) {
		for _, kind := range []string{"engine", "plugin"} {
			entries, _ := os.ReadDir(s.path(kind, ""))
			for _, e := range entries {
				names += e.Name() + " "
			}
		}
		return names
	}
	for _, tt := range []struct {
		most int64
		want string
	}{
		{10_000, "old today before now too yesterday "},
		{5_000, "today before now too yesterday "},
		{4_500, "today before now too "},
		{1_000, "today now too "},
	} {
		if s.prune(now, maxAge, tt.most); left() != tt.want {
			t.Errorf("within %d bytes: %q, want %q", tt.most, left(), tt.want)
		}
	}
}
