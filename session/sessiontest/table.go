package sessiontest

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// A Table is a Markdown file with tables of four columns: a name, cells of one session, what is
// shown of them, and a remark. Each code span is a cell, or a line that is shown; ⏎ is a new line,
// and … any text. Where the cells are Go tests, each with its folder, those are the outcome.
type Table struct {
	Rows []*Row

	file  string
	lines []string
}

// A Row is one row of a Table.
type Row struct {
	Name  string
	Cells []string
	Tests []string // folder/TestName, in place of cells
	Want  []string

	line    int
	columns []string
}

// ReadTable reads the rows of a file.
func ReadTable(t testing.TB, file string) *Table {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	table := &Table{file: file, lines: strings.Split(string(text), "\n")}
	for i, line := range table.lines {
		columns := splitRow(line)
		if len(columns) != 4 || strings.HasPrefix(columns[1], "---") || columns[1] == "our cell" {
			continue
		}
		r := &Row{Name: columns[0], Want: spans(columns[2]), line: i, columns: columns}
		cells := spans(columns[1])
		if len(cells) > 0 && strings.HasPrefix(cells[0], "Test") {
			for i := 0; i+1 < len(cells); i += 2 {
				r.Tests = append(r.Tests, cells[i+1]+"/"+cells[i])
			}
		} else {
			r.Cells = cells
		}
		table.Rows = append(table.Rows, r)
	}
	return table
}

// Input is the row's cells as a prompt reads them.
func (r *Row) Input() string { return strings.Join(r.Cells, "\n//%%\n") }

// Shows reports whether that is what a prompt is to show.
func (r *Row) Shows(shown string) bool {
	lines := strings.Split(strings.TrimRight(shown, "\n"), "\n")
	if len(r.Want) == 0 {
		return len(lines) == 1 && lines[0] == ""
	}
	if len(r.Want) != len(lines) {
		return false
	}
	for i, want := range r.Want {
		pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(want), "…", ".*") + "$"
		if !regexp.MustCompile(pattern).MatchString(strings.TrimRight(lines[i], " ")) {
			return false
		}
	}
	return true
}

// Set makes of what is shown what the row says.
func (t *Table) Set(r *Row, shown string) {
	if r.Shows(shown) && r.columns[2] != "?" {
		return
	}
	lines := strings.Split(strings.TrimRight(shown, "\n"), "\n")
	t.lines[r.line] = "| " + r.columns[0] + " | " + r.columns[1] + " | " + writeSpans(lines) + " | " + r.columns[3] + " |"
}

// Write writes the file.
func (t *Table) Write() error {
	return os.WriteFile(t.file, []byte(strings.Join(t.lines, "\n")), 0o644)
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
