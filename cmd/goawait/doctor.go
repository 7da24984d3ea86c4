package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/goawait/goawait/session/background"
	"github.com/goawait/goawait/session/native"
)

// A finding is one line of the doctor's report. A remedy stands where something is wrong.
type finding struct {
	subject, state, remedy string
}

// runDoctor tells what works here. It fails where cells could not run from an editor.
func runDoctor(ctx context.Context, args []string, std stdio) int {
	fs := newFlags("doctor", std)
	workspace := fs.String("workspace", ".", "the workspace's `folder`")
	if status, done := fs.parse(args, 0, 0); done {
		return status
	}
	if os.Getenv(goVariable) != "" { // an editor asks
		useEditorsGo()
	}
	status := exitOK
	for _, examine := range []func(context.Context, string) (f finding, vital bool){
		examineVersion, examineSocket, examineEngine, examineToolchain, examineNative, examineCache, examineEditors,
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

// examineToolchain looks for what compiling cells takes: a toolchain and a C compiler.
func examineToolchain(ctx context.Context, workspace string) (finding, bool) {
	f := finding{subject: "toolchain"}
	tc, err := findToolchain(ctx, workspace)
	var p *native.Problem
	switch {
	case errors.As(err, &p):
		f.state, f.remedy = p.What, p.Do
		if elsewhere := usualGo(); tc == nil && elsewhere != "" && errors.Is(err, exec.ErrNotFound) {
			f.state += "; what an editor starts uses " + elsewhere
			f.remedy = "put " + filepath.Dir(elsewhere) + " on PATH, or " + p.Do
		} else if tc == nil {
			f.remedy += "; the standard library works without, in the instant lane"
		}
	case err != nil:
		f.state, f.remedy = err.Error(), "see what `go env` says"
	default:
		f.state = fmt.Sprintf("%s in %s (%s), linking with %s", tc.Version, tc.Root, tc.Go, tc.CC)
	}
	return f, false
}

func findToolchain(ctx context.Context, workspace string) (*native.Toolchain, error) {
	dir, err := filepath.Abs(workspace)
	if err != nil {
		return nil, err
	}
	return native.Find(ctx, dir, nil)
}

// tightDisk is how much room compiling cells should have, in bytes: the engine has 60 to 160 MB in the cache, and
// building it takes as much again in Go's.
const tightDisk = 512 << 20

// examineNative looks whether cells can be compiled here.
func examineNative(ctx context.Context, workspace string) (finding, bool) {
	return nativeFinding(nativeStatus(ctx, workspace)), false
}

// nativeFinding says what is to be said of the native lane's state, or of why there is none.
func nativeFinding(status native.Status, err error) finding {
	f := finding{subject: "native"}
	var p *native.Problem
	switch {
	case errors.As(err, &p):
		f.state, f.remedy = p.What, p.Do
		return f
	case err != nil:
		f.state, f.remedy = err.Error(), "cells run in the instant lane meanwhile"
		return f
	case status.Engine == "":
		f.state = "the engine of compiled cells is not built yet; the first such cell has it built, which takes minutes once"
	default:
		f.state = "the engine of compiled cells is built"
	}
	module := "no go.mod"
	if status.Module != "" {
		module = status.Module
	}
	f.state += fmt.Sprintf("; %s; %d MB in %s", module, status.Size>>20, status.Cache)
	if status.Free >= 0 && status.Free < tightDisk {
		f.state += fmt.Sprintf(", with %d MB left on its disk", status.Free>>20)
		f.remedy = "make room there, or set GOAWAIT_CACHE to a folder on another disk: building the engine takes some hundred MB, and so do Go's own caches"
	}
	return f
}

func nativeStatus(ctx context.Context, workspace string) (native.Status, error) {
	tc, err := findToolchain(ctx, workspace)
	if err != nil {
		return native.Status{}, fmt.Errorf("not without a toolchain that suits")
	}
	cache, err := native.DefaultCache()
	if err != nil {
		return native.Status{}, err
	}
	w, err := native.Open(tc, workspace, cache)
	if err != nil {
		return native.Status{}, err
	}
	return w.Status(ctx)
}

func examineCache(context.Context, string) (finding, bool) {
	f := finding{subject: "state"}
	dir, err := stateDir()
	if err != nil {
		f.state, f.remedy = err.Error(), "sessions work, but their journals are not kept; set HOME, or XDG_STATE_HOME to a folder of your own"
		return f, false
	}
	probe, err := os.CreateTemp(dir, "doctor")
	if err == nil {
		_ = probe.Close()
		err = os.Remove(probe.Name())
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
