package lsp

import (
	"cmp"
	"context"
	"go/ast"
	"path/filepath"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// A symbol is something that a document declares. Offsets are the document's.
type symbol struct {
	name, detail string
	kind         protocol.SymbolKind
	all, at      transform.Span // the declaration, and the name in it
	parts        []symbol       // fields, and methods of an interface
}

var symbolKinds = map[transform.NameKind]protocol.SymbolKind{
	transform.KindVar:   protocol.SymbolKindVariable,
	transform.KindFunc:  protocol.SymbolKindFunction,
	transform.KindType:  protocol.SymbolKindClass,
	transform.KindConst: protocol.SymbolKindConstant,
}

// symbols lists what a cell declares at top level.
func (c *cell) symbols() []symbol {
	var out []symbol
	for _, ref := range c.checked.Refs {
		kind, ok := symbolKinds[ref.Name.Kind]
		if !ref.Def || !ok {
			continue
		}
		s := symbol{name: ref.Name.Name, kind: kind, at: transform.Span{Start: c.Body + ref.Start, End: c.Body + ref.End}}
		s.all = s.at
		for i := range c.checked.Cell.Items { // a symbol reaches as far as its item
			if item := &c.checked.Cell.Items[i]; item.Start <= ref.Start && ref.End <= item.End {
				s.all = transform.Span{Start: c.Body + item.Start, End: c.Body + item.End}
				if kind == protocol.SymbolKindClass {
					c.partsOf(&s, item.Decl)
				}
			}
		}
		if obj := ref.Name.Obj; obj != nil && kind != protocol.SymbolKindClass {
			s.detail = typeText(obj.Type(), c.checked.Pkg)
		}
		out = append(out, s)
	}
	for i := range c.checked.Cell.Items {
		item := &c.checked.Cell.Items[i]
		if f, ok := item.Decl.(*ast.FuncDecl); ok && f.Recv != nil && len(f.Recv.List) > 0 {
			s := c.namedSymbol(f.Name, protocol.SymbolKindMethod)
			s.name = "(" + c.source(f.Recv.List[0].Type) + ")." + s.name
			s.all = transform.Span{Start: c.Body + item.Start, End: c.Body + item.End}
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b symbol) int { return cmp.Compare(a.at.Start, b.at.Start) })
	return out
}

// partsOf gives a type's symbol the kind and the parts that its declaration tells of.
func (c *cell) partsOf(s *symbol, decl ast.Decl) {
	d, ok := decl.(*ast.GenDecl)
	if !ok {
		return
	}
	for _, spec := range d.Specs {
		t, ok := spec.(*ast.TypeSpec)
		if !ok || c.offset(t.Name.Pos()) != s.at.Start {
			continue
		}
		fields, kind := (*ast.FieldList)(nil), protocol.SymbolKindField
		switch body := t.Type.(type) {
		case *ast.StructType:
			s.kind, fields = protocol.SymbolKindStruct, body.Fields
		case *ast.InterfaceType:
			s.kind, fields, kind = protocol.SymbolKindInterface, body.Methods, protocol.SymbolKindMethod
		}
		if fields == nil {
			continue
		}
		for _, f := range fields.List {
			for _, id := range f.Names {
				s.parts = append(s.parts, c.namedSymbol(id, kind))
			}
		}
	}
}

// namedSymbol makes the symbol of a name that reaches no further.
func (c *cell) namedSymbol(id *ast.Ident, kind protocol.SymbolKind) symbol {
	start, end := c.extent(id)
	s := symbol{name: id.Name, kind: kind, at: transform.Span{Start: start, End: end}}
	if obj := c.checked.Info.Defs[id]; obj != nil {
		s.detail = typeText(obj.Type(), c.checked.Pkg)
	}
	s.all = s.at
	return s
}

// source is the text of a node on one line.
func (c *cell) source(n ast.Node) string {
	start, end := c.extent(n)
	if start < c.Body || end > c.End || start > end {
		return ""
	}
	return strings.Join(strings.Fields(c.text[start-c.Body:end-c.Body]), " ")
}

// tree converts symbols for an outline.
func (snap *snapshot) tree(list []symbol) []protocol.DocumentSymbol {
	var out []protocol.DocumentSymbol
	for i := range list {
		s := &list[i]
		d := protocol.DocumentSymbol{
			Name: s.name, Kind: s.kind, Children: snap.tree(s.parts),
			Range: snap.lines.rang(s.all.Start, s.all.End), SelectionRange: snap.lines.rang(s.at.Start, s.at.End),
		}
		if s.detail != "" {
			d.Detail = &s.detail
		}
		out = append(out, d)
	}
	return out
}

// maxSymbols is how many symbols of the workspace a client gets.
const maxSymbols = 200

// workspaceSymbol answers workspace/symbol: what the open documents declare, and the session's
// names that other documents gave it.
func (s *server) workspaceSymbol(p *protocol.WorkspaceSymbolParams) (answer, error) {
	query := p.Query
	return func(ctx context.Context) (any, error) {
		f := &symbolSearch{query: query, found: []rankedSymbol{}}
		var names *transform.Namespace
		for _, snap := range s.openDocuments() {
			a, err := s.analyse(ctx, snap, s.host.Results(snap.doc.path))
			if err != nil {
				return nil, err
			}
			for i := range a.cells {
				f.cell(s, snap, &a.cells[i])
			}
			names = a.session.Names
		}
		if names == nil {
			names = s.host.Scope().Names
		}
		f.session(s, names)
		return f.best(), nil
	}, nil
}

// openDocuments gives the documents that are analysed, by name.
func (s *server) openDocuments() []*snapshot {
	out := slices.DeleteFunc(s.snapshots(""), func(snap *snapshot) bool { return snap.doc.goFile })
	slices.SortFunc(out, func(a, b *snapshot) int { return cmp.Compare(a.doc.uri, b.doc.uri) })
	return out
}

// A symbolSearch gathers what fits a query.
type symbolSearch struct {
	query string
	found []rankedSymbol
}

// A rankedSymbol is a symbol with how well it fits: 0 is best.
type rankedSymbol struct {
	protocol.SymbolInformation
	rank int
}

func (f *symbolSearch) add(name, container string, kind protocol.SymbolKind, at *protocol.Location) {
	rank, ok := fitOf(name, f.query)
	if !ok || at == nil {
		return
	}
	one := rankedSymbol{rank: rank}
	one.Name, one.Kind, one.Location = name, kind, *at
	if container != "" {
		one.ContainerName = &container
	}
	f.found = append(f.found, one)
}

// cell takes in what a cell declares.
func (f *symbolSearch) cell(s *server, snap *snapshot, c *cell) {
	container := c.Title
	if container == "" {
		container = filepath.Base(snap.doc.path)
	}
	for _, sym := range c.symbols() {
		f.add(sym.name, container, sym.kind, s.location(snap, &mention{start: sym.at.Start, end: sym.at.End}))
		for _, part := range sym.parts {
			f.add(sym.name+"."+part.name, container, part.kind, s.location(snap, &mention{start: part.at.Start, end: part.at.End}))
		}
	}
}

// session takes in the session's names that documents which are not open gave it.
func (f *symbolSearch) session(s *server, names *transform.Namespace) {
	for _, n := range names.Names() {
		kind, ok := symbolKinds[n.Kind]
		if _, fits := fitOf(n.Name, f.query); !ok || !fits || n.Obj == nil || strings.HasPrefix(n.Name, "_") {
			continue
		}
		place, ok := s.host.Declaration(n.Obj, n)
		if ok && len(s.snapshots(place.Path)) == 0 {
			f.add(n.Name, filepath.Base(place.Path), kind, s.locationOf(place, n.Name))
		}
	}
}

// best gives the symbols that fit best, in order.
func (f *symbolSearch) best() []protocol.SymbolInformation {
	slices.SortStableFunc(f.found, func(a, b rankedSymbol) int { return cmp.Compare(a.rank, b.rank) })
	out := []protocol.SymbolInformation{}
	for _, one := range f.found[:min(len(f.found), maxSymbols)] {
		out = append(out, one.SymbolInformation)
	}
	return out
}

// fitOf tells how well a name fits what was typed, 0 being best; not ok, not at all.
func fitOf(name, typed string) (rank int, ok bool) {
	low, want := strings.ToLower(name), strings.ToLower(typed)
	switch {
	case name == typed:
		return 0, true
	case strings.HasPrefix(low, want):
		return 1, true
	case strings.Contains(low, want):
		return 2, true
	}
	for _, r := range want {
		i := strings.IndexRune(low, r)
		if i < 0 {
			return 0, false
		}
		low = low[i+len(string(r)):]
	}
	return 3, true
}
