package lsp

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

func sortedMentions(list []mention) []mention {
	slices.SortFunc(list, func(a, b mention) int { return cmp.Compare(a.start, b.start) })
	return slices.Compact(list)
}

// renamable says why a target cannot be renamed; nil if it can. What is not the document's
// alone cannot, and neither can fields and methods, which other text may mention by other
// ways than their name.
func (a *analysis) renamable(t *target) error {
	var why string
	switch obj := t.obj.(type) {
	case *types.PkgName:
		why = "is a package"
	case *types.Func:
		if obj.Signature().Recv() != nil {
			why = "is a method"
		}
	case *types.Var:
		if obj.IsField() {
			why = "is a field"
		}
	}
	switch {
	case why != "":
	case t.level && t.def == nil, t.obj.Pkg() == nil, !slices.ContainsFunc(a.mentions(t), func(m mention) bool { return m.def }):
		why = "is not defined in this document"
	default:
		return nil
	}
	return jsonrpc2.Errorf(codeFailed, "%s %s: it cannot be renamed here", t.name, why)
}

// prepareRename answers textDocument/prepareRename.
func (s *server) prepareRename(p *protocol.PrepareRenameParams) (answer, error) {
	position := p.Position
	return s.withTarget(p.TextDocumentPositionParams, func(snap *snapshot, a *analysis, t *target) (any, error) {
		if err := a.renamable(t); err != nil {
			return nil, err
		}
		offset := snap.lines.offset(position)
		for _, m := range a.mentions(t) {
			if m.start <= offset && offset <= m.end {
				return &protocol.PrepareRenamePlaceholder{Range: snap.lines.rang(m.start, m.end), Placeholder: t.name}, nil
			}
		}
		return nil, nil
	})
}

// rename answers textDocument/rename. The document is analysed as it would be then: where that
// has another error, or the new name means something else somewhere, nothing is renamed.
func (s *server) rename(p *protocol.RenameParams) (answer, error) {
	name := p.NewName
	if !token.IsIdentifier(name) || name == "_" || name == "await" || name == "async" {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%.60q is no name for something", name)
	}
	return s.withTarget(p.TextDocumentPositionParams, func(snap *snapshot, a *analysis, t *target) (any, error) {
		if err := a.renamable(t); err != nil {
			return nil, err
		}
		found := a.mentions(t)
		if err := s.tryRename(snap, a, found, name); err != nil {
			return nil, jsonrpc2.Errorf(codeFailed, "renaming %s to %s: %v", t.name, name, err)
		}
		edits := make([]protocol.TextEdit, len(found))
		for i, m := range found {
			edits[i] = protocol.TextEdit{Range: snap.lines.rang(m.start, m.end), NewText: name}
		}
		return &protocol.WorkspaceEdit{Changes: map[DocumentURI][]protocol.TextEdit{snap.doc.uri: edits}}, nil
	})
}

// tryRename says what a renaming would break; nil if nothing.
func (s *server) tryRename(snap *snapshot, a *analysis, found []mention, name string) error {
	var text bytes.Buffer
	last := 0
	want := make([]mention, len(found))
	for i, m := range found {
		text.Write(snap.text[last:m.start])
		want[i] = mention{text.Len(), text.Len() + len(name), m.def}
		text.WriteString(name)
		last = m.end
	}
	text.Write(snap.text[last:])
	ctx := context.Background()
	then := newSnapshot(&document{uri: snap.doc.uri, path: snap.doc.path}, 0, text.Bytes(), s.client.encoding)
	b, err := then.doc.chain.analyse(ctx, then, sessionView{Scope: a.session.Scope, no: a.session.no, env: a.session.env})
	if err != nil {
		return err
	}
	if before, after := a.faults(), b.faults(); len(after) > len(before) {
		return fmt.Errorf("then %s", after[len(after)-1])
	}
	t := b.targetAt(want[0].start)
	if t == nil || !slices.Equal(sortedMentions(b.mentions(t)), want) {
		return fmt.Errorf("something else is called %s where it is used", name)
	}
	return nil
}

// faults lists the errors of an analysis.
func (a *analysis) faults() []string {
	var out []string
	for i := range a.cells {
		for _, e := range a.cells[i].checked.Errors {
			if !e.Pending && e.Severity == 1 {
				out = append(out, e.Msg)
			}
		}
	}
	return out
}
