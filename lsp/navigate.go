package lsp

import (
	"context"
	"go/types"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// A Place is where something is declared.
type Place struct {
	Path      string
	Line, Col int // 0-based; a column in bytes, 0 where it is not known
}

// A mention is one place of a document where something is named. Offsets are the document's.
type mention struct {
	start, end int
	def        bool // it is declared here
}

// A target is what a place in a document names.
type target struct {
	name string
	// One of these: the mention of a document-level name in a cell, of which def is where the
	// document defines it (nil: it does not); or another object.
	level bool
	def   *mention
	obj   types.Object
	cell  *cell
}

// targetAt gives what is named at an offset, or nil.
func (a *analysis) targetAt(offset int) *target {
	c := a.cellAt(offset)
	if c == nil {
		return nil
	}
	at := offset - c.Body
	for i := range c.checked.Refs {
		ref := &c.checked.Refs[i]
		if ref.Start <= at && at <= ref.End && ref.Name.Obj != nil {
			return &target{
				name: ref.Name.Name, level: true, obj: ref.Name.Obj, cell: c,
				def: a.definitionOf(a.indexOf(c), ref.Name.Name, ref.Start, ref.Def),
			}
		}
	}
	id := identAt(c.checked.Cell, at)
	if id == nil {
		return nil
	}
	if obj := c.checked.Info.ObjectOf(id); obj != nil {
		return &target{name: id.Name, obj: obj, cell: c}
	}
	return nil
}

func (a *analysis) indexOf(c *cell) int {
	for i := range a.cells {
		if &a.cells[i] == c {
			return i
		}
	}
	return -1
}

// definitionOf gives where the document defines the name that is mentioned at an offset of
// cell i: in the cell before the mention, or anywhere in it for what is no variable, else in
// the nearest cell above. It is nil for a name of the session alone.
func (a *analysis) definitionOf(i int, name string, at int, isDef bool) *mention {
	for ; i >= 0; i-- {
		c := &a.cells[i]
		if found := c.definitionIn(name, at, isDef); found != nil {
			return found
		}
		if i > 0 {
			at, isDef = len(a.cells[i-1].text), false
		}
	}
	return nil
}

// definitionIn is definitionOf for the cell alone.
func (c *cell) definitionIn(name string, at int, isDef bool) *mention {
	var found *mention
	for j := range c.checked.Refs {
		ref := &c.checked.Refs[j]
		if !ref.Def || ref.Name.Name != name {
			continue
		}
		if ref.Start > at && (found != nil || isDef || ref.Name.Kind == transform.KindVar) {
			break
		}
		found = &mention{c.Body + ref.Start, c.Body + ref.End, true}
	}
	return found
}

// mentions lists where the document names a target.
func (a *analysis) mentions(t *target) []mention {
	var out []mention
	var above *mention // where the cells passed so far define the name last
	for i := range a.cells {
		c := &a.cells[i]
		if !t.level {
			out = append(out, c.mentionsOf(t.obj)...)
			continue
		}
		for j := range c.checked.Refs {
			ref := &c.checked.Refs[j]
			if ref.Name.Name != t.name {
				continue
			}
			def := c.definitionIn(t.name, ref.Start, ref.Def)
			if def == nil {
				def = above
			}
			if def == nil && t.def == nil || def != nil && t.def != nil && def.start == t.def.start {
				out = append(out, mention{c.Body + ref.Start, c.Body + ref.End, ref.Def})
			}
		}
		if last := c.definitionIn(t.name, len(c.text), false); last != nil {
			above = last
		}
	}
	return out
}

// mentionsOf lists where a cell names an object that is no document-level name.
func (c *cell) mentionsOf(obj types.Object) []mention {
	var out []mention
	add := func(pos int, name string, def bool) {
		if pos >= 0 && pos+len(name) <= len(c.text) && c.text[pos:pos+len(name)] == name {
			out = append(out, mention{c.Body + pos, c.Body + pos + len(name), def})
		}
	}
	for id, def := range c.checked.Info.Defs {
		if def == obj {
			add(c.checked.Cell.Offset(id.Pos()), id.Name, true)
		}
	}
	for id, use := range c.checked.Info.Uses {
		if use == obj {
			add(c.checked.Cell.Offset(id.Pos()), id.Name, false)
		}
	}
	return sortedMentions(out)
}

// withTarget answers a request about what is named at a position.
func (s *server) withTarget(p protocol.TextDocumentPositionParams, then func(*snapshot, *analysis, *target) (any, error)) (answer, error) {
	return s.withSpot(p, nil, func(_ context.Context, sp *spot) (any, error) {
		t := sp.a.targetAt(sp.offset)
		if t == nil {
			return nil, nil
		}
		return then(sp.snap, sp.a, t)
	})
}

// definition answers textDocument/definition: in the document, in the document that gave the
// session the name, or in the sources of a package, where they are on this machine.
func (s *server) definition(p *protocol.DefinitionParams) (answer, error) {
	return s.withTarget(p.TextDocumentPositionParams, func(snap *snapshot, a *analysis, t *target) (any, error) {
		if t.def != nil {
			return s.location(snap, t.def), nil
		}
		if at := s.declaration(snap, a, t.obj); at != nil {
			return at, nil
		}
		return nil, nil
	})
}

// declaration gives where obj is declared, or nil: in the document, or where the Host knows.
func (s *server) declaration(snap *snapshot, a *analysis, obj types.Object) *protocol.Location {
	for i := range a.cells {
		for _, m := range a.cells[i].mentionsOf(obj) {
			if m.def {
				return s.location(snap, &m)
			}
		}
	}
	if place, ok := s.host.Declaration(obj, a.session.Names.NameOf(obj)); ok {
		return s.locationOf(place, obj.Name())
	}
	return nil
}

func (s *server) location(snap *snapshot, m *mention) *protocol.Location {
	return &protocol.Location{URI: snap.doc.uri, Range: snap.lines.rang(m.start, m.end)}
}

// locationOf converts a place. Where its document is open, columns are the client's; a line
// is what is known of other files.
func (s *server) locationOf(p Place, name string) *protocol.Location {
	if open := s.snapshots(p.Path); len(open) > 0 {
		start := open[0].lines.OffsetOfByte(p.Line, p.Col)
		return &protocol.Location{URI: open[0].doc.uri, Range: open[0].lines.rang(start, min(start+len(name), len(open[0].text)))}
	}
	at := protocol.Position{Line: uint32(max(p.Line, 0))}
	return &protocol.Location{URI: s.uriOf(p.Path), Range: protocol.Range{Start: at, End: at}}
}

// references answers textDocument/references, within the document.
func (s *server) references(p *protocol.ReferenceParams) (answer, error) {
	declared := p.Context.IncludeDeclaration
	return s.withTarget(p.TextDocumentPositionParams, func(snap *snapshot, a *analysis, t *target) (any, error) {
		out := []protocol.Location{}
		for _, m := range a.mentions(t) {
			if !m.def || declared {
				out = append(out, *s.location(snap, &m))
			}
		}
		return out, nil
	})
}

// documentHighlight answers textDocument/documentHighlight.
func (s *server) documentHighlight(p *protocol.DocumentHighlightParams) (answer, error) {
	return s.withTarget(p.TextDocumentPositionParams, func(snap *snapshot, a *analysis, t *target) (any, error) {
		out := []protocol.DocumentHighlight{}
		for _, m := range a.mentions(t) {
			kind := protocol.DocumentHighlightKindRead
			if m.def {
				kind = protocol.DocumentHighlightKindWrite
			}
			out = append(out, protocol.DocumentHighlight{Range: snap.lines.rang(m.start, m.end), Kind: kind})
		}
		return out, nil
	})
}
