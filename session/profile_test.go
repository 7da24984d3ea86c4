package session_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goawait/goawait/session"
	"github.com/google/pprof/profile"
)

// The file of %prun is a profile that pprof reads, with the person's functions at their own
// lines: the processor's time in what they called, and the awaits by what they waited for.
func TestProfileFile(t *testing.T) {
	dir := t.TempDir()
	s := openReal(t, session.Config{Workspace: dir})
	run := func(source string, line int) {
		t.Helper()
		r, err := s.Run(context.Background(), session.RunRequest{
			Source: source, Region: &session.Region{Path: filepath.Join(dir, "work.goa"), Line: line},
		})
		if err != nil || !r.OK() {
			t.Fatalf("%q: %+v, %v", source, r, err)
		}
	}
	// Samples are taken of the processor's time, which a machine under load gives late: so much work.
	run("func busy() {\n\tfor range 15_000 { strings.Repeat(\"x\", 1e5) }\n}", 10)
	run("async func slow() {\n\tawait async.Sleep(30 * time.Millisecond)\n}", 20)
	run("%%prun -q -D out.pprof\nbusy()\nawait slow()", 30)
	file, err := os.Open(filepath.Join(dir, "out.pprof"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	p, err := profile.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	var cpu, wait int64
	for _, sample := range p.Sample {
		var stack []string
		for _, l := range sample.Location {
			stack = append(stack, l.Line[0].Function.Name)
			if l.Line[0].Function.Name == "slow" && (l.Line[0].Line != 22 || filepath.Base(l.Line[0].Function.Filename) != "work.goa") {
				t.Errorf("the await is at %+v", l.Line[0])
			}
		}
		way := strings.Join(stack, " < ")
		if strings.Contains(way, "yaegi") {
			t.Errorf("the interpreter is to be seen: %s", way)
		}
		if strings.Contains(way, "busy < work.goa") {
			cpu += sample.Value[1]
		}
		if way == "await Sleep < slow < work.goa" {
			wait += sample.Value[2]
		}
	}
	if cpu == 0 {
		t.Errorf("busy took no time of the processor in %v", p)
	}
	if wait < 30e6 {
		t.Errorf("slow waited %d ns", wait)
	}
	out, err := exec.Command("go", "tool", "pprof", "-top", "-sample_index=wait", file.Name()).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "await Sleep") {
		t.Errorf("go tool pprof shows %s, %v", out, err)
	}
}
