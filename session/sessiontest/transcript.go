package sessiontest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// A Transcript is a txtar file whose file "session" has cells, each begun by "> " with its
// further lines indented by two blanks, and after each what a person sees: what it printed,
// then its value or error. "= " begins a value where output may come at any time. "…" stands for
// any text within a line. $SRV is the address of an HTTP server, $RUNNER the runner, $DIR the
// workspace. Lines that begin with "@ " drive the session:
//
//	@ await N TEXT     waits until the output of cell N has TEXT in it
//	@ output N         shows the output of cell N so far
//	@ start            runs the next cell without waiting for it
//	@ finish           waits for the started cell and shows what it gave
//	@ interrupt [N]    interrupts
//	@ kill             kills the engine, and waits until that is told
//	@ restart [replay] restarts
//
// The file "runners" may name the runners to play it with; "norace" says why it is not for
// the race detector, "native" why it is also played with every cell compiled;
// "workspace/NAME" is put into the workspace.
type Transcript struct {
	Name    string
	Runners []string

	file    string
	archive *txtar.Archive
	script  *txtar.File
}

// Read reads the transcripts that match a pattern, in order.
func Read(t testing.TB, pattern string) []*Transcript {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	var list []*Transcript
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tr := &Transcript{
			Name: strings.TrimSuffix(filepath.Base(file), ".txtar"), Runners: []string{"goroutine", "loop"}, file: file, archive: a,
		}
		for i, f := range a.Files {
			switch f.Name {
			case "session":
				tr.script = &a.Files[i]
			case "runners":
				tr.Runners = strings.Fields(string(f.Data))
			}
		}
		if tr.script == nil {
			t.Fatalf("%s has no session", file)
		}
		list = append(list, tr)
	}
	return list
}

// Has reports whether the transcript has a file of that name.
func (tr *Transcript) Has(name string) bool {
	return slices.ContainsFunc(tr.archive.Files, func(f txtar.File) bool { return f.Name == name })
}

// Furnish puts into a workspace what the transcript wants there.
func (tr *Transcript) Furnish(t testing.TB, dir string) {
	t.Helper()
	for _, f := range tr.archive.Files {
		if name, ok := strings.CutPrefix(f.Name, "workspace/"); ok {
			if err := os.WriteFile(filepath.Join(dir, name), f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Play plays the transcript and fails the test where the person sees something else. It returns
// the text of a transcript that has what was seen.
func (tr *Transcript) Play(t testing.TB, p Person, runner, dir string, update bool) {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, `{"login": "gopher"}`)
	}))
	t.Cleanup(srv.Close)
	player := &player{t: t, person: p, vars: strings.NewReplacer("$SRV", srv.URL, "$RUNNER", runner, "$DIR", dir)}
	var now strings.Builder
	for _, st := range steps(string(tr.script.Data)) {
		shown := player.step(st)
		want := player.vars.Replace(st.want)
		if matches(want, shown) {
			now.WriteString(st.head + st.want) // with its patterns
		} else {
			now.WriteString(st.head + shown)
		}
		if testing.Verbose() {
			t.Logf("%s%s", st.head, shown)
		}
		if !update && !matches(want, shown) {
			t.Fatalf("%s:%d: after\n%sthe person sees\n%s\nwant\n%s", tr.file, st.line, st.head, indent(shown), indent(want))
		}
	}
	if update {
		tr.script.Data = []byte(strings.NewReplacer(srv.URL, "$SRV", dir, "$DIR").Replace(now.String()))
		if err := os.WriteFile(tr.file, txtar.Format(tr.archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func indent(s string) string {
	return "\t" + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n\t")
}

// A step is a cell or a command of a transcript.
type step struct {
	line int    // of the script
	head string // as written
	cell string // its text; "" for a command
	cmd  []string
	want string // what the person is to see
}

func steps(script string) []step {
	var out []step
	inCell := false
	for i, line := range strings.SplitAfter(script, "\n") {
		text := strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(text, "> "):
			out = append(out, step{line: i + 1, head: line, cell: text[2:]})
			inCell = true
		case strings.HasPrefix(text, "@ "):
			out = append(out, step{line: i + 1, head: line, cmd: strings.Fields(text[2:])})
			inCell = false
		case inCell && strings.HasPrefix(text, "  "):
			last := &out[len(out)-1]
			last.head += line
			last.cell += "\n" + text[2:]
		case len(out) > 0:
			out[len(out)-1].want += line
			inCell = false
		}
	}
	return out
}

// matches compares line by line; "…" in want stands for any text.
func matches(want, got string) bool {
	parts := strings.Split(strings.TrimRight(want, "\n"), "…")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile(`^` + strings.Join(parts, `[^\n]*`) + `$`).MatchString(strings.TrimRight(got, "\n"))
}
