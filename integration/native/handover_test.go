package native_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHandover plays loops that are handed over to compiled code in an iteration that is chosen, in
// none, and as they are: what they print is the same.
func TestHandover(t *testing.T) {
	requireNative(t)
	files, err := filepath.Glob("testdata/handover/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, at := range []string{"0", "3", "off"} {
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".txtar")
			t.Run(name+"/"+at, func(t *testing.T) {
				dir := t.TempDir()
				if at == "off" {
					if err := os.WriteFile(filepath.Join(dir, ".goawait.toml"), []byte("tierUp = false\n"), 0o600); err != nil {
						t.Fatal(err)
					}
				} else {
					t.Setenv("GOAWAIT_HANDOVER", at)
				}
				play(t, file, dir)
			})
		}
	}
}
