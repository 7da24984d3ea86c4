package transform

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
)

// maxErrors is how many errors of a cell are kept.
const maxErrors = 100

// maxTree is how deep a tree may be: a long chain of operators nests without brackets.
const maxTree = 10000

// Parse splits src into its top-level items and parses each. It never returns nil. The Cell
// keeps src, which must not be changed afterwards.
func Parse(src []byte) *Cell { return parseAt(src, posBase) }

// parseAt is Parse with the position of the first byte.
func parseAt(src []byte, base int) *Cell {
	s := split(src)
	c := &Cell{Src: src, Magic: s.take, Quiet: s.quiet, fset: token.NewFileSet(), base: base}
	c.fset.AddFile("", 1, base+len(src)).SetLines(lineOffsets(src, base))
	p := &cellParser{lexer: s.lexer, cell: c, pieces: s.pieces}
	p.parse()
	slices.SortStableFunc(c.Errors, byStart)
	return c
}

// lineOffsets is the line table of a cell's file: base-1 bytes of nothing, then src.
func lineOffsets(src []byte, base int) []int {
	lines := []int{0}
	for i, b := range src {
		if b == '\n' {
			lines = append(lines, base+i)
		}
	}
	return lines
}

// A cellParser parses the pieces of one cell.
type cellParser struct {
	*lexer
	cell   *Cell
	pieces []*piece
	buf    []byte
}

// A group is what can be parsed as one Go file. Parsing neighbours together is what makes a
// long cell cheap.
type group int

const (
	groupNone group = iota // bad, or no Go
	groupImport
	groupDecl
	groupStmt
)

// The texts that make a group a Go file.
const (
	declHead = "package p;"
	stmtHead = "package p;func _(){"
	declTail = "\n"
	stmtTail = "\n}"
)

func (p *cellParser) parse() {
	p.cell.Items = make([]Item, len(p.pieces))
	if m := p.cell.Magic; m != nil && m.Name == "" {
		p.report(syntaxError(m.Start, m.End, "a magic needs a name after %%"))
	}
	groups := make([]group, len(p.pieces))
	for i, pc := range p.pieces {
		p.cell.Items[i] = Item{Kind: ItemBad, Start: pc.start, End: pc.end}
		groups[i] = p.classify(i)
	}
	for i := 0; i < len(p.pieces); {
		j := i + 1
		for j < len(p.pieces) && groups[j] == groups[i] {
			j++
		}
		if groups[i] != groupNone {
			p.parseRun(i, j, groups[i])
		}
		i = j
	}
}

// classify finds the marks of piece i and says how it is to be parsed.
func (p *cellParser) classify(i int) group {
	pc := p.pieces[i]
	if pc.magic != nil {
		p.cell.Items[i].Kind, p.cell.Items[i].Magic = ItemMagic, pc.magic
		if pc.magic.Name == "" && len(pc.errors) == 0 {
			p.report(syntaxError(pc.start, pc.end, "a magic needs a name after %"))
		}
		p.report(pc.errors...)
		return groupNone
	}
	if len(pc.errors) > 0 {
		p.report(pc.errors...)
		p.lose(pc)
		return groupNone
	}
	if pc.hasAwait {
		pc.marks = findMarks(p.lexer, pc.words)
		p.cell.marks = append(p.cell.marks, pc.marks...)
		for _, m := range pc.marks {
			p.cell.Async = p.cell.Async || !m.inFunc && m.kind != markAsync
		}
	}
	words := pc.words
	if len(pc.marks) > 0 && pc.marks[0].kind == markAsync && pc.marks[0].start == pc.start {
		words = words[1:]
	}
	switch words[0].tok {
	case token.IMPORT:
		return groupImport
	case token.TYPE, token.CONST:
		return groupDecl
	case token.FUNC:
		if declaresFunc(words) {
			return groupDecl
		}
	case token.PACKAGE:
		e := syntaxError(pc.start, pc.end, "a cell has no package clause")
		e.Fixes = []Fix{{Title: "Remove the package clause", Edits: []Edit{{Start: pc.start, End: pc.end}}}}
		p.report(e)
		return groupNone
	}
	return groupStmt
}

// declaresFunc tells a function or method declaration from a function literal.
func declaresFunc(words []word) bool {
	if len(words) < 2 || words[1].tok == token.IDENT {
		return true
	}
	depth := 0
	for i := 1; i < len(words); i++ {
		switch words[i].tok {
		case token.LPAREN:
			depth++
		case token.RPAREN:
			depth--
		}
		if depth == 0 {
			return i+2 < len(words) && words[i+1].tok == token.IDENT && words[i+2].tok == token.LPAREN
		}
	}
	return false
}

// parseRun parses pieces i to j together, or else one by one to see which are bad.
func (p *cellParser) parseRun(i, j int, g group) {
	nodes, errs := p.parseGo(i, j, g)
	if len(errs) == 0 && p.assign(i, j, nodes) {
		return
	}
	if j-i > 1 {
		for k := i; k < j; k++ {
			p.parseRun(k, k+1, g)
		}
		return
	}
	if g == groupStmt {
		if list := p.parseListing(i); list != nil && p.assign(i, j, []ast.Node{list}) {
			return
		}
	}
	p.report(p.explain(i, errs)...)
	p.lose(p.pieces[i])
}

// parseGo parses the text of pieces i to j.
func (p *cellParser) parseGo(i, j int, g group) ([]ast.Node, scanner.ErrorList) {
	if g == groupStmt {
		return p.parseText(i, j, g, stmtHead, stmtTail)
	}
	return p.parseText(i, j, g, declHead, declTail)
}

// parseText parses the text of pieces i to j between a head and a tail that make it a Go file.
func (p *cellParser) parseText(i, j int, g group, head, tail string) ([]ast.Node, scanner.ErrorList) {
	start, end := p.pieces[i].start, p.pieces[j-1].end
	p.buf = append(append(append(p.buf[:0], head...), p.src[start:end]...), tail...)
	for _, pc := range p.pieces[i:j] {
		blank(p.buf[len(head):], start, pc.marks)
	}
	fset := token.NewFileSet()
	if pad := p.cell.base + start - len(head) - 2; pad >= 0 {
		fset.AddFile("", 1, pad) // so that positions come out as the cell's
	}
	file, err := parser.ParseFile(fset, "", p.buf, parser.SkipObjectResolution)
	if err != nil {
		list, _ := err.(scanner.ErrorList)
		for _, e := range list {
			e.Pos.Offset += start - len(head)
		}
		return nil, list
	}
	return topLevel(file, g), nil
}

// topLevel is the nodes of a parsed group.
func topLevel(file *ast.File, g group) []ast.Node {
	var nodes []ast.Node
	if g != groupStmt {
		for _, d := range file.Decls {
			nodes = append(nodes, d)
		}
		return nodes
	}
	if len(file.Decls) != 1 {
		return nil
	}
	for _, s := range file.Decls[0].(*ast.FuncDecl).Body.List {
		if _, empty := s.(*ast.EmptyStmt); !empty {
			nodes = append(nodes, s)
		}
	}
	return nodes
}

// assign gives each piece its node. It returns false if they do not match one to one.
func (p *cellParser) assign(i, j int, nodes []ast.Node) bool {
	if len(nodes) != j-i {
		return false
	}
	for k, n := range nodes {
		if at := p.cell.Offset(n.Pos()); at < p.pieces[i+k].start || at >= p.pieces[i+k].end {
			return false
		}
	}
	for k, n := range nodes {
		pc, item := p.pieces[i+k], &p.cell.Items[i+k]
		n, errs := p.asyncStmts(pc, n)
		if len(errs) == 0 {
			errs = p.examine(i+k, n)
		}
		if len(errs) > 0 {
			p.report(errs...)
			p.lose(pc)
			continue
		}
		switch n := n.(type) {
		case *ast.GenDecl:
			item.Kind, item.Decl = ItemDecl, n
			if n.Tok == token.IMPORT {
				item.Kind = ItemImport
			}
		case ast.Decl:
			item.Kind, item.Decl = ItemDecl, n
		case *ast.ExprStmt:
			item.Kind, item.Stmt = ItemExpr, n
		case ast.Stmt:
			item.Kind, item.Stmt = ItemStmt, n
		}
	}
	return true
}

// report adds errors, of which a cell keeps so many. What they quote of the cell may be no
// text; messages are.
func (p *cellParser) report(errs ...Error) {
	room := maxErrors - len(p.cell.Errors)
	for _, e := range errs[:min(len(errs), room)] {
		e.Msg = strings.ToValidUTF8(e.Msg, "\uFFFD")
		p.cell.Errors = append(p.cell.Errors, e)
	}
}
