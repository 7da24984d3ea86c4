package integration

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// TestNvim plays scenarios with the real goawait in real Neovims, and looks at their screens.
func TestNvim(t *testing.T) {
	requireE2E(t)
	for _, scenario := range []string{
		"real_await.lua",     // await at top level, with a real HTTP server
		"real_autoawait.lua", // switching autoawait, in the text and around it
		"real_session.lua",   // regions, cells, output, stale results, tasks
		"real_buffers.lua",   // reading a file again, opening another
		"real_interrupt.lua", // interrupt, restart, replay
		"real_death.lua",     // the background process is killed
		"real_gofile.lua",    // the same from a .go file
		"real_cells.lua",     // motions, text objects, the operator, cells edited, signs
		"real_pickers.lua",   // variables, history, runners, tasks, values that come later
	} {
		t.Run(scenario, func(t *testing.T) {
			inNeovims(t, func(t *testing.T, editor string) {
				h := newHome(t)
				h.play(t, neovim{editor: editor, scenario: scenario, env: []string{
					"GOAWAIT_TEST_CMD=" + h.witnessed(t), "GOAWAIT_TEST_SERVER=" + gopherServer(t),
				}})
			})
		})
	}
}

// TestNvimScenarios plays what takes seconds because it waits for them, all at once: structured
// children, a runner of one's own and tasks that fail, and a background task on each runner.
func TestNvimScenarios(t *testing.T) {
	requireE2E(t)
	scenarios := []neovim{{scenario: "real_scenarios.lua"}}
	for _, runner := range []string{"goroutine", "loop --scope session", "loop --scope cell", "conc", "errgroup"} {
		scenarios = append(scenarios, neovim{scenario: "real_tasks.lua", env: []string{"GOAWAIT_TEST_RUNNER=" + runner}})
	}
	inNeovims(t, func(t *testing.T, editor string) {
		var all sync.WaitGroup
		for _, n := range scenarios {
			h := newHome(t)
			n.editor = editor
			n.env = append(n.env, "GOAWAIT_TEST_CMD="+h.witnessed(t), "GOAWAIT_TEST_DEADLINE=60000")
			all.Go(func() {
				if err := h.played(t, n); err != nil {
					t.Errorf("%s %q: %v", n.scenario, n.env[0], err)
				}
			})
		}
		all.Wait()
	})
}

// TestNvimComesBack closes an editor and opens another on the same workspace: the session has
// waited.
func TestNvimComesBack(t *testing.T) {
	inNeovims(t, func(t *testing.T, editor string) {
		h := newHome(t)
		cmd := "GOAWAIT_TEST_CMD=" + h.witnessed(t)
		for _, scenario := range []string{"real_leave.lua", "real_return.lua"} {
			h.play(t, neovim{editor: editor, scenario: scenario, env: []string{cmd}})
		}
	})
}

// gopherServer serves one JSON document over real HTTP.
func gopherServer(t *testing.T) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"Login": "gopher"}`)
	}))
	t.Cleanup(server.Close)
	return server.URL
}
