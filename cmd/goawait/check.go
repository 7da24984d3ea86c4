package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/transform"
)

// A finding of `goawait check`, one line of its --json.
type checkLine struct {
	File     string             `json:"file"`
	Line     int                `json:"line"`   // 1-based
	Column   int                `json:"column"` // 1-based, in bytes
	EndLine  int                `json:"endLine"`
	EndCol   int                `json:"endColumn"`
	Severity transform.Severity `json:"severity"` // as LSP numbers them
	Code     transform.Code     `json:"code"`
	GoCode   string             `json:"goCode,omitempty"`
	Message  string             `json:"message"`
}

// importTimeout bounds loading what the checked files import.
const importTimeout = 2 * time.Minute

// runCheck reports what is wrong in files without running them: each cell in the scope of
// those above it.
func runCheck(ctx context.Context, args []string, std stdio) int {
	fs := newFlags("check", std)
	asJSON := fs.Bool("json", false, "one JSON object a line")
	if status, done := fs.parse(args, 1, -1); done {
		return status
	}
	status := exitOK
	told := map[string]bool{}
	for _, path := range fs.Args() {
		lines, problems, err := checkFile(ctx, path)
		for _, p := range problems {
			if text := p.String(); !told[text] {
				told[text] = true
				fmt.Fprintf(std.err, "%s (ignored)\n", text)
			}
		}
		if err != nil {
			fmt.Fprintf(std.err, "goawait check: %v\n", err)
			status = exitFailed
			continue
		}
		for _, l := range lines {
			if l.Severity == transform.SeverityError {
				status = exitFailed
			}
			printCheck(std.out, l, *asJSON)
		}
	}
	return status
}

func printCheck(w io.Writer, l checkLine, asJSON bool) {
	if asJSON {
		_ = json.NewEncoder(w).Encode(l)
		return
	}
	severity := map[transform.Severity]string{transform.SeverityError: "error", transform.SeverityWarning: "warning"}[l.Severity]
	if severity == "" {
		severity = "hint"
	}
	fmt.Fprintf(w, "%s:%d:%d: %s: %s [%s]\n", l.File, l.Line, l.Column, severity, inOneLine(l.Message), l.Code)
}

// inOneLine is a message without line ends: what quotes the person's code may have some.
func inOneLine(text string) string {
	return strings.NewReplacer("\r\n", " ", "\n", " ").Replace(text)
}

// checkFile checks the cells of a file in order. problems are those of the settings.
func checkFile(ctx context.Context, path string) (out []checkLine, problems []session.Problem, err error) {
	if filepath.Ext(path) == ".go" && !isFolder(path) {
		return nil, nil, fmt.Errorf("%s is an ordinary Go file: go vet and gopls check it", path)
	}
	if isFolder(path) {
		return nil, nil, fmt.Errorf("%s is a folder: name the files in it", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the file: %w", err)
	}
	cfg, err := sessionConfig(workspaceOf(path))
	if err != nil {
		return nil, problems, err
	}
	settings, problems := session.LoadSettings(cfg.Workspace, cfg.ConfigDir)
	env := session.CheckEnv(settings, cfg.importer)
	ctx, cancel := context.WithTimeout(ctx, importTimeout)
	defer cancel()
	var ns *transform.Namespace
	index := transform.NewLines(text)
	for i, cell := range transform.SplitCells(text) {
		env.CellNo = i + 1
		parsed := transform.Parse(text[cell.Body:cell.End])
		checked := transform.Check(ctx, parsed, ns, env)
		for checked.Pending() {
			if err := cfg.importer.Wait(ctx); err != nil {
				return nil, problems, fmt.Errorf("loading imports of %s: %w", path, err)
			}
			checked = transform.Check(ctx, parsed, ns, env)
		}
		ns = ns.With(checked)
		for _, e := range checked.Errors {
			if len(settings.Transformers) > 0 && e.Severity == transform.SeverityError {
				e.Msg += lsp.AsWritten
			}
			out = append(out, checkLineOf(path, index, cell.Body, e))
		}
	}
	return out, problems, nil
}

func checkLineOf(path string, index *transform.Lines, body int, e transform.Error) checkLine {
	line, col := index.ByteCol(body + e.Start)
	endLine, endCol := index.ByteCol(body + e.End)
	return checkLine{
		File: path, Line: line + 1, Column: col + 1, EndLine: endLine + 1, EndCol: endCol + 1,
		Severity: e.Severity, Code: e.Code, GoCode: e.GoCode, Message: e.Msg,
	}
}
