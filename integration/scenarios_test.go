package integration

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goawait/goawait/dap/daptest"
	"github.com/goawait/goawait/dap/protocol"
	godap "github.com/google/go-dap"
)

// TestScenarios plays the scenarios in testdata/scenarios through the real program, as cells of
// `goawait run` and over DAP.
func TestScenarios(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"login": "gopher"}`)
	}))
	t.Cleanup(server.Close) // after the scenarios, which run side by side
	files, err := filepath.Glob("testdata/scenarios/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("finding scenarios: %d, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		steps := stepsOf(strings.ReplaceAll(string(text), "http://127.0.0.1:8080", server.URL))
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name+"/dap", func(t *testing.T) {
			t.Parallel()
			overDAP(t, steps)
		})
		t.Run(name+"/run", func(t *testing.T) {
			t.Parallel()
			asProgram(t, steps)
		})
	}
}

// overDAP plays a scenario over DAP. Each cell's output comes under that cell, however late.
func overDAP(t *testing.T, steps []*step) {
	c := dapClient(t, newHome(t))
	c.Start(nil)
	seen := make([]shown, len(steps))
	for i, s := range steps {
		began := time.Now()
		answer := c.ExpectResponse(c.SendCell(s.cell))
		if took := time.Since(began); took < s.takes {
			t.Errorf("%s\nended after %v, and not %v", s.cell, took, s.takes)
		}
		var body struct {
			Result  string
			Goawait protocol.Run
		}
		if err := json.Unmarshal(answer.Body, &body); err != nil {
			t.Fatal(err)
		}
		seen[i] = shown{cell: body.Goawait.Cell, last: body.Result + answer.Message}
		if s.waits {
			continue // what its tasks print comes later
		}
		seen[i].take(c)
	}
	for i, s := range steps {
		last := linesOf(seen[i].last)
		for len(linesOf(seen[i].text)) < len(s.want)-len(last) {
			seen[i].wait(t, c)
		}
		seen[i].take(c)
		want, all := s.want, linesOf(seen[i].text)
		if s.waits { // its value came before the output that is late
			for _, line := range last {
				want = without(want, line)
			}
		} else {
			all = append(all, last...)
		}
		if err := sameLines(want, all); err != nil {
			t.Errorf("%s\nshows %q: %v", s.cell, all, err)
		}
	}
}

// A shown is what a client has seen of a cell.
type shown struct {
	cell int
	text string // printed
	last string // its value, or its error
}

func (s *shown) of(o *protocol.OutputBody) bool {
	return o.Goawait != nil && o.Goawait.Cell == s.cell && !strings.HasPrefix(o.Output, "  at ")
}

// take adds what has come.
func (s *shown) take(c *daptest.Client) {
	for out := c.Output(s.of); out != nil; out = c.Output(s.of) {
		s.text += out.Output
	}
}

// wait adds what comes next.
func (s *shown) wait(t *testing.T, c *daptest.Client) {
	t.Helper()
	c.Expect(fmt.Sprintf("more output of cell %d, after %q", s.cell, s.text), func(m *daptest.Message) bool {
		out := new(protocol.OutputBody)
		if m.Event != protocol.EventOutput || json.Unmarshal(m.Body, out) != nil || !s.of(out) {
			return false
		}
		s.text += out.Output
		return true
	})
}

// asProgram plays a scenario with `goawait run`, which ends with the first cell that fails.
func asProgram(t *testing.T, steps []*step) {
	h := newHome(t)
	var text strings.Builder
	var late, want []string
	var takes time.Duration
	for i, s := range steps {
		if i > 0 {
			text.WriteString("\n//%%\n")
		}
		text.WriteString(s.cell)
		takes += s.takes
		if s.waits {
			late = append(late, s.want...)
		} else {
			want = append(want, s.want...)
		}
		if s.fails() {
			break
		}
	}
	cmd := exec.Command(goawait(t), "run", "--values", "-")
	cmd.Dir, cmd.Env, cmd.Stdin = h.workspace, h.env, strings.NewReader(text.String())
	began := time.Now()
	out, _ := cmd.CombinedOutput() // the status is 1 where the last cell fails
	if took := time.Since(began); took < takes {
		t.Errorf("it ended after %v, and not %v", took, takes)
	}
	lines := linesOf(outNumber.ReplaceAllString(string(out), ""))
	for _, line := range late { // anywhere
		n := len(lines)
		if lines = without(lines, line); len(lines) == n {
			t.Errorf("%q is missing", line)
		}
	}
	if err := sameLines(want, lines); err != nil {
		t.Errorf("it shows\n%s\n%v", out, err)
	}
}

// outNumber is how `goawait run --values` begins a value.
var outNumber = regexp.MustCompile(`(?m)^Out\[\d+\]: `)

// dapClient is a client of the real program in a home.
func dapClient(t *testing.T, h home) *daptest.Client {
	t.Helper()
	cmd := exec.Command(goawait(t), "dap", "--workspace", h.workspace)
	cmd.Env, cmd.Dir = h.env, h.workspace
	return daptest.Command(t, cmd)
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
