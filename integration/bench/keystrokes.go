package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
)

// A typing is the time from a keystroke to its diagnostics in a document of some size.
type typing struct {
	lines int
	where string
	took  samples
	aim   time.Duration // for the median
}

// A place is where a character is typed and taken away again: after some text and the digits
// behind it, in a cell in the middle of the document.
type place struct{ name, after string }

var places = []place{
	{"in a function's body", "total += x"},
	{"in a variable that five later cells depend on", ":= sum"},
}

// chain is how many cells depend on each other, each on the one before; typing is done in the
// middle one.
const chain = 10

// cell is one cell of the documents: a function, a variable, await, and a use of the cell
// before. %[1]d is its number, %[2]d that of the cell before, or 0 for the first of a chain.
const cell = `//%%%% step %[1]d
func sum%[1]d(xs []int) int {
	total := 0
	for _, x := range xs {
		total += x
	}
	return total
}
last%[1]d := sum%[1]d([]int{%[1]d, 2, 3}) + last%[2]d
await async.Sleep(time.Duration(last%[1]d))
`

// document makes a scratch file of so many lines.
func document(lines int) string {
	var b strings.Builder
	b.WriteString("last0 := 0\n")
	for i := 1; i <= lines/strings.Count(cell, "\n"); i++ {
		before := i - 1
		if before%chain == 0 {
			before = 0
		}
		fmt.Fprintf(&b, cell, i, before)
	}
	return b.String()
}

// find gives the line and the column at which the character is typed.
func (p place) find(text string) (line, column int) {
	lines := strings.Split(text, "\n")
	steps := strings.Count(text, "//%% step")
	middle := steps/2/chain*chain + chain/2
	inCell := false
	for i, l := range lines {
		inCell = inCell || l == fmt.Sprintf("//%%%% step %d", middle)
		if at := strings.Index(l, p.after); inCell && at >= 0 {
			at += len(p.after)
			return i, at + len(l[at:]) - len(strings.TrimLeft(l[at:], "0123456789"))
		}
	}
	panic("the document has no " + p.after)
}

// spaces is how many texts without an error there are in turn.
const spaces = 40

// measureKeystrokes types a character that makes an error, and takes it away again, and times
// how long each takes to show. What takes its place are more and more spaces, so that the cell
// never has a text that it had a moment ago.
func measureKeystrokes(ctx context.Context, o options, h *home, n *noise) ([]typing, error) {
	c, err := startLSP(ctx, o, h)
	if err != nil {
		return nil, err
	}
	defer c.close()
	var typings []typing
	for _, size := range []struct {
		lines int
		aim   time.Duration
	}{{100, time.Millisecond}, {1000, 2 * time.Millisecond}, {10000, 10 * time.Millisecond}} {
		text := document(size.lines)
		uri := "file://" + filepath.Join(h.workspace, fmt.Sprintf("scratch%d.goa", size.lines))
		if err := c.open(uri, text); err != nil {
			return nil, err
		}
		for _, p := range places {
			t := typing{lines: size.lines, where: p.name, aim: size.aim}
			at := typist{uri: uri}
			at.line, at.column = p.find(text)
			for i := range o.warmups + o.keys {
				there := string(rune('a' + i/2%26))
				if i%2 == 1 {
					there = strings.Repeat(" ", 1+i/2%spaces)
				}
				took, err := c.key(&at, there, i%2 == 0)
				if err != nil {
					return nil, err
				}
				n.sample()
				if i >= o.warmups {
					t.took = append(t.took, took)
				}
			}
			if _, err := c.key(&at, "", false); err != nil { // leave the text as it was
				return nil, err
			}
			typings = append(typings, t)
		}
	}
	return typings, nil
}

// An lspClient is an editor as far as typing goes.
type lspClient struct {
	ch      *channel
	in      io.Closer
	wait    func() error
	version int
}

func startLSP(ctx context.Context, o options, h *home) (*lspClient, error) {
	cmd, in, out, err := h.pipes(ctx, o.goawait, "lsp", "--workspace", h.workspace)
	if err != nil {
		return nil, err
	}
	c := &lspClient{ch: newChannel(out, in), in: in, wait: cmd.Wait}
	err = c.ch.send(map[string]any{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": map[string]any{
		"processId": nil, "rootUri": "file://" + h.workspace, "capabilities": map[string]any{
			"textDocument": map[string]any{"publishDiagnostics": map[string]any{"versionSupport": true}},
		},
	}})
	if err != nil {
		return nil, err
	}
	if err := c.ch.receive(func(body []byte) (bool, error) {
		var m struct{ ID *int }
		err := json.Unmarshal(body, &m)
		return m.ID != nil && *m.ID == 1, err
	}); err != nil {
		return nil, err
	}
	return c, c.notify("initialized", map[string]any{})
}

func (c *lspClient) notify(method string, params any) error {
	return c.ch.send(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

// open opens a document and waits until it has no errors: until its imports are there.
func (c *lspClient) open(uri, text string) error {
	c.version++
	err := c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": uri, "languageId": "goa", "version": c.version, "text": text,
	}})
	if err != nil {
		return err
	}
	return c.diagnostics(uri, false)
}

// diagnostics waits for those of the present version of a document, with an error or without.
func (c *lspClient) diagnostics(uri string, withError bool) error {
	var last string
	err := c.ch.receive(func(body []byte) (bool, error) {
		var m struct {
			Method string
			Params struct {
				URI         string
				Version     int
				Diagnostics []struct {
					Message  string
					Severity int
				}
			}
		}
		if err := json.Unmarshal(body, &m); err != nil {
			return false, nil // another kind of message
		}
		if m.Method != "textDocument/publishDiagnostics" || m.Params.URI != uri || m.Params.Version != c.version {
			return false, nil
		}
		errors := 0
		for _, d := range m.Params.Diagnostics {
			if d.Severity == 1 {
				errors++
				last = d.Message
			}
		}
		return (errors > 0) == withError, nil
	})
	if err != nil {
		return fmt.Errorf("waiting for diagnostics (last: %q): %w", last, err)
	}
	return nil
}

// A typist is at a place of a document and has typed some characters there.
type typist struct {
	uri          string
	line, column int
	typed        int
}

// key replaces what was typed at a place, and waits for what that does: an error, or none.
func (c *lspClient) key(at *typist, text string, withError bool) (time.Duration, error) {
	type position struct {
		Line      int `json:"line"`
		Character int `json:"character"`
	}
	from, to := position{at.line, at.column}, position{at.line, at.column + at.typed}
	at.typed = len(text)
	c.version++
	start := time.Now()
	err := c.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": at.uri, "version": c.version},
		"contentChanges": []any{map[string]any{"range": map[string]any{"start": from, "end": to}, "text": text}},
	})
	if err != nil {
		return 0, err
	}
	err = c.diagnostics(at.uri, withError)
	return time.Since(start), err
}

func (c *lspClient) close() {
	_ = c.in.Close()
	_ = c.wait()
}
