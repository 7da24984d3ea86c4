package integration

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// vsCodes are the versions that the extension is tested in: the oldest it claims, and a new one.
var vsCodes = []string{"1.100.3", "1.139.1"}

// TestVSCode drives the extension in real VS Codes as a person would, in a browser:
// vscode/flows.test.js says what it does; vscode/host has a suite for the extension host. Pictures of it are left in bin/pictures.
func TestVSCode(t *testing.T) {
	requireE2E(t)
	for _, version := range vsCodes {
		t.Run(version, func(t *testing.T) { driveVSCode(t, version) })
	}
}

func driveVSCode(t *testing.T, version string) {
	mocha := editorFile(t, "vscode", "node_modules", ".bin", "mocha")
	home := newHome(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, mocha, "--exit", absolute(t, "vscode/host.test.js"), absolute(t, "vscode/flows.test.js"))
	cmd.Dir = home.workspace
	cmd.Env = append(
		home.env, "NODE_PATH="+editorPath("vscode", "node_modules"), "GOAWAIT_BIN="+goawait(t),
		"GOAWAIT_CODE="+editorFile(t, "bin", "code-"+version), "GOAWAIT_VSIX="+extension(t), "GOAWAIT_E2E_HOME="+home.dir,
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

// extension is the packed extension: `make extension` makes it.
func extension(t *testing.T) string {
	t.Helper()
	path := absolute(t, "../vscode-extension/goawait.vsix")
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v: make extension makes it", err)
	}
	return path
}
