package integration

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A home is a person who has nothing yet: an empty workspace, no settings, no sessions.
type home struct {
	dir       string
	workspace string
	env       []string
}

// newHome makes a home whose background processes end with the test. Its path is short, to
// leave room for a socket below it. What the toolchain keeps stays shared, so that nothing is
// downloaded or compiled again.
func newHome(t *testing.T) home {
	t.Helper()
	dir, err := os.MkdirTemp("", "ga")
	if err != nil {
		t.Fatal(err)
	}
	h := home{dir: dir, workspace: filepath.Join(dir, "work"), env: append(os.Environ(), toolchain(t)...)}
	for name, folder := range map[string]string{
		"HOME": ".", "XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state",
		"XDG_CACHE_HOME": "cache", "XDG_RUNTIME_DIR": "run", "GOAWAIT_RUNTIME_DIR": "run/goawait",
	} {
		h.env = append(h.env, name+"="+filepath.Join(dir, folder))
	}
	for _, folder := range []string{"work", "run"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		h.endBackground(t)
		_ = os.RemoveAll(dir)
	})
	return h
}

// toolchain is the part of the environment that keeps Go's caches where they are.
func toolchain(t *testing.T) []string {
	t.Helper()
	names := []string{"GOCACHE", "GOMODCACHE", "GOPATH"}
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		t.Fatalf("asking go for its caches: %v", err)
	}
	var env []string
	for i, value := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		env = append(env, names[i]+"="+value)
	}
	return env
}

// endBackground ends the background processes of this home, which would wait for the next
// editor, and fails the test if one does not end when it is told to.
func (h home) endBackground(t *testing.T) {
	cards, _ := filepath.Glob(filepath.Join(h.dir, "run", "goawait", "*.json"))
	for _, card := range cards {
		var who struct {
			PID int `json:"pid"`
		}
		text, err := os.ReadFile(card)
		if err != nil || json.Unmarshal(text, &who) != nil || who.PID <= 1 {
			continue
		}
		if syscall.Kill(who.PID, syscall.SIGTERM) != nil {
			continue
		}
		if !gone(who.PID, 10*time.Second) {
			_ = syscall.Kill(who.PID, syscall.SIGKILL)
			t.Errorf("the background process did not end when it was told to")
		}
	}
}

// gone waits for a process to end. It is not a child, so that there is nothing to wait for
// but its disappearance.
func gone(pid int, within time.Duration) bool {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(within); time.Now().Before(deadline); <-tick.C {
		if syscall.Kill(pid, 0) != nil || isZombie(pid) {
			return true
		}
	}
	return false
}

// isZombie reports whether a process has ended and its parent has not looked yet.
func isZombie(pid int) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return false
	}
	_, after, found := strings.Cut(string(stat), ") ")
	return found && strings.HasPrefix(after, "Z")
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}
