package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/goawait/goawait/session/background"
)

// A finding is one line of the doctor's report. A remedy stands where something is wrong.
type finding struct {
	subject, state, remedy string
}

// runDoctor tells what works here. It fails where cells could not run from an editor.
func runDoctor(ctx context.Context, args []string, std stdio) int {
	fs := newFlags("doctor", std)
	workspace := fs.String("workspace", ".", "the workspace's `folder`")
	if status, done := parse(fs, args, 0, 0); done {
		return status
	}
	status := exitOK
	for _, examine := range []func(context.Context, string) (f finding, vital bool){
		examineVersion, examineSocket, examineEngine, examineToolchain, examineCgo, examineCache, examineEditors,
	} {
		f, vital := examine(ctx, *workspace)
		mark := "ok"
		if f.remedy != "" {
			mark = "--"
			if vital {
				mark, status = "!!", exitFailed
			}
		}
		fmt.Fprintf(std.out, "%s  %-10s %s\n", mark, f.subject, f.state)
		if f.remedy != "" {
			fmt.Fprintf(std.out, "    %-10s → %s\n", "", f.remedy)
		}
	}
	return status
}

func examineVersion(context.Context, string) (finding, bool) {
	return finding{subject: "goawait", state: fmt.Sprintf("%s, %s, %s/%s", Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)}, false
}

// examineSocket opens a socket where the background process would.
func examineSocket(ctx context.Context, workspace string) (finding, bool) {
	f := finding{subject: "sockets"}
	place, err := background.PlaceOf(workspace)
	if err != nil {
		f.state, f.remedy = err.Error(), "set GOAWAIT_RUNTIME_DIR to a short path of your own"
		return f, true
	}
	probe := filepath.Join(place.Dir, "doctor.sock")
	_ = os.Remove(probe)
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "unix", probe)
	if err != nil {
		f.state, f.remedy = err.Error(), "set GOAWAIT_RUNTIME_DIR to a folder where unix sockets work, or use --standalone"
		return f, true
	}
	_ = listener.Close()
	f.state = "in " + place.Dir
	if conn, err := background.Dial(ctx, place, "control"); err == nil {
		_ = conn.Close()
		f.state += "; this workspace's background process is running"
	}
	return f, true
}

// examineEngine runs a cell in an engine of its own.
func examineEngine(ctx context.Context, _ string) (finding, bool) {
	f := finding{subject: "engine"}
	var out, errs strings.Builder
	if runRun(ctx, []string{"-e", "await async.Sleep(0); 6 * 7"}, stdio{strings.NewReader(""), &out, &errs}) != exitOK || out.String() != "42\n" {
		f.state = strings.TrimSpace("a cell did not run: " + errs.String() + out.String())
		f.remedy = "run `goawait run -e 1+1` and see what it says"
		return f, true
	}
	f.state = "a cell with await ran"
	return f, true
}

func examineToolchain(ctx context.Context, workspace string) (finding, bool) {
	f := finding{subject: "toolchain"}
	version, err := output(ctx, workspace, "go", "env", "GOVERSION")
	if err != nil {
		f.state = "no go command: " + err.Error()
		f.remedy = "the standard library works without it; for packages of your module install Go and put it on PATH"
		return f, false
	}
	f.state = version
	return f, false
}

func examineCgo(ctx context.Context, workspace string) (finding, bool) {
	f := finding{subject: "cgo", remedy: "cells run without it; install a C compiler for the native lane to come"}
	enabled, err := output(ctx, workspace, "go", "env", "CGO_ENABLED")
	if err != nil || enabled != "1" {
		f.state = "off"
		return f, false
	}
	cc, err := output(ctx, workspace, "go", "env", "CC")
	if err != nil {
		f.state = err.Error()
		return f, false
	}
	compiler, err := exec.LookPath(strings.Fields(cc + " ")[0])
	if err != nil {
		f.state = "no C compiler: " + err.Error()
		return f, false
	}
	return finding{subject: "cgo", state: compiler}, false
}

func examineCache(context.Context, string) (finding, bool) {
	f := finding{subject: "state"}
	dir, err := stateDir()
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(dir, "doctor"); err == nil {
			_ = probe.Close()
			err = os.Remove(probe.Name())
		}
	}
	if err != nil {
		f.state, f.remedy = err.Error(), "sessions work, but their journals are not kept; make that folder writable"
		return f, false
	}
	f.state = "in " + dir
	return f, false
}

func examineEditors(context.Context, string) (finding, bool) {
	var found []string
	for _, name := range []string{"nvim", "code", "emacs", "hx"} {
		if path, err := exec.LookPath(name); err == nil {
			found = append(found, path)
		}
	}
	if len(found) == 0 {
		return finding{"editors", "none on PATH", "install Neovim or VS Code; `goawait run` works without"}, false
	}
	return finding{subject: "editors", state: strings.Join(found, ", ")}, false
}

// output runs a command in dir and returns what it printed, trimmed.
func output(ctx context.Context, dir, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	text, err := cmd.Output()
	return strings.TrimSpace(string(text)), err
}

// stateDir returns the folder of journals, made if it is missing: goawait in
// $XDG_STATE_HOME, else in ~/.local/state, else (Windows, macOS) in the person's cache folder.
func stateDir() (string, error) {
	parent := os.Getenv("XDG_STATE_HOME")
	if parent == "" {
		if home, err := os.UserHomeDir(); err == nil && runtime.GOOS != "windows" && runtime.GOOS != "darwin" {
			parent = filepath.Join(home, ".local", "state")
		} else if parent, err = os.UserCacheDir(); err != nil {
			return "", fmt.Errorf("finding a folder for journals: %w", err)
		}
	}
	dir := filepath.Join(parent, "goawait")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("making the folder for journals: %w", err)
	}
	return dir, nil
}
