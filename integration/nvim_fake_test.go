package integration

import (
	"os"
	"testing"
)

// TestNvimSaysWhatIsWrong plays the life of the plugin with a goawait that is missing, too old,
// or breaks: each time the person reads what happened and what to do next.
func TestNvimSaysWhatIsWrong(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, mode := range []string{"ok", "old", "junk", "dies", "refuses", "lspdies"} {
		t.Run(mode, func(t *testing.T) {
			inNeovims(t, func(t *testing.T, editor string) {
				newHome(t).play(t, neovim{editor: editor, scenario: "fake_" + mode + ".lua", env: []string{
					"GOAWAIT_FAKE=" + mode, "GOAWAIT_TEST_CMD=" + self, "GOAWAIT_TEST_DEADLINE=10000",
				}})
			})
		})
	}
	t.Run("missing", func(t *testing.T) {
		inNeovims(t, func(t *testing.T, editor string) {
			newHome(t).play(t, neovim{editor: editor, scenario: "missing.lua", env: []string{
				"GOAWAIT_TEST_CMD=/nonexistent/goawait",
			}})
		})
	})
}

// TestNvimFraming feeds the plugin's reader of debug adapter messages whole, split and broken
// streams.
func TestNvimFraming(t *testing.T) {
	inNeovims(t, func(t *testing.T, editor string) {
		newHome(t).play(t, neovim{editor: editor, scenario: "framing.lua"})
	})
}
