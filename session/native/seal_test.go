package native

import (
	"os"
	"path/filepath"
	"testing"
)

// An entry of the cache that is not as it was made is made again.
func TestDamagedEntries(t *testing.T) {
	const text = "a plugin"
	for _, tt := range []struct {
		name   string
		damage func(dir string) error
		made   int
	}{
		{"none", func(string) error { return nil }, 1},
		{"cut off", func(dir string) error { return os.Truncate(filepath.Join(dir, "plugin.so"), 3) }, 2},
		{"other bytes", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "plugin.so"), []byte("A PLUGIN"), 0o600)
		}, 2},
		{"gone", func(dir string) error { return os.Remove(filepath.Join(dir, "plugin.so")) }, 2},
		{"seal cut off", func(dir string) error { return os.Truncate(filepath.Join(dir, sealName), 0) }, 2},
		{"of a time without seals", func(dir string) error { return os.Remove(filepath.Join(dir, sealName)) }, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, made := store{t.TempDir()}, 0
			get := func() string {
				dir, err := s.folder(t.Context(), "plugin", "one", func(dir string) error {
					made++
					return write(filepath.Join(dir, "plugin.so"), []byte(text))
				})
				if err != nil {
					t.Fatal(err)
				}
				return dir
			}
			if err := tt.damage(get()); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(filepath.Join(get(), "plugin.so"))
			if err != nil || string(got) != text || made != tt.made {
				t.Errorf("it is %q, %v, made %d times, want %d", got, err, made, tt.made)
			}
		})
	}
}
