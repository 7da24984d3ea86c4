package lsp

import (
	"fmt"

	"go.lsp.dev/protocol"
)

// A Progress tells how far something is that takes long.
type Progress struct {
	Title, Text string
	Done, Total int  // Total is 0 where there is nothing to count
	End         bool // it is over; the rest is not meant
}

// A progressBar is what the client shows of the one thing that takes long.
type progressBar struct {
	no     int
	shown  bool // the client has made it
	asked  bool // or has been asked to
	latest Progress
}

// progress shows the client how far something is. The server's mu is not held.
func (s *server) progress(p Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	bar := &s.bar
	if !s.client.progress || s.closed || p.End && !bar.asked {
		return
	}
	bar.latest = p
	if bar.shown {
		s.drawLocked(false)
		return
	}
	if bar.asked {
		return
	}
	bar.asked = true
	bar.no++
	s.background.Go(func() { // ends when the client has answered, or with the connection
		params := map[string]any{"token": s.bar.token()}
		err := s.conn.call(s.conn.ctx, protocol.MethodWindowWorkDoneProgressCreate, params)
		s.mu.Lock()
		defer s.mu.Unlock()
		if err != nil {
			s.bar.asked = false
			return
		}
		s.bar.shown = true
		s.drawLocked(true)
	})
}

func (b *progressBar) token() string { return fmt.Sprintf("goawait-%d", b.no) }

// drawLocked sends what was told last. A bar that is over is gone.
func (s *server) drawLocked(begin bool) {
	p := s.bar.latest
	value := map[string]any{"kind": "report", "message": p.Text}
	switch {
	case p.End:
		value = map[string]any{"kind": "end"}
		if begin { // it was over before the client had made it
			s.sendProgress(map[string]any{"kind": "begin", "title": "goawait"})
		}
	case begin:
		value["kind"], value["title"] = "begin", "goawait: "+p.Title
	}
	if p.Total > 0 && !p.End {
		value["percentage"] = min(max(100*p.Done/p.Total, 0), 100)
	}
	s.sendProgress(value)
	if p.End {
		s.bar.shown, s.bar.asked = false, false
	}
}

func (s *server) sendProgress(value map[string]any) {
	s.conn.notify(protocol.MethodProgress, map[string]any{"token": s.bar.token(), "value": value})
}
