package lsp

import (
	"context"

	"go.lsp.dev/protocol"
)

// event passes on what the Host reports. It may be called from any goroutine, does not block,
// and does not call the Host: what needs the Host is left to the diagnostic passes.
func (s *server) event(e Event) {
	switch {
	case e.Scope:
		s.mu.Lock()
		s.scopeNo++
		s.mu.Unlock()
		s.rediagnose("")
	case e.Result != nil:
		s.print(false) // what it printed comes before it
		for _, snap := range s.snapshots(e.Result.Path) {
			s.mu.Lock()
			s.tellLocked(snap, e.Result)
			s.mu.Unlock()
		}
		s.refreshHints()
		if e.Result.State != "queued" { // which changes nothing of what ran
			s.rediagnose(e.Result.Path)
		}
	case e.Status != nil:
		s.conn.notify(MethodStatus, e.Status)
	case e.Output != nil:
		if s.options.output {
			s.output(e.Output)
		}
	case e.Progress != nil:
		s.progress(*e.Progress)
	case e.Notice != "":
		s.conn.notify(protocol.MethodWindowShowMessage, &protocol.ShowMessageParams{Type: protocol.MessageTypeInfo, Message: e.Notice})
	case e.Clear != nil:
		s.cleared(*e.Clear)
	}
}

// cleared tells the client that results are gone, of one document or of all.
func (s *server) cleared(path string) {
	for _, snap := range s.snapshots(path) {
		s.mu.Lock()
		clear(snap.doc.told)
		s.mu.Unlock()
		s.conn.notify(MethodCleared, ClearParams{TextDocument: &protocol.TextDocumentIdentifier{URI: snap.doc.uri}})
	}
	s.refreshHints()
	s.rediagnose(path)
}

// A told is what a client was told of a result, as far as it changes.
type told struct {
	state          string
	stale, pending bool
	native         int  // functions that were compiled since
	lost           bool // its text was deleted since, and the client has dropped it
}

// stage orders the states of one run.
func (t told) stage() int {
	switch t.state {
	case "queued":
		return 1
	case "running":
		return 2
	}
	return 3
}

// tell notifies the client of the results that it does not know: those that were there when
// it opened the document, and those that an edit made stale or fresh again.
func (s *server) tell(ctx context.Context, snap *snapshot, results []Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil {
		return // a newer pass tells it
	}
	for i := range results {
		s.tellLocked(snap, &results[i])
	}
}

// tellLocked notifies the client of a result unless it knows it, or knows of a later stage of
// the run: the results that a pass looks at may be older than what was told meanwhile.
func (s *server) tellLocked(snap *snapshot, r *Result) {
	now, before := told{state: r.State, stale: r.Stale, pending: r.Pending, native: len(r.Native)}, snap.doc.told[r.Run]
	if r.Lost {
		if before.lost = true; before.state != "" {
			snap.doc.told[r.Run] = before
		}
		return
	}
	if before == now || before.state != "" && before.stage() > now.stage() {
		return
	}
	if before.stage() == now.stage() && now.native < before.native {
		return
	}
	if now.pending && before.stage() == now.stage() && before.state != "" && !before.pending {
		return // its task has ended since
	}
	snap.doc.told[r.Run] = now
	s.conn.notify(MethodResult, snap.resultParams(r))
}

// snapshots gives the open documents with a path; all if it is empty. There may be several:
// clients are free to spell one file's URI in different ways.
func (s *server) snapshots(path string) []*snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []*snapshot
	for _, doc := range s.documents {
		if path == "" || doc.path == path {
			out = append(out, doc.current)
		}
	}
	return out
}

// rediagnose has the diagnostics of documents computed again although their text is the same.
func (s *server) rediagnose(path string) {
	if s.client.pull {
		s.refresh(protocol.MethodWorkspaceDiagnosticRefresh)
	}
	for _, snap := range s.snapshots(path) {
		s.schedule(snap.doc)
	}
}

// refreshHints has the client ask for inlay hints again, if it shows results by them.
func (s *server) refreshHints() {
	if s.options.resultHints && s.client.hints {
		s.refresh(protocol.MethodWorkspaceInlayHintRefresh)
	}
}

// refresh asks the client to ask again. While it has not answered, one more request is kept
// back, however many are due.
func (s *server) refresh(method string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	if s.refreshes[method] = min(s.refreshes[method]+1, 2); s.refreshes[method] == 2 {
		return
	}
	s.background.Go(func() { // ends when the client has answered, or with the connection
		for more := true; more; {
			if err := s.conn.call(s.conn.ctx, method, nil); err != nil {
				s.log.Debug("refreshing", "method", method, "error", err)
			}
			s.mu.Lock()
			s.refreshes[method]--
			more = s.refreshes[method] > 0 && !s.closed
			s.mu.Unlock()
		}
	})
}

// resultParams converts a result to what clients see.
func (snap *snapshot) resultParams(r *Result) *ResultParams {
	start, end := snap.region(r)
	state := stateOf(r.State)
	if r.Stale && state != StateQueued && state != StateRunning {
		state = StateStale
	}
	return &ResultParams{
		URI:        snap.doc.uri,
		ID:         r.Run,
		Range:      snap.lines.rang(start, end),
		State:      state,
		Outcome:    r.State,
		Text:       r.Text,
		Type:       r.Type,
		DurationMs: milliseconds(r.Duration),
		Stale:      r.Stale,
		Pending:    r.Pending,
		Cell:       r.Cell,
		Output:     r.Output,
		Lane:       r.Lane,
		Native:     r.Native,
	}
}
