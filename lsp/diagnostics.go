package lsp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"hash/fnv"
	"strconv"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// source is the name that diagnostics carry.
const source = "goawait"

// codeRaised is the code of a diagnostic that the last run left.
const codeRaised transform.Code = "raised"

// codeResult is the code of a diagnostic that says what the last run gave, for a client that
// asked for such.
const codeResult transform.Code = "result"

// A finding is one diagnostic: an error of the text, or of the last run. Offsets are the
// document's.
type finding struct {
	start, end int
	transform.Error
	shift int // from the cell's offsets, which Fixes have, to the document's
}

// A pushed is what was last published for a document.
type pushed struct {
	some    bool // something other than nothing
	version int32
	sum     uint64
	ever    bool
}

// view gives the Host's scope for a document.
func (s *server) view(snap *snapshot, results []Result) sessionView {
	s.mu.Lock()
	no := s.scopeNo
	s.mu.Unlock()
	scope := s.host.Scope()
	if scope.Env == nil {
		scope.Env = &transform.Env{}
	}
	scope.Env = scope.Env.ForFile(snap.doc.path)
	env := scope.Env
	in := sessionView{Scope: scope, no: no, env: &settingsKey{env.Autoawait, env.Runners, env.Magics}}
	for i := range results {
		if r := &results[i]; !r.Stale && r.State == "done" {
			start, end := snap.region(r)
			in.ran = append(in.ran, ranAt{start, end, r.Cell})
		}
	}
	return in
}

// region gives the bytes of a result's region.
func (snap *snapshot) region(r *Result) (start, end int) {
	start, end = snap.lines.OffsetOfByte(r.Line, r.Col), snap.lines.OffsetOfByte(r.EndLine, r.EndCol)
	return start, max(start, end)
}

// AsWritten is what the message of an error ends with where transformers may mend it.
const AsWritten = " (in the text as written; transformers change it before it runs)"

// findings lists everything there is to say about a document: of the text in order of
// position, then of the runs.
func (s *server) findings(ctx context.Context, snap *snapshot, results []Result) ([]finding, error) {
	if snap.doc.goFile {
		return nil, nil
	}
	a, err := s.analyse(ctx, snap, results)
	if err != nil {
		return nil, err
	}
	// What transformers make of a cell is not known before it runs.
	transformed := s.host.Scope().Transformed
	var out []finding
	for i := range a.cells {
		c := &a.cells[i]
		for _, e := range c.checked.Errors {
			if e.Pending {
				continue
			}
			if transformed && e.Severity == transform.SeverityError {
				e.Severity = transform.SeverityWarning
				e.Msg += AsWritten
			}
			out = append(out, finding{c.Body + e.Start, c.Body + e.End, e, c.Body})
		}
	}
	for i := range results {
		if f, ok := snap.raised(&results[i]); ok {
			out = append(out, f)
		} else if s.options.resultDiagnostics && !results[i].Lost && results[i].State != "check" { // that is a diagnostic by itself
			out = append(out, snap.gave(&results[i]))
		}
	}
	return out, nil
}

// gave gives the diagnostic that shows a result at the end of its region.
func (snap *snapshot) gave(r *Result) finding {
	_, end := snap.region(r)
	return finding{start: end, end: end, Error: transform.Error{
		Severity: transform.SeverityHint, Code: codeResult, Msg: label(r),
	}}
}

// raised gives the diagnostic of a run that failed: its line, less the space around it.
func (snap *snapshot) raised(r *Result) (finding, bool) {
	if r.Error == "" || r.Stale {
		return finding{}, false
	}
	start, end := snap.region(r)
	start = min(start+max(r.ErrorAt, 0), end)
	line := snap.text[start:]
	if n := bytes.IndexAny(line, "\r\n"); n >= 0 {
		line = line[:n]
	}
	start += len(line) - len(bytes.TrimLeft(line, " \t"))
	end = start + len(bytes.TrimSpace(line))
	return finding{start: start, end: end, Error: transform.Error{
		Severity: transform.SeverityError, Code: codeRaised, Msg: r.Error,
	}}, true
}

// diagnostic converts a finding.
func (snap *snapshot) diagnostic(f *finding) protocol.Diagnostic {
	d := protocol.Diagnostic{
		Range:    snap.lines.rang(f.start, f.end),
		Severity: protocol.DiagnosticSeverity(f.Severity),
		Code:     protocol.String(f.Code),
		Source:   protocol.NewOptional(source),
		Message:  protocol.String(f.Msg),
	}
	if f.GoCode != "" {
		d.Data, _ = json.Marshal(struct {
			GoCode string `json:"goCode"`
		}{f.GoCode})
	}
	return d
}

// diagnostics computes a snapshot's diagnostics, never nil, and a sum of them by which two
// answers can be told apart.
func (s *server) diagnostics(ctx context.Context, snap *snapshot, results []Result) ([]protocol.Diagnostic, uint64, error) {
	found, err := s.findings(ctx, snap, results)
	if err != nil {
		return nil, 0, err
	}
	out := make([]protocol.Diagnostic, len(found))
	sum := fnv.New64a()
	for i := range found {
		out[i] = snap.diagnostic(&found[i])
		text, err := protocol.Marshal(&out[i])
		if err != nil {
			return nil, 0, err
		}
		sum.Write(text)
	}
	return out, sum.Sum64(), nil
}

// schedule begins a pass over the newest snapshot of a document and cancels the one under way.
func (s *server) schedule(doc *document) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.documents[doc.uri] != doc {
		return
	}
	if doc.cancel != nil {
		doc.cancel()
	}
	ctx, cancel := context.WithCancel(s.conn.ctx)
	doc.cancel = cancel
	snap := doc.current
	s.background.Go(func() { // ends when it has published, or with the next pass or the connection
		defer cancel()
		defer s.conn.recover("a pass over a document", nil)
		if err := s.pass(ctx, snap); err != nil && !errors.Is(err, context.Canceled) {
			s.log.Error("diagnosing", "path", doc.path, "error", err)
		}
	})
}

// pass pushes what there is to say about a document: diagnostics, and the results that went
// stale. Clients that pull are asked to pull where something else than the text changed.
func (s *server) pass(ctx context.Context, snap *snapshot) error {
	results := s.host.Results(snap.doc.path)
	if !s.client.pull && !snap.doc.goFile {
		diagnostics, sum, err := s.diagnostics(ctx, snap, results)
		if err != nil {
			return err
		}
		s.publish(ctx, snap, diagnostics, sum)
	}
	s.tell(ctx, snap, results)
	return nil
}

// publish pushes a pass's diagnostics, unless a newer pass has begun or the client has them.
func (s *server) publish(ctx context.Context, snap *snapshot, diagnostics []protocol.Diagnostic, sum uint64) {
	doc := snap.doc
	params := &protocol.PublishDiagnosticsParams{
		URI: doc.uri, Version: protocol.NewOptional(snap.version), Diagnostics: diagnostics,
	}
	s.mu.Lock() // sending under it keeps the order; it does not block
	defer s.mu.Unlock()
	now := pushed{some: len(diagnostics) > 0, version: snap.version, sum: sum, ever: true}
	if ctx.Err() != nil || s.documents[doc.uri] != doc || doc.pushed == now {
		return
	}
	doc.pushed = now
	s.conn.notify(protocol.MethodTextDocumentPublishDiagnostics, params)
}

// diagnostic answers textDocument/diagnostic.
func (s *server) diagnostic(p *protocol.DocumentDiagnosticParams) (answer, error) {
	snap, err := s.snapshot(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	var previous string
	if p.PreviousResultID != nil {
		previous = *p.PreviousResultID
	}
	return func(ctx context.Context) (any, error) {
		diagnostics, sum, err := s.diagnostics(ctx, snap, s.host.Results(snap.doc.path))
		if err != nil {
			return nil, err
		}
		id := strconv.FormatUint(sum, 36)
		if id == previous {
			return &protocol.RelatedUnchangedDocumentDiagnosticReport{
				UnchangedDocumentDiagnosticReport: protocol.UnchangedDocumentDiagnosticReport{Kind: "unchanged", ResultID: id},
			}, nil
		}
		return &protocol.RelatedFullDocumentDiagnosticReport{
			FullDocumentDiagnosticReport: protocol.FullDocumentDiagnosticReport{Kind: "full", ResultID: &id, Items: diagnostics},
		}, nil
	}, nil
}
