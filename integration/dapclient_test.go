package integration

import (
	"bytes"
	"context"
	"os/exec"
	"testing"
	"time"
)

// TestDebugAdapterClient has the debug adapter client of VS Code's makers drive goawait dap:
// dapclient/goawait.test.js says what it does.
func TestDebugAdapterClient(t *testing.T) {
	requireE2E(t)
	mocha := editorFile(t, "dapclient", "node_modules", ".bin", "mocha")
	home := newHome(t)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, mocha, "--exit", absolute(t, "dapclient/goawait.test.js"))
	cmd.Dir = home.workspace
	cmd.Env = append(home.env, "GOAWAIT_BIN="+home.witnessed(t), "NODE_PATH="+editorPath("dapclient", "node_modules"))
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	t.Logf("%s", said.String())
}
