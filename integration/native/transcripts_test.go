package native_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/goawait/goawait/dap/daptest"
	"github.com/goawait/goawait/session/sessiontest"
)

// TestTranscripts plays those transcripts of package session that say so to the real program over
// DAP, with every cell compiled: the person sees what they see in the other lane.
func TestTranscripts(t *testing.T) {
	requireNative(t)
	for _, tr := range sessiontest.Read(t, "../../session/testdata/*.txtar") {
		if !tr.Has("native") {
			continue
		}
		runner := tr.Runners[0]
		t.Run(tr.Name, func(t *testing.T) {
			dir, err := os.MkdirTemp("", "ga") // whose path leaves room for a socket
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.RemoveAll(dir) })
			workspace := filepath.Join(dir, "work")
			if err := os.Mkdir(workspace, 0o700); err != nil {
				t.Fatal(err)
			}
			tr.Furnish(t, workspace)
			cmd := exec.Command(program, "dap", "--standalone", "--workspace", workspace)
			cmd.Dir, cmd.Env = workspace, environment(t, dir)
			c := daptest.Command(t, cmd)
			c.Start(map[string]any{"runner": runner, "lane": "native"})
			tr.Play(t, daptest.NewPerson(t, c), runner, workspace, false)
		})
	}
}
