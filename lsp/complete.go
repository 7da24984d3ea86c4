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

// completionKinds are the client's kinds for package transform's.
var completionKinds = map[transform.CompletionKind]protocol.CompletionItemKind{
	transform.CompleteVar:     protocol.CompletionItemKindVariable,
	transform.CompleteFunc:    protocol.CompletionItemKindFunction,
	transform.CompleteType:    protocol.CompletionItemKindClass,
	transform.CompleteConst:   protocol.CompletionItemKindConstant,
	transform.CompletePackage: protocol.CompletionItemKindModule,
	transform.CompleteField:   protocol.CompletionItemKindField,
	transform.CompleteMethod:  protocol.CompletionItemKindMethod,
	transform.CompleteKeyword: protocol.CompletionItemKindKeyword,
	transform.CompleteSnippet: protocol.CompletionItemKindSnippet,
}

// magicKinds are those for a Host's own, and the rest are values.
var magicKinds = map[string]protocol.CompletionItemKind{
	"magic": protocol.CompletionItemKindKeyword, "option": protocol.CompletionItemKindProperty,
	"file": protocol.CompletionItemKindFile, "folder": protocol.CompletionItemKindFolder,
}

// A MagicCompletion is a text that can stand on the line of a magic.
type MagicCompletion struct {
	Label, Insert, Kind, Detail, Doc string
}

// A completionList is what a client was offered last, for it to ask for more about an item.
type completionList struct {
	no      int
	objects []types.Object
}

// An itemKey is what an item carries: where its object is in the newest list.
type itemKey struct {
	List int `json:"list"`
	Item int `json:"item"`
}

// completion answers textDocument/completion.
func (s *server) completion(p *protocol.CompletionParams) (answer, error) {
	none := &protocol.CompletionList{Items: []protocol.CompletionItem{}}
	return s.withSpot(p.TextDocumentPositionParams, none, func(ctx context.Context, sp *spot) (any, error) {
		if sp.cell == nil {
			return none, nil
		}
		if onMagic(sp.cell.checked.Cell, sp.at) {
			return s.magicItems(sp.snap, sp.cell, sp.offset), nil
		}
		got := transform.Complete(ctx, sp.cell.checked.Cell, sp.cell.checked.Namespace(), sp.a.session.Env, sp.at)
		return s.completionItems(sp.snap, sp.cell, got, sp.offset), ctx.Err()
	})
}

// cellAt gives the cell whose body an offset is in, or nil: on a marker line.
func (a *analysis) cellAt(offset int) *cell {
	for i := range a.cells {
		c := &a.cells[i]
		if c.Body <= offset && (offset < c.End || i+1 == len(a.cells)) {
			return c
		}
	}
	return nil
}

// onMagic reports whether an offset is on the line of a magic.
func onMagic(c *transform.Cell, offset int) bool {
	on := func(m *transform.Magic) bool {
		return m != nil && m.Start < offset && !strings.Contains(string(c.Src[m.Start:min(offset, len(c.Src))]), "\n")
	}
	for i := range c.Items {
		if on(c.Items[i].Magic) {
			return true
		}
	}
	return on(c.Magic)
}

// completionItems converts completions. The range of each ends at the cursor, so that what is
// behind it stays, as editors want it.
func (s *server) completionItems(snap *snapshot, c *cell, got transform.Completions, offset int) *protocol.CompletionList {
	list := &protocol.CompletionList{IsIncomplete: got.Pending, Items: []protocol.CompletionItem{}}
	objects := make([]types.Object, len(got.Items))
	s.mu.Lock()
	s.offered = completionList{no: s.offered.no + 1, objects: objects}
	no := s.offered.no
	s.mu.Unlock()
	where := snap.lines.rang(c.Body+min(got.Start, offset-c.Body), offset)
	for i, in := range got.Items {
		objects[i] = in.Obj
		item := protocol.CompletionItem{
			Label: in.Label, Kind: completionKinds[in.Kind],
			SortText: protocol.NewOptional(sortText(in)),
		}
		if in.Detail != "" {
			item.Detail = protocol.NewOptional(in.Detail)
		}
		text := in.Label
		if in.Snippet != "" && s.client.snippets {
			text, item.InsertTextFormat = in.Snippet, protocol.InsertTextFormatSnippet
		}
		item.TextEdit = &protocol.TextEdit{Range: where, NewText: text}
		if in.Obj != nil {
			item.Data, _ = json.Marshal(itemKey{no, i})
		}
		list.Items = append(list.Items, item)
	}
	return list
}

// sortText orders completions as they are given.
func sortText(c transform.Completion) string {
	if c.Fits {
		return fmt.Sprintf("0%d%s", c.Rank, c.Label)
	}
	return fmt.Sprintf("1%d%s", c.Rank, c.Label)
}

// magicItems asks the Host what can stand on a magic's line.
func (s *server) magicItems(snap *snapshot, c *cell, offset int) *protocol.CompletionList {
	items, start, _ := s.host.CompleteMagic(c.text, offset-c.Body)
	list := &protocol.CompletionList{Items: []protocol.CompletionItem{}}
	where := snap.lines.rang(c.Body+min(max(start, 0), offset-c.Body), offset)
	for i, in := range items {
		item := protocol.CompletionItem{
			Label: in.Label, Kind: protocol.CompletionItemKindValue, FilterText: protocol.NewOptional(in.Insert),
			SortText: protocol.NewOptional(fmt.Sprintf("%04d", i)), TextEdit: &protocol.TextEdit{Range: where, NewText: in.Insert},
		}
		if kind := magicKinds[in.Kind]; kind != 0 {
			item.Kind = kind
		}
		if in.Detail != "" {
			item.Detail = protocol.NewOptional(in.Detail)
		}
		if in.Doc != "" {
			item.Documentation = protocol.String(in.Doc)
		}
		list.Items = append(list.Items, item)
	}
	return list
}

// completionResolve answers completionItem/resolve with the documentation of an item.
func (s *server) completionResolve(item *protocol.CompletionItem) (answer, error) {
	copied := *item
	return func(context.Context) (any, error) {
		var key itemKey
		if json.Unmarshal(copied.Data, &key) != nil {
			return &copied, nil
		}
		var obj types.Object
		s.mu.Lock()
		if key.List == s.offered.no && key.Item >= 0 && key.Item < len(s.offered.objects) {
			obj = s.offered.objects[key.Item]
		}
		s.mu.Unlock()
		if obj == nil {
			return &copied, nil
		}
		page := &page{markdown: s.client.markdown}
		page.code("go", types.ObjectString(obj, qualifier(nil)))
		page.documentation(s.host.Documentation(obj))
		kind := protocol.MarkupKindPlainText
		if page.markdown {
			kind = protocol.MarkupKindMarkdown
		}
		copied.Documentation = &protocol.MarkupContent{Kind: kind, Value: page.String()}
		return &copied, nil
	}, nil
}
