package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// A home keeps what is measured away from the person's own settings and sessions.
type home struct {
	dir, workspace string
	env            []string
}

func newHome() (*home, error) {
	dir, err := os.MkdirTemp("", "gb")
	if err != nil {
		return nil, err
	}
	h := &home{dir: dir, workspace: filepath.Join(dir, "work"), env: os.Environ()}
	for name, folder := range map[string]string{
		"HOME": ".", "XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state",
		"XDG_CACHE_HOME": "cache", "XDG_RUNTIME_DIR": "run", "GOAWAIT_RUNTIME_DIR": "run/goawait", "IPYTHONDIR": "ipython",
	} {
		h.env = append(h.env, name+"="+filepath.Join(dir, folder))
	}
	// What is compiled once for this machine, and modules, stay as they are.
	for _, name := range []string{"GOCACHE", "GOMODCACHE"} {
		if out, err := exec.Command("go", "env", name).Output(); err == nil {
			h.env = append(h.env, name+"="+strings.TrimSpace(string(out)))
		}
	}
	h.env = append(h.env, "PYDEVD_DISABLE_FILE_VALIDATION=1") // or its debugger complains on standard error
	// apt's Python, whatever others come first on this machine.
	h.env = append(h.env, "PATH=/usr/bin:/bin:"+os.Getenv("PATH"))
	for _, folder := range []string{"work", "run"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o700); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// command is a program in the home. It is killed when ctx ends.
func (h *home) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = h.workspace, h.env
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// pipes starts a program and gives its standard input and output.
func (h *home) pipes(ctx context.Context, name string, args ...string) (*exec.Cmd, io.WriteCloser, io.Reader, error) {
	cmd := h.command(ctx, name, args...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, nil, fmt.Errorf("starting %s: %w", filepath.Base(name), err)
	}
	return cmd, in, out, nil
}

// remove ends what runs in the home, and removes it.
func (h *home) remove() {
	h.endSessions()
	_ = os.RemoveAll(h.dir)
}

// endSessions ends the home's background processes, which would wait for the next editor.
func (h *home) endSessions() {
	cards, _ := filepath.Glob(filepath.Join(h.dir, "run", "goawait", "*.json"))
	for _, card := range cards {
		var who struct {
			PID int `json:"pid"`
		}
		if text, err := os.ReadFile(card); err == nil && json.Unmarshal(text, &who) == nil && who.PID > 1 {
			for range 500 { // until it has gone
				if syscall.Kill(who.PID, syscall.SIGTERM) != nil {
					break
				}
				time.Sleep(10 * time.Millisecond)
			}
		}
	}
}

// describeMachine is one line about what was measured where.
func describeMachine(ctx context.Context, o options) string {
	said := func(name string, args ...string) string {
		out, err := exec.CommandContext(ctx, name, args...).Output()
		if err != nil {
			return filepath.Base(name) + " of an unknown version"
		}
		return strings.TrimSpace(string(out))
	}
	cpu := "unknown processor"
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				cpu = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d cores, %s/%s · %s, %s · %s", cpu, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH,
		said(o.goawait, "version"), runtime.Version(),
		said("/usr/bin/python3", "-c", "import sys, IPython, ipykernel as k; print('IPython', IPython.__version__ + ', IPykernel', k.__version__ + ', Python', sys.version.split()[0])"))
}
