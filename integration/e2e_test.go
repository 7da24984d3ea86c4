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

// goawait is the real program, built once for all tests.
func goawait(t *testing.T) string {
	t.Helper()
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

// shortTempDir is a folder whose path leaves room for a socket below it.
func shortTempDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "ga")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// homeEnv is the environment of a person who has nothing yet, living in dir. What the toolchain
// keeps stays shared, so that nothing is downloaded or compiled again.
func homeEnv(t *testing.T, dir string) []string {
	t.Helper()
	env := append(os.Environ(),
		"HOME="+dir,
		"XDG_CONFIG_HOME="+filepath.Join(dir, "config"),
		"XDG_DATA_HOME="+filepath.Join(dir, "data"),
		"XDG_STATE_HOME="+filepath.Join(dir, "state"),
		"XDG_CACHE_HOME="+filepath.Join(dir, "cache"),
		"XDG_RUNTIME_DIR="+filepath.Join(dir, "run"),
	)
	mustMkdir(t, filepath.Join(dir, "run"))
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH"} {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatalf("asking go for %s: %v", name, err)
		}
		env = append(env, name+"="+string(out[:len(out)-1]))
	}
	return env
}

func mustMkdir(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}
