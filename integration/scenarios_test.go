package integration

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goawait/goawait/dap/daptest"
	"github.com/goawait/goawait/dap/protocol"
	godap "github.com/google/go-dap"
)

// TestScenarios plays the scenarios in testdata/scenarios over DAP through the real program
// and its background process. "> " begins a cell, "  " goes on with it, and all else is what
// the person sees of it: what it printed itself, then its value or its error.
func TestScenarios(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"login": "gopher"}`)
	}))
	defer server.Close()
	files, err := filepath.Glob("testdata/scenarios/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("finding scenarios: %d, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c := dapClient(t, newHome(t))
			c.Start(nil)
			for _, step := range steps(strings.ReplaceAll(string(text), "SERVER", server.URL)) {
				if got := seen(c, step.cell); got != step.want {
					t.Errorf("%s\nshows %q\nwant  %q", step.cell, got, step.want)
				}
			}
		})
	}
}

// dapClient is a client of the real program in a home.
func dapClient(t *testing.T, h home) *daptest.Client {
	t.Helper()
	cmd := exec.Command(goawait(t), "dap", "--workspace", h.workspace)
	cmd.Env, cmd.Dir = h.env, h.workspace
	return daptest.Command(t, cmd)
}

// A step is a cell and what is seen of it.
type step struct{ cell, want string }

func steps(scenario string) []step {
	var list []step
	for line := range strings.Lines(scenario) {
		switch {
		case strings.HasPrefix(line, "> "):
			list = append(list, step{cell: line[2:]})
		case strings.HasPrefix(line, "  "):
			list[len(list)-1].cell += line[2:]
		default:
			list[len(list)-1].want += line
		}
	}
	return list
}

// seen runs a cell and gives what a person sees of it.
func seen(c *daptest.Client, cell string) string {
	answer := c.ExpectResponse(c.SendCell(cell))
	var body struct {
		Result  string
		Goawait protocol.Run
	}
	if err := json.Unmarshal(answer.Body, &body); err != nil {
		return err.Error()
	}
	var text strings.Builder
	for {
		out := c.Output(func(o *protocol.OutputBody) bool {
			return o.Goawait != nil && o.Goawait.Cell == body.Goawait.Cell && o.Goawait.Task == 0 && !strings.HasPrefix(o.Output, "  at ")
		})
		if out == nil {
			break
		}
		text.WriteString(out.Output)
	}
	if last := body.Result + answer.Message; last != "" {
		text.WriteString(last + "\n")
	}
	return text.String()
}

// TestOutputOfATaskBelongsToItsCell spawns a task from a region of a document and has another
// client of the same session see its output at that region, long after the cell has ended and
// its client has gone.
func TestOutputOfATaskBelongsToItsCell(t *testing.T) {
	h := newHome(t)
	document := filepath.Join(h.workspace, "scratch.goa")
	one, two := dapClient(t, h), dapClient(t, h)
	one.Start(nil)
	two.Start(nil)
	one.ExpectSuccess(one.SendRegion(document, 30, 1,
		"gate := make(chan int)\nasync func child() { await gate; fmt.Println(\"late\") }\nt := async.Spawn(child())"), nil)
	one.Call("disconnect", godap.DisconnectArguments{}, nil)
	one.ExpectClosed()
	two.Run("gate <- 1")
	out := two.ExpectOutput("late")
	if out.Source == nil || out.Source.Path != document || *out.Line != 30 || out.Goawait.Cell != 1 {
		t.Errorf("the output came as %+v", out)
	}
	if got := two.Run("await t; cap(gate)"); got.Result != "0" {
		t.Errorf("the session has forgotten: %+v", got)
	}
}
