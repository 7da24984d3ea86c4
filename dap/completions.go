package dap

import (
	"strings"

	"github.com/goawait/goawait/dap/protocol"
	godap "github.com/google/go-dap"
)

// completionTypes are the protocol's words for the session's kinds of completions; what is not
// here is called text.
var completionTypes = map[string]godap.CompletionItemType{
	"magic": "keyword", "option": "property", "value": "value", "file": "file", "folder": "file",
	"var": "variable", "func": "function", "type": "class", "const": "value", "package": "module",
	"field": "field", "method": "method", "keyword": "keyword", "snippet": "snippet",
}

// completions answers with what may stand at a place of a text that is being typed.
func (r *request) completions(s Session) (any, error) {
	var args struct {
		godap.CompletionsArguments
		Text   *string `json:"text"`
		Column *int    `json:"column"`
		Line   *int    `json:"line"`
	}
	if err := decode(&r.Request, &args); err != nil {
		return nil, err
	}
	if args.Text == nil || args.Column == nil {
		return nil, fail(idArguments, "completions: text and column are needed")
	}
	cl := &r.conn.client
	line, column, err := cl.position(&protocol.EvaluateArguments{Line: args.Line, Column: args.Column})
	if err != nil {
		return nil, fail(idArguments, "completions: %s", strings.TrimPrefix(err.Error(), "evaluate: "))
	}
	text := *args.Text
	lineStart := startOfLine(text, line)
	offset := lineStart + bytesOf(lineOf([]byte(text), line), column)
	body := protocol.CompletionsBody{Targets: []protocol.CompletionItem{}}
	got := s.Complete(text, offset)
	if got.Start < 0 || got.Start > got.End || got.End > len(text) {
		return body, nil
	}
	start := cl.completion + utf16Len(text[:got.Start])
	for _, item := range got.Items {
		body.Targets = append(body.Targets, protocol.CompletionItem{
			Label: item.Label, Text: item.Insert, Detail: item.Detail, Type: orElse(string(completionTypes[item.Kind]), "text"),
			Start: start, Length: utf16Len(text[got.Start:got.End]),
		})
	}
	return body, nil
}

// startOfLine is the offset of a 0-based line; of the text's end if it has no such line.
func startOfLine(text string, line int) int {
	at := 0
	for range line {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 {
			return len(text)
		}
		at += i + 1
	}
	return at
}
