package session

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goawait/goawait/transform"
)

// The place of each text is at the bar; what is completed begins at the caret, if there is one.
func TestComplete(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"one.goa", "two.go", "notes.txt", ".hidden.goa"} {
		writeFile(t, filepath.Join(dir, name), "")
	}
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "sub", "deep.goa"), "")
	w := openFake(t, "ok", Config{Workspace: dir, Env: []string{"GOAWAIT_TEST_NAME=1"}})
	w.run("1") // an engine is there
	for _, test := range []struct{ text, want string }{
		{"x := 1\n^%ti|", "%time %timeit"},
		{"^%%ti|", "%%time %%timeit"},
		{"^%%au|", ""},
		{"^%quick|ref", "%quickref"},
		{"%autoawait ^|", "--scope conc errgroup goroutine loop off on sync"},
		{"%autoawait ^lo|", "loop"},
		{"%autoawait loop --scope ^|", "cell session"},
		{"%run ^|", "one.goa sub/ two.go"},
		{"%run ^sub/|", "sub/deep.goa"},
		{"%run ^.h|", ".hidden.goa"},
		{"%load ^|", "notes.txt one.goa sub/ two.go"},
		{"%cd ^|", "sub/"},
		{"!ls ^no|", "notes.txt"},
		{"%config ^ru|", "runner"},
		{"%config runner = ^|", "conc errgroup goroutine loop sync"},
		{"%config autoawait = ^t|", "true"},
		{"%config loopScope=^|", "cell session"},
		{"%cancel ^|", "7 all cell"},
		{"%cancel cell ^|", "1"},
		{"%who ^|", "const func import type var"},
		{"%env ^GOAWAIT_TEST|", "GOAWAIT_TEST_NAME"},
		{"%timeit ^-|", "-n -o -p -q -r"},
		{"%history ^-|", "-l -n"},
		{"%nosuch ^|", ""},
		{"%pwd ^|", ""},
	} {
		start := strings.Index(test.text, "^")
		text := strings.Replace(test.text, "^", "", 1)
		at := strings.Index(text, "|")
		text = strings.Replace(text, "|", "", 1)
		got := w.Complete(text, at)
		var inserts []string
		for _, item := range got.Items {
			inserts = append(inserts, item.Insert)
		}
		slices.Sort(inserts)
		if strings.Join(inserts, " ") != test.want || len(inserts) > 0 && got.Start != start {
			t.Errorf("%q gave %q from %d on, want %q", test.text, inserts, got.Start, test.want)
		}
	}
}

// The options that the dialect reads before code are those that the magics tell of.
func TestFlagsOfCode(t *testing.T) {
	for name, m := range newMagicTable().byName {
		for _, f := range m.flags {
			if !m.code {
				continue
			}
			source := "%" + name + " " + f.name
			if f.arg != "" {
				source += " 3"
			}
			c := transform.Parse([]byte(source + " x")).Items[0].Magic
			if len(c.Options) != 1 || "-"+string(c.Options[0].Letter) != f.name || (c.Options[0].Value != "") != (f.arg != "") {
				t.Errorf("%s is read as %+v", source, c.Options)
			}
		}
	}
}
