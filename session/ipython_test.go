package session_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goawait/goawait/session"
)

const ipythonTable = "../docs/IPYTHON.md"

// TestIPythonTable runs the rows of docs/IPYTHON.md: what its cells show is what it says.
func TestIPythonTable(t *testing.T) {
	text, err := os.ReadFile(ipythonTable)
	if err != nil {
		t.Fatal(err)
	}
	tests := goTests(t)
	lines := strings.Split(string(text), "\n")
	rows := 0
	for i, line := range lines {
		columns := splitRow(line)
		if len(columns) != 4 || strings.HasPrefix(columns[1], "---") || columns[1] == "our cell" {
			continue
		}
		rows++
		cells := spans(columns[1])
		if len(cells) == 1 && strings.HasPrefix(cells[0], "Test") {
			if !tests[cells[0]] {
				t.Errorf("row %q: there is no test %s", columns[0], cells[0])
			}
			continue
		}
		t.Run(columns[0], func(t *testing.T) {
			if !*update {
				t.Parallel()
			}
			shown := strings.Split(strings.TrimRight(showCells(t, cells), "\n"), "\n")
			want := spans(columns[2])
			if *update {
				if !matchLines(want, shown) || columns[2] == "?" {
					columns[2] = " " + writeSpans(shown) + " "
					lines[i] = "| " + columns[0] + " | " + columns[1] + " |" + columns[2] + "| " + columns[3] + " |"
				}
				return
			}
			if !matchLines(want, shown) {
				t.Errorf("%q shows\n\t%s\nwant\n\t%s", cells, strings.Join(shown, "\n\t"), strings.Join(want, "\n\t"))
			}
		})
	}
	if rows < 80 {
		t.Errorf("only %d rows were found", rows)
	}
	if *update {
		if err := os.WriteFile(ipythonTable, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// showCells runs cells in a session of their own and returns what a prompt shows of them.
func showCells(t *testing.T, cells []string) string {
	s := openReal(t, session.Config{Workspace: t.TempDir()})
	var out strings.Builder
	err := s.Prompt(t.Context(), strings.NewReader(strings.Join(cells, "\n//%%\n")), &out, "")
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// splitRow gives the columns of a row of a Markdown table; nil if the line is none.
func splitRow(line string) []string {
	line, ok := strings.CutPrefix(line, "|")
	line, ok2 := strings.CutSuffix(line, "|")
	if !ok || !ok2 {
		return nil
	}
	columns := strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), "|")
	for i, c := range columns {
		columns[i] = strings.ReplaceAll(strings.TrimSpace(c), "\x00", `\|`)
	}
	return columns
}

var span = regexp.MustCompile("`` (.*?) ``|`([^`]*)`")

// spans gives the code spans of a column, with their line ends and bars as they are meant.
func spans(column string) (list []string) {
	for _, m := range span.FindAllStringSubmatch(column, -1) {
		list = append(list, strings.NewReplacer("⏎", "\n", `\|`, "|").Replace(m[1]+m[2]))
	}
	return list
}

// writeSpans is a column for lines.
func writeSpans(lines []string) string {
	if len(lines) == 1 && lines[0] == "" {
		return "—"
	}
	for i, line := range lines {
		line = strings.ReplaceAll(line, "|", `\|`)
		if strings.Contains(line, "`") {
			line = "`` " + line + " ``"
		} else {
			line = "`" + line + "`"
		}
		lines[i] = line
	}
	return strings.Join(lines, "<br>")
}

// matchLines compares what is shown with what is wanted, where "…" is any text.
func matchLines(want, shown []string) bool {
	if len(want) == 0 {
		return len(shown) == 1 && shown[0] == ""
	}
	if len(want) != len(shown) {
		return false
	}
	for i := range want {
		pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(want[i]), "…", ".*") + "$"
		if !regexp.MustCompile(pattern).MatchString(strings.TrimRight(shown[i], " ")) {
			return false
		}
	}
	return true
}

var testFunc = regexp.MustCompile(`(?m)^func (Test[A-Za-z0-9_]+)`)

// goTests are the names of the tests of the module.
func goTests(t *testing.T) map[string]bool {
	names := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range testFunc.FindAllSubmatch(text, -1) {
			names[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
