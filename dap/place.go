package dap

import (
	"bytes"
	"math"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/goawait/goawait/dap/protocol"
	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/transform"
	godap "github.com/google/go-dap"
)

// A place is where the text of an evaluate begins: in a document, or nowhere but in itself.
// Lines and columns are 0-based.
type place struct {
	path     string // of the document; "" for none
	line     int
	col      int // in bytes
	colUTF16 int
}

// placeOf reads where the text of an evaluate comes from. A line without a source, or a source
// without a line, is no place. Only a cell has one: what is evaluated without a trace has no
// region that its result could be kept for.
func (c *conn) placeOf(args *protocol.EvaluateArguments) (*place, error) {
	cl := &c.client
	line, column, err := cl.position(args)
	if err != nil {
		return nil, err
	}
	p := &place{}
	if args.Context != protocol.ContextRepl || args.Source == nil || args.Line == nil {
		return p, nil
	}
	if p.path = cl.path(args.Source.Path); p.path == "" {
		return p, nil
	}
	if !filepath.IsAbs(p.path) {
		return nil, fail(idArguments, "evaluate: source.path %.200q must be absolute", args.Source.Path)
	}
	p.line, p.col, p.colUTF16 = line, column, column
	if column > 0 {
		if text, ok := c.host.Document(p.path); ok {
			p.col = bytesOf(lineOf(text, line), column)
		}
	}
	return p, nil
}

// position gives line and column as 0-based numbers; what is absent is 0.
func (cl *client) position(args *protocol.EvaluateArguments) (line, column int, err error) {
	if args.Line != nil {
		if line = *args.Line - cl.line; line < 0 || line > math.MaxInt32 {
			return 0, 0, fail(idArguments, "evaluate: line %d is not in a document whose first line is %d", *args.Line, cl.line)
		}
	}
	if args.Column != nil {
		if column = *args.Column - cl.column; column < 0 || column > math.MaxInt32 {
			return 0, 0, fail(idArguments, "evaluate: column %d is not in a line whose first column is %d", *args.Column, cl.column)
		}
	}
	return line, column, nil
}

// region is p as the session wants it; nil if there is no document.
func (p *place) region() *session.Region {
	if p.path == "" {
		return nil
	}
	return &session.Region{Path: p.path, Line: p.line, Col: p.col}
}

// describe is goawait's addition to the answer to an evaluate of the cell at p.
func (c *conn) describe(res *session.Result, p *place) *protocol.Run {
	run := &protocol.Run{
		Cell: res.Cell, State: string(res.State), DurationMs: float64(res.Duration.Microseconds()) / 1000,
		Lane: res.Lane, CompileMs: float64(res.Compiling.Microseconds()) / 1000,
	}
	if p.path != "" {
		first := p.line
		if res.Region != nil { // it may have moved while the cell ran
			first = res.Region.Line
		}
		end := c.client.line + first + strings.Count(strings.TrimRight(res.Source, " \t\r\n"), "\n")
		run.EndLine = &end
	}
	for i := range res.Diagnostics {
		run.Diagnostics = append(run.Diagnostics, c.diagnostic(&res.Diagnostics[i], res.Source, p))
	}
	return run
}

// diagnostic puts an error of source, which begins at p, into the client's coordinates.
func (c *conn) diagnostic(e *transform.Error, source string, p *place) protocol.Diagnostic {
	at := func(offset int) (line, column int) {
		before := source[:min(max(offset, 0), len(source))]
		line, lineStart := strings.Count(before, "\n"), strings.LastIndexByte(before, '\n')+1
		if column = utf16Len(before[lineStart:]); line == 0 {
			column += p.colUTF16
		}
		return c.client.line + p.line + line, c.client.column + column
	}
	d := protocol.Diagnostic{Severity: int(e.Severity), Code: string(e.Code), Message: e.Msg}
	d.Line, d.Column = at(e.Start)
	d.EndLine, d.EndColumn = at(e.End)
	return d
}

// where names a 1-based line of a region to the client; nothing if there is no region.
func (c *conn) where(region *session.Region, line int) (*godap.Source, *int) {
	if region == nil {
		return nil, nil
	}
	return c.located(region.Path, region.Line+max(line, 1)-1, true)
}

// located names a 0-based line of a document to the client, if ok.
func (c *conn) located(path string, line int, ok bool) (*godap.Source, *int) {
	if !ok || path == "" {
		return nil, nil
	}
	line += c.client.line
	return c.client.source(path), &line
}

// lineOf is line n of text, without what ends it; empty if there is no such line.
func lineOf(text []byte, n int) []byte {
	for ; n > 0; n-- {
		i := bytes.IndexByte(text, '\n')
		if i < 0 {
			return nil
		}
		text = text[i+1:]
	}
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	return bytes.TrimSuffix(text, []byte("\r"))
}

// bytesOf is the offset of the UTF-16 column in line, at most the line's length.
func bytesOf(line []byte, column int) int {
	at := 0
	for column > 0 && at < len(line) {
		r, size := utf8.DecodeRune(line[at:])
		column -= utf16Size(r)
		at += size
	}
	return at
}

// utf16Len is the length of text in UTF-16 units.
func utf16Len(text string) int {
	n := 0
	for _, r := range text {
		n += utf16Size(r)
	}
	return n
}

func utf16Size(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}
