package integration

import (
	"testing"

	"github.com/goawait/goawait/dap/daptest"
	"github.com/goawait/goawait/session/sessiontest"
)

// TestTranscripts plays the transcripts of package session to the real program over DAP: what a
// person sees there is to the letter what a session gives. Package integration/native plays some
// of them with cells that are compiled.
func TestTranscripts(t *testing.T) {
	for _, tr := range sessiontest.Read(t, "../session/testdata/*.txtar") {
		for _, runner := range tr.Runners {
			t.Run(tr.Name+"/"+runner, func(t *testing.T) {
				t.Parallel()
				h := newHome(t)
				tr.Furnish(t, h.workspace)
				c := dapClient(t, h)
				c.Start(map[string]any{"runner": runner, "lane": "instant"})
				tr.Play(t, daptest.NewPerson(t, c), runner, h.workspace, false)
			})
		}
	}
}
