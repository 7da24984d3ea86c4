package session

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goawait/goawait/transform"
)

// runFile carries out %run.
func (x *execution) runFile(m *transform.Magic) (*outcome, error) {
	words, err := wordsOf(m.Args)
	if err != nil {
		return x.complain(m, "%%run: %v", err), nil
	}
	inside := len(words) > 0 && words[0] == "-i"
	if inside {
		words = words[1:]
	}
	if len(words) == 0 {
		return x.complain(m, "%%run needs a file"), nil
	}
	path := x.s.path(words[0])
	switch {
	case filepath.Ext(path) == ".go" && !inside:
		return x.runProgram(m, path, words[1:])
	case len(words) > 1:
		return x.complain(m, "%%run: only a program takes arguments, and %s is run in this session", words[0]), nil
	}
	return x.runCells(m, path)
}

// runProgram runs a file as the program that it is, apart from the session, as `goawait run` does.
// Its output streams under the cell. A status other than 0 is an error of the cell.
func (x *execution) runProgram(m *transform.Magic, path string, args []string) (*outcome, error) {
	if len(x.s.programs) == 0 {
		return x.complain(m, "%%run runs no programs in a session without goawait; %%run -i runs the file in this session"), nil
	}
	if _, err := os.Stat(path); err != nil {
		return x.failed(m, err), nil
	}
	words := slices.Concat(x.s.programs, []string{"--", path}, args)
	status, err := x.command(words, programGrace)
	switch {
	case x.stopped():
		return x.interrupted(), nil
	case status != nil:
		return x.failed(m, fmt.Errorf("%s: %w", filepath.Base(path), status)), nil
	case err != nil:
		return x.failed(m, err), nil
	}
	return done, nil
}

// programGrace is how long a program that is interrupted has to end by itself.
const programGrace = time.Second

// runCells runs a file's cells one after another, as parts of this cell: they share its
// number, and their positions are the file's.
func (x *execution) runCells(m *transform.Magic, path string) (*outcome, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return x.failed(m, err), nil
	}
	if x.files == maxFiles {
		return x.failed(m, fmt.Errorf("%s is %d files deep in files that run files", m.Args, maxFiles)), nil
	}
	own := *x
	defer func() { x.req, x.part, x.files = own.req, own.part, own.files }()
	x.files++
	for _, cell := range FileCells(path, text) {
		x.req.Source, x.req.Region, x.req.Program = cell.Source, cell.Region, cell.Program
		x.part = x.s.addPart(part{parent: x.cell, region: cell.Region})
		out, err := x.run()
		if err != nil {
			return nil, err
		}
		if !out.ok() {
			out.diags = []transform.Error{{
				Start: m.Start, End: m.End, Severity: transform.SeverityError, Code: Raised, Msg: out.text,
			}}
			return out, nil
		}
	}
	return done, nil
}

// wordsOf takes arguments apart at their spaces. Quotes, of either kind, keep a word together.
func wordsOf(args string) (words []string, err error) {
	word, quote, any := "", rune(0), false
	for _, r := range args {
		switch {
		case quote == 0 && (r == '"' || r == '\''):
			quote, any = r, true
		case r == quote:
			quote = 0
		case quote == 0 && (r == ' ' || r == '\t'):
			if any {
				words = append(words, word)
			}
			word, any = "", false
		default:
			word, any = word+string(r), true
		}
	}
	switch {
	case quote != 0:
		return nil, fmt.Errorf("a %c is not closed", quote)
	case any:
		words = append(words, word)
	}
	return words, nil
}

// maxFiles bounds how deep files may run files.
const maxFiles = 20

// FileCells gives the cells of a file as requests to run, in order. The Source of each is
// the whole file with the other cells made blank, so that every position is the file's. A
// .go file is one cell, less its package clause, and ends with the call of its main.
func FileCells(path string, text []byte) []RunRequest {
	region := func() *Region { return &Region{Path: path} }
	if filepath.Ext(path) == ".go" {
		return []RunRequest{{Source: program(text), Region: region(), Program: true}}
	}
	var out []RunRequest
	for _, c := range transform.SplitCells(text) {
		src := string(blank(text[:c.End], c.Body, c.End))
		if strings.TrimSpace(src) != "" {
			out = append(out, RunRequest{Source: src, Region: region()})
		}
	}
	return out
}
