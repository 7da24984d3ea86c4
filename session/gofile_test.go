package session_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goawait/goawait/session"
)

// TestGoFile runs parts of ordinary Go files: a package's name means there what the file imports.
func TestGoFile(t *testing.T) {
	s := openReal(t, session.Config{})
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	html := write("html.go", "package x\n\nimport \"html/template\"\n")
	text := write("text.go", "package x\n\nimport (\n\t\"text/template\"\n\ttmpl \"html/template\"\n)\n")
	unsaved := write("unsaved.go", "package x\n")
	s.Edited(unsaved, nil, []byte("package x\n\nimport \"math/rand/v2\"\n\nvar n = rand.IntN(1)\n"))
	notes := write("notes.goa", "")
	for _, test := range []struct{ path, source, want string }{
		{notes, `template.URL("a")`, "undefined: template.URL"}, // it is text/template by itself
		{notes, `rand.IntN(1)`, "undefined: rand.IntN"},
		{html, `template.URL("a")`, `"a"`},
		{html, `template.HTMLEscapeString("<")`, `"&lt;"`},
		{text, `template.URL("a")`, "undefined: template.URL"},
		{text, `tmpl.URL("b")`, `"b"`},
		{html, `template.URL("c")`, `"c"`},
		{unsaved, `rand.IntN(1)`, "0"},
		{notes, `rand.IntN(1)`, "0"}, // a name of the session's by now
	} {
		r, err := s.Run(t.Context(), session.RunRequest{Source: test.source, Region: &session.Region{Path: test.path}})
		if err != nil {
			t.Fatal(err)
		}
		got := r.Text
		if r.Value != nil {
			got = r.Value.Text
		}
		if !strings.Contains(got, test.want) {
			t.Errorf("%s in %s gave %s, want %s", test.source, filepath.Base(test.path), got, test.want)
		}
	}
}
