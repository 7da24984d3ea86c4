package integration

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// neovims are the versions that the plugin is held to, the oldest and what Debian 13 has.
var neovims = []string{"nvim-0.7.2", "nvim-0.10.4"}

// newestNeovim is tried as well where somebody installed it.
const newestNeovim = "nvim-newest"

// A neovim is one headless run of Neovim with the plugin.
type neovim struct {
	editor   string   // a name in neovims
	scenario string   // a file of nvim/test
	env      []string // KEY=VALUE added
}

// play runs Neovim in the home, and fails the test with what the scenario reported.
func (h home) play(t *testing.T, n neovim) {
	t.Helper()
	if err := h.played(t, n); err != nil {
		t.Fatal(err)
	}
}

// played runs Neovim in the home, and says what went wrong. Any goroutine of the test may call it.
func (h home) played(t *testing.T, n neovim) error {
	program := editorPath("bin", n.editor)
	report := filepath.Join(h.dir, n.scenario+".report")
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "--headless", "-i", "NONE", "-n", "--cmd", "set lines=40 columns=140",
		"-u", absolute(t, "nvim/test/init.vim"), "-S", absolute(t, "nvim/test/"+n.scenario))
	cmd.Dir = h.workspace
	cmd.Env = append(append(h.env, "GOAWAIT_TEST_REPORT="+report), n.env...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said // standard input is the null device: 0.7.2 would wait for a terminal's
	cmd.WaitDelay = 5 * time.Second
	err := cmd.Run()
	verdict, missing := os.ReadFile(report)
	switch {
	case missing != nil:
		return fmt.Errorf("%s wrote no report (%v); it said:\n%s", n.editor, err, said.String())
	case string(verdict) != "ok":
		return fmt.Errorf("%s: %s\nit said:\n%s", n.editor, verdict, said.String())
	case err != nil:
		return fmt.Errorf("%s ended with %w although the scenario passed; it said:\n%s", n.editor, err, said.String())
	case strings.Contains(said.String(), "Error"):
		return fmt.Errorf("%s passed, but it said:\n%s", n.editor, said.String())
	}
	return nil
}

// inNeovims runs the test in each Neovim.
func inNeovims(t *testing.T, run func(t *testing.T, editor string)) {
	requireE2E(t)
	editors := neovims
	if _, err := os.Stat(editorPath("bin", newestNeovim)); err == nil {
		editors = append(slices.Clip(editors), newestNeovim)
	}
	for _, editor := range editors {
		t.Run(editor, func(t *testing.T) {
			editorFile(t, "bin", editor)
			run(t, editor)
		})
	}
}
