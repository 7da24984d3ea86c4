package lsp

import (
	"sync"

	"go.lsp.dev/protocol"
)

// maxPendingOutput is how much text waits for a client that reads slowly, in bytes. What
// comes on top is counted and left out: the results have what is kept of it.
const maxPendingOutput = 1 << 20

// OutputParams is what a cell or the session itself wrote.
type OutputParams struct {
	URI      DocumentURI     `json:"uri,omitzero"`
	Range    *protocol.Range `json:"range,omitzero"` // of the cell's region, where the document is open
	Cell     int             `json:"cell"`           // 0 if no cell is known to have caused it
	Task     int64           `json:"task,omitzero"`  // the task that wrote it; 0 for the cell itself
	Category string          `json:"category"`       // "stdout", "stderr" or "console"
	Text     string          `json:"text"`
	Dropped  int             `json:"dropped,omitzero"` // bytes left out after Text
}

// An Output is text that was written. It is immutable.
type Output struct {
	Path     string // of the document of the cell that caused it; "" if it has none
	Line     int    // where its region begins: 0-based, a column in bytes
	Col      int
	EndLine  int
	EndCol   int
	Cell     int
	Task     int64
	Category string
	Text     string
}

// A printer passes output on to the client, as fast as the client reads and no faster:
// pieces that wait become one.
type printer struct {
	mu      sync.Mutex // guards what follows
	pending []Output
	size    int // of their texts
	dropped int // bytes after the last of them
	running bool
}

// output takes in text for the client. It does not block.
func (s *server) output(o *Output) {
	p := &s.printer
	p.mu.Lock()
	defer p.mu.Unlock()
	switch last := len(p.pending) - 1; {
	case p.size+len(o.Text) > maxPendingOutput:
		p.dropped += len(o.Text)
	case last >= 0 && p.dropped == 0 && samePlace(&p.pending[last], o):
		p.pending[last].Text += o.Text
		p.size += len(o.Text)
	default:
		p.pending = append(p.pending, *o)
		p.size += len(o.Text)
	}
	if p.running {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	p.running = true
	s.background.Go(func() { // ends when nothing is pending, or with the connection
		defer s.conn.recover("output", nil)
		for s.conn.out.drained() && s.print(true) {
		}
	})
}

// samePlace reports whether two pieces are of one writer.
func samePlace(a, b *Output) bool {
	return a.Cell == b.Cell && a.Task == b.Task && a.Category == b.Category && a.Path == b.Path && a.Line == b.Line && a.Col == b.Col
}

// print sends what is pending and reports whether that was anything. last says that the
// printing goroutine asks, which ends where it was nothing.
func (s *server) print(last bool) bool {
	p := &s.printer
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.pending) == 0 {
		if last {
			p.running = false
		}
		return false
	}
	for i := range p.pending {
		params := s.outputParams(&p.pending[i])
		if i == len(p.pending)-1 {
			params.Dropped = p.dropped
		}
		s.conn.notify(MethodOutput, params)
	}
	p.pending, p.size, p.dropped = nil, 0, 0
	return true
}

// outputParams converts output to what clients see.
func (s *server) outputParams(o *Output) *OutputParams {
	params := &OutputParams{Cell: o.Cell, Task: o.Task, Category: o.Category, Text: o.Text}
	if o.Path == "" {
		return params
	}
	params.URI = s.uriOf(o.Path)
	if open := s.snapshots(o.Path); len(open) > 0 {
		start, end := open[0].region(&Result{Line: o.Line, Col: o.Col, EndLine: o.EndLine, EndCol: o.EndCol})
		rang := open[0].lines.rang(start, end)
		params.Range = &rang
	}
	return params
}
