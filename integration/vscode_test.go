package integration

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// vsCodes are the versions that the extension is tested in: the oldest it claims, and a new one.
var vsCodes = []string{"1.100.3", "1.139.1"}

// TestVSCode drives the extension in real VS Codes as a person would, in a browser:
// vscode/*.test.js say what it does; vscode/host has a suite for the extension host. Pictures of it are left in bin/pictures.
func TestVSCode(t *testing.T) {
	requireE2E(t)
	for _, version := range vsCodes {
		t.Run(version, func(t *testing.T) { driveVSCode(t, version) })
	}
}

func driveVSCode(t *testing.T, version string) {
	mocha := editorFile(t, "vscode", "node_modules", ".bin", "mocha")
	home := newHome(t)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	suites := []string{"--exit"}
	for _, name := range []string{"host", "flows", "commands", "session", "program"} {
		suites = append(suites, absolute(t, "vscode/"+name+".test.js"))
	}
	cmd := exec.CommandContext(ctx, mocha, suites...)
	cmd.Dir = home.workspace
	cmd.Env = append(
		home.env, "NODE_PATH="+editorPath("vscode", "node_modules"), "GOAWAIT_BIN="+home.witnessed(t),
		"GOAWAIT_CODE="+editorFile(t, "bin", "code-"+version), "GOAWAIT_VSIX="+extension(t, "goawait.vsix"),
		"GOAWAIT_VSIX_BUNDLED="+extension(t, "goawait-"+runtime.GOOS+"-"+strings.Replace(runtime.GOARCH, "amd64", "x64", 1)+".vsix"), "GOAWAIT_E2E_HOME="+home.dir,
		"GOAWAIT_EXTENSION="+absolute(t, "../vscode-extension"),
		"GOAWAIT_PICTURES="+absolute(t, filepath.Join("../bin/pictures", version)),
	)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	t.Logf("%s", said.String())
}

// extension is a package of the extension: `make extension extension-bundled` makes them.
func extension(t *testing.T, name string) string {
	t.Helper()
	path := absolute(t, "../vscode-extension/"+name)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v: make extension extension-bundled makes it", err)
	}
	return path
}
