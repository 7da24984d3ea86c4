package integration

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// TestMain lets the test binary stand in for goawait: see fake_test.go.
func TestMain(m *testing.M) {
	if mode := os.Getenv("GOAWAIT_FAKE"); mode != "" {
		os.Exit(fakeMain(mode, os.Args[1:]))
	}
	status := m.Run()
	removeBuilt()
	os.Exit(status)
}

// requireE2E skips the test unless end-to-end tests were asked for. Where they were, nothing
// that they need may be missing.
func requireE2E(t *testing.T) {
	t.Helper()
	if os.Getenv("GOAWAIT_E2E") == "" {
		t.Skip("needs real editors: `make e2e` installs them and runs this")
	}
}

// editorPath is where editors/install.sh puts things.
func editorPath(elem ...string) string {
	dir := os.Getenv("GOAWAIT_EDITORS")
	if dir == "" {
		cache := os.Getenv("XDG_CACHE_HOME")
		if cache == "" {
			cache = filepath.Join(os.Getenv("HOME"), ".cache")
		}
		dir = filepath.Join(cache, "goawait-editors")
	}
	return filepath.Join(append([]string{dir}, elem...)...)
}

// editorFile is the path of something that editors/install.sh has installed.
func editorFile(t *testing.T, elem ...string) string {
	t.Helper()
	path := editorPath(elem...)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v: integration/editors/install.sh installs it", err)
	}
	return path
}

var (
	buildOnce sync.Once
	built     string // bin of this run's goawait
	errBuild  error
)

// goawait is the real program: GOAWAIT_BIN, or built once for all tests.
func goawait(t *testing.T) string {
	t.Helper()
	if bin := os.Getenv("GOAWAIT_BIN"); bin != "" {
		return absolute(t, bin)
	}
	buildOnce.Do(func() {
		var dir string
		if dir, errBuild = os.MkdirTemp("", "goawait-e2e"); errBuild != nil {
			return
		}
		built = filepath.Join(dir, "goawait")
		cmd := exec.Command("go", "build", "-o", built, "../cmd/goawait")
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
		errBuild = cmd.Run()
	})
	if errBuild != nil {
		t.Fatalf("building goawait: %v", errBuild)
	}
	return built
}

func removeBuilt() {
	if built != "" {
		_ = os.RemoveAll(filepath.Dir(built))
	}
}
