package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"go/types"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// codeAction answers textDocument/codeAction with quick fixes: those of the diagnostics that
// the range touches, and the imports of the packages in it that the cell uses without one.
func (s *server) codeAction(p *protocol.CodeActionParams) (answer, error) {
	snap, err := s.snapshot(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	start, end := snap.lines.span(p.Range)
	return func(ctx context.Context) (any, error) {
		out := s.runActions(snap, p.Context.Only, start, end)
		if snap.doc.goFile || !wantsQuickFix(p.Context.Only) {
			return out, nil
		}
		results := s.host.Results(snap.doc.path)
		found, err := s.findings(ctx, snap, results)
		if err != nil {
			return nil, err
		}
		for i := range found {
			if f := &found[i]; f.start <= end && start <= f.end {
				for _, fix := range f.Fixes {
					out = append(out, snap.action(fix, f))
				}
			}
		}
		a, err := s.analyse(ctx, snap, results)
		if err != nil {
			return nil, err
		}
		for i := range a.cells {
			if c := &a.cells[i]; c.Body <= end && start <= c.End {
				for _, fix := range importFixes(c, start-c.Body, end-c.Body) {
					out = append(out, snap.action(fix, &finding{shift: c.Body}))
				}
			}
		}
		return out, nil
	}, nil
}

// runActions offers the run commands as code actions to a client that has no other way to give
// them an argument.
func (s *server) runActions(snap *snapshot, only []protocol.CodeActionKind, start, end int) []protocol.CommandOrCodeAction {
	out := []protocol.CommandOrCodeAction{}
	if !s.options.runActions || len(only) > 0 {
		return out
	}
	add := func(title, command string, argument any) {
		text, _ := json.Marshal(argument)
		out = append(out, &protocol.CodeAction{
			Title:   title,
			Command: protocol.Command{Title: title, Command: command, Arguments: []protocol.LSPAny{text}},
		})
	}
	rang := snap.lines.rang(start, end)
	here := struct {
		URI      DocumentURI       `json:"uri"`
		Position protocol.Position `json:"position"`
	}{snap.doc.uri, rang.Start}
	add("Run the selection", CommandRun, struct {
		URI   DocumentURI    `json:"uri"`
		Range protocol.Range `json:"range"`
	}{snap.doc.uri, rang})
	add("Run the cell", CommandRunCell, here)
	add("Run the cells above", CommandRunAbove, here)
	add("Run this cell and those below", CommandRunBelow, here)
	add("Run all cells", CommandRunAll, struct {
		URI DocumentURI `json:"uri"`
	}{snap.doc.uri})
	add("Interrupt", CommandInterrupt, struct{}{})
	return out
}

// wantsQuickFix reports whether a client that wants only these kinds wants quick fixes.
func wantsQuickFix(only []protocol.CodeActionKind) bool {
	quickfix := string(protocol.CodeActionKindQuickFix)
	for _, kind := range only {
		if kind == "" || string(kind) == quickfix {
			return true
		}
	}
	return len(only) == 0
}

// action makes a code action of a fix of a finding.
func (snap *snapshot) action(fix transform.Fix, of *finding) *protocol.CodeAction {
	kind := protocol.CodeActionKindQuickFix
	action := &protocol.CodeAction{Title: fix.Title, Kind: &kind}
	if of.Code != "" {
		preferred := len(of.Fixes) == 1
		action.IsPreferred = &preferred
		action.Diagnostics = []protocol.Diagnostic{snap.diagnostic(of)}
	}
	if len(fix.Edits) > 0 {
		edits := make([]protocol.TextEdit, len(fix.Edits))
		for i, e := range fix.Edits {
			edits[i] = protocol.TextEdit{Range: snap.lines.rang(of.shift+e.Start, of.shift+e.End), NewText: e.New}
		}
		action.Edit = &protocol.WorkspaceEdit{Changes: map[DocumentURI][]protocol.TextEdit{snap.doc.uri: edits}}
	}
	if fix.Command != "" {
		argument, err := json.Marshal(fix.Args)
		if err != nil || fix.Args == nil {
			argument = []byte("{}")
		}
		action.Command = protocol.Command{Title: fix.Title, Command: fix.Command, Arguments: []protocol.LSPAny{argument}}
	}
	return action
}

// importFixes offers to write down the imports that the cell was given by itself, for the
// packages that are mentioned between two offsets of it.
func importFixes(c *cell, start, end int) []transform.Fix {
	mentioned := map[string]bool{}
	for id, obj := range c.checked.Info.Uses {
		if pkg, ok := obj.(*types.PkgName); ok {
			if at := c.checked.Cell.Offset(id.Pos()); at <= end && start <= at+len(id.Name) {
				mentioned[pkg.Imported().Path()] = true
			}
		}
	}
	var out []transform.Fix
	for _, use := range c.checked.Imports {
		if !use.Auto || !mentioned[use.Path] || use.Path == transform.AsyncPath {
			continue
		}
		text := fmt.Sprintf("import %q\n", use.Path)
		if !strings.HasSuffix(use.Path, use.Name) { // math/rand/v2 is known as rand
			text = fmt.Sprintf("import %s %q\n", use.Name, use.Path)
		}
		at := 0
		if magic := c.checked.Cell.Magic; magic != nil {
			at = magic.Body
		}
		out = append(out, transform.Fix{
			Title: strings.TrimSpace("Write down " + strings.TrimSpace(text)),
			Edits: []transform.Edit{{Start: at, End: at, New: text}},
		})
	}
	return out
}
