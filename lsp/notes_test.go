package lsp_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
	"golang.org/x/tools/txtar"

	"github.com/goawait/goawait/lsp/lsptest"
	"github.com/goawait/goawait/transform"
)

// TestNotes publishes each document of testdata/notes and compares its notes with what is
// published, one to one:
//
//	await 3 //@ diag "3" not-awaitable "int is not awaitable"
//
// says that this line has a diagnostic at that text with that code and a message that holds
// that. A note that begins with "//@ up" is about the line above its own, where a comment
// would be part of the line. Files called session/N are cells that ran before; the archive's
// comment may say "autoawait off".
func TestNotes(t *testing.T) {
	files, err := filepath.Glob("testdata/notes/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no test data", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			host := newHost()
			if strings.Contains(string(archive.Comment), "autoawait off") {
				host.set(func(e *transform.Env) { e.Autoawait = false })
			}
			c := start(t, host)
			for i, f := range archive.Files {
				if strings.HasPrefix(f.Name, "session/") {
					host.define(t, i+1, string(f.Data))
					continue
				}
				text := string(f.Data)
				uri := "file:///w/" + f.Name
				c.Open(uri, text)
				got := published(text, c.Diagnostics(uri, 1))
				match(t, f.Name, notes(t, text), got)
			}
		})
	}
}

// A note is a diagnostic as a note has it.
type note struct {
	line             int
	text, code, mess string
}

func (n note) String() string {
	return fmt.Sprintf("line %d: %q %s %q", n.line+1, n.text, n.code, n.mess)
}

var noteForm = regexp.MustCompile(`//@ (up )?diag ("(?:[^"\\]|\\.)*") ([a-z-]+) ("(?:[^"\\]|\\.)*")`)

// notes gives the notes of a text.
func notes(t *testing.T, text string) []note {
	t.Helper()
	var out []note
	for i, line := range strings.Split(text, "\n") {
		found := noteForm.FindAllStringSubmatch(line, -1)
		if len(found) != strings.Count(line, "//@ ") {
			t.Errorf("line %d has a note that cannot be read: %s", i+1, line)
		}
		for _, f := range found {
			n := note{line: i, code: f[3]}
			if f[1] != "" {
				n.line--
			}
			n.text, _ = strconv.Unquote(f[2])
			n.mess, _ = strconv.Unquote(f[4])
			out = append(out, n)
		}
	}
	return out
}

// published gives diagnostics as notes of a text, which is ASCII.
func published(text string, diagnostics []protocol.Diagnostic) []note {
	lines := strings.Split(text, "\n")
	var out []note
	for _, d := range diagnostics {
		line := lines[d.Range.Start.Line]
		end := len(line)
		if d.Range.End.Line == d.Range.Start.Line {
			end = int(d.Range.End.Character)
		}
		out = append(out, note{
			line: int(d.Range.Start.Line), text: line[d.Range.Start.Character:end],
			code: lsptest.Code(d), mess: lsptest.Text(d),
		})
	}
	return out
}

// match compares one to one.
func match(t *testing.T, name string, want, got []note) {
	t.Helper()
	for _, w := range want {
		i := slices.IndexFunc(got, func(g note) bool {
			return g.line == w.line && g.text == w.text && g.code == w.code && strings.Contains(g.mess, w.mess)
		})
		if i < 0 {
			t.Errorf("%s: not published: %v", name, w)
			continue
		}
		got = slices.Delete(got, i, i+1)
	}
	for _, g := range got {
		t.Errorf("%s: no note for: %v", name, g)
	}
}
