package lsp

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// The server's semantic tokens are what a grammar of Go cannot know: the words of the dialect
// and magics. The rest of a document is left to the editor's grammar.
var tokenTypes = []string{"keyword", "macro"}

const (
	tokenKeyword = iota
	tokenMacro
)

// A semanticToken is one word. Offsets are the document's.
type semanticToken struct {
	start, end int
	kind       uint32
}

// semanticTokens answers textDocument/semanticTokens/full.
func (s *server) semanticTokens(p *protocol.SemanticTokensParams) (answer, error) {
	none := &protocol.SemanticTokens{Data: []uint32{}}
	return s.withAnalysis(p.TextDocument, none, func(_ context.Context, snap *snapshot, a *analysis) (any, error) {
		var tokens []semanticToken
		for i := range a.cells {
			tokens = append(tokens, a.cells[i].tokens()...)
		}
		return &protocol.SemanticTokens{Data: snap.encode(tokens)}, nil
	})
}

// tokens lists the dialect's words and the names of magics in a cell.
func (c *cell) tokens() []semanticToken {
	var out []semanticToken
	add := func(start, end int, kind uint32) {
		if 0 <= start && start < end && end <= len(c.text) && !strings.Contains(c.text[start:end], "\n") {
			out = append(out, semanticToken{c.Body + start, c.Body + end, kind})
		}
	}
	word := func(start int, text string) {
		if strings.HasPrefix(c.text[min(max(start, 0), len(c.text)):], text) {
			add(start, start+len(text), tokenKeyword)
		}
	}
	for i := range c.checked.Sites {
		word(c.checked.Sites[i].Start, "await")
	}
	for i := range c.checked.AsyncFuncs {
		word(c.checked.AsyncFuncs[i].Start, "async")
	}
	for i := range c.checked.AsyncStmts {
		stmt := &c.checked.AsyncStmts[i]
		word(stmt.Start, "async")
		if stmt.With {
			rest := c.text[min(stmt.Start+len("async"), len(c.text)):]
			word(stmt.Start+len("async")+len(rest)-len(strings.TrimLeft(rest, " \t")), "with")
		}
	}
	magic := func(m *transform.Magic) {
		if m != nil {
			add(m.Start, max(m.NameStart+len(m.Name), m.Start+1), tokenMacro)
		}
	}
	magic(c.checked.Cell.Magic)
	for i := range c.checked.Cell.Items {
		if m := c.checked.Cell.Items[i].Magic; m != nil && m.NameStart >= m.Start && strings.HasPrefix(c.text[m.Start:], "%") {
			magic(m)
		}
	}
	slices.SortFunc(out, func(a, b semanticToken) int { return cmp.Compare(a.start, b.start) })
	return slices.CompactFunc(out, func(a, b semanticToken) bool { return a.start == b.start })
}

// encode gives tokens as the specification has them: five numbers each, relative to the token
// before.
func (snap *snapshot) encode(tokens []semanticToken) []uint32 {
	data := make([]uint32, 0, 5*len(tokens))
	var line, char uint32
	for _, t := range tokens {
		start, end := snap.lines.position(t.start), snap.lines.position(t.end)
		if start.Line != line {
			data = append(data, start.Line-line, start.Character)
		} else {
			data = append(data, 0, start.Character-char)
		}
		data = append(data, end.Character-start.Character, t.kind, 0)
		line, char = start.Line, start.Character
	}
	return data
}
