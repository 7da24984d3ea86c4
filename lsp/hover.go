package lsp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"go/doc/comment"
	"go/parser"
	"net/url"
	"strings"
	"time"

	"go.lsp.dev/protocol"
)

// maxHoverLines is how many lines of output a hover shows, the last ones.
const maxHoverLines = 20

// hover answers textDocument/hover: the last result of the region at the position, if there is
// one, and then what is known without running.
func (s *server) hover(p *protocol.HoverParams) (answer, error) {
	snap, err := s.snapshot(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	offset := snap.lines.offset(p.Position)
	return func(ctx context.Context) (any, error) {
		page := &page{markdown: s.client.markdown}
		var where *protocol.Range
		results := s.host.Results(snap.doc.path)
		a := &analysis{session: s.view(snap, results)} // of an ordinary Go file nothing else is known
		if !snap.doc.goFile {
			var err error
			if a, err = s.analyse(ctx, snap, results); err != nil {
				return nil, err
			}
		}
		if r := snap.resultAt(results, offset); r != nil {
			page.result(r, time.Now())
			if s.options.commandLinks {
				page.links(snap.doc.uri, r, s.typeLink(snap, a, r))
			}
			start, end := snap.region(r)
			rang := snap.lines.rang(start, end)
			where = &rang
		}
		if !snap.doc.goFile {
			if d := s.describe(a, offset); d != nil {
				page.rule()
				page.code("go", d.signature)
				page.text(d.note)
				page.documentation(d.documentation)
				rang := snap.lines.rang(d.start, d.end)
				where = &rang
			}
		}
		if page.Len() == 0 {
			return nil, nil
		}
		kind := protocol.MarkupKindPlainText
		if page.markdown {
			kind = protocol.MarkupKindMarkdown
		}
		return &protocol.Hover{Contents: &protocol.MarkupContent{Kind: kind, Value: page.String()}, Range: where}, nil
	}, nil
}

// resultAt gives the newest result whose region an offset is in, on its lines or inside it.
func (snap *snapshot) resultAt(results []Result, offset int) *Result {
	var best *Result
	for i := range results {
		r := &results[i]
		if r.Lost {
			continue
		}
		start, end := snap.region(r)
		if n := bytes.IndexByte(snap.text[end:], '\n'); n >= 0 {
			end += n // the rest of the last line, where the value is shown
		} else {
			end = len(snap.text)
		}
		if start <= offset && offset <= end && (best == nil || best.When.Before(r.When)) {
			best = r
		}
	}
	return best
}

// A page is the text of a hover in the making: Markdown, or plain for clients without.
type page struct {
	strings.Builder
	markdown bool
}

// text adds a paragraph, if there is any text.
func (p *page) text(s string) {
	if s = strings.TrimSpace(s); s == "" {
		return
	}
	p.gap()
	p.WriteString(s)
}

// documentation adds a doc comment.
func (p *page) documentation(text string) {
	doc := new(comment.Parser).Parse(text)
	printer := &comment.Printer{
		DocLinkBaseURL: "https://pkg.go.dev",
		HeadingID:      func(*comment.Heading) string { return "" },
	}
	if p.markdown {
		p.text(string(printer.Markdown(doc)))
		return
	}
	p.text(string(printer.Text(doc)))
}

// code adds a block of code.
func (p *page) code(language, s string) {
	if s == "" {
		return
	}
	p.gap()
	if !p.markdown {
		p.WriteString(s)
		return
	}
	fence := "```"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	p.WriteString(fence + language + "\n" + strings.TrimRight(s, "\n") + "\n" + fence)
}

// rule separates what comes from what there is.
func (p *page) rule() {
	if p.Len() > 0 {
		p.gap()
		p.WriteString("---")
	}
}

func (p *page) gap() {
	if p.Len() > 0 {
		p.WriteString("\n\n")
	}
}

// result adds a result: value or error, a line of facts, output.
func (p *page) result(r *Result, now time.Time) {
	language := "go"
	if _, err := parser.ParseExpr(r.Text); r.Type == "" || err != nil {
		language = "text" // as Go, a duration such as 3s would be painted as an error
	}
	p.code(language, r.Text)
	var facts []string
	if r.Type != "" {
		facts = append(facts, p.quote(r.Type))
	} else if r.State != "done" || r.Text == "" {
		facts = append(facts, r.State)
	}
	if r.Cell > 0 {
		facts = append(facts, fmt.Sprintf("cell %d", r.Cell))
	}
	if !r.When.IsZero() {
		facts = append(facts, ago(now.Sub(r.When)))
	}
	if r.State != "queued" && r.State != "running" {
		facts = append(facts, "took "+took(r.Duration))
		switch {
		case r.Lane == "native" && r.Compiling > time.Millisecond:
			facts = append(facts, "compiled in "+took(r.Compiling))
		case r.Lane == "native":
			facts = append(facts, "compiled")
		case len(r.Native) > 0:
			facts = append(facts, "compiled since: "+strings.Join(r.Native, ", "))
		}
	}
	if r.Stale {
		facts = append(facts, "edited since")
	}
	p.text(strings.Join(facts, " · "))
	if output, left := lastLines(r.Output, maxHoverLines); output != "" {
		if left > 0 {
			p.text(fmt.Sprintf("Output, the last %d of %d lines:", maxHoverLines, maxHoverLines+left))
		} else {
			p.text("Output:")
		}
		p.code("text", output)
	}
}

// A resultLink is what a command of a link in a hover is given.
type resultLink struct {
	URI  DocumentURI        `json:"uri"`
	ID   int64              `json:"id"`
	Type *protocol.Location `json:"type,omitempty"`
}

// typeLink gives where the type of a result's value is declared, to a client that has a link for
// it; nil where that is not known.
func (s *server) typeLink(snap *snapshot, a *analysis, r *Result) *protocol.Location {
	if !s.options.typeLinks {
		return nil
	}
	return s.typeLocation(snap, a, a.session.resultType(r))
}

// links adds what can be done with a result. An editor that asks for links has commands under
// these names; the argument is {uri, id}, and for goToType the place of the type as well.
func (p *page) links(uri DocumentURI, r *Result, declared *protocol.Location) {
	if !p.markdown || r.State == "queued" || r.State == "running" {
		return
	}
	var links []string
	add := func(title, command string, argument resultLink) {
		if text, err := json.Marshal([]any{argument}); err == nil {
			links = append(links, fmt.Sprintf("[%s](command:goawait.%s?%s)", title, command, url.PathEscape(string(text))))
		}
	}
	same := resultLink{URI: uri, ID: r.Run}
	add("Copy", "copyResult", same)
	add("Open as document", "openResult", same)
	if declared != nil {
		add("Go to type", "goToType", resultLink{URI: uri, ID: r.Run, Type: declared})
	}
	add("Run again", "runAgain", same)
	p.text(strings.Join(links, " · "))
}

func (p *page) quote(s string) string {
	if !p.markdown || strings.Contains(s, "`") {
		return s
	}
	return "`" + s + "`"
}

// lastLines gives the last n lines of s, and how many there are before them.
func lastLines(s string, n int) (string, int) {
	s = strings.TrimRight(s, "\n")
	lines := strings.Count(s, "\n") + 1
	if lines <= n {
		return s, 0
	}
	for range lines - n {
		_, s, _ = strings.Cut(s, "\n")
	}
	return s, lines - n
}

// ago says how long ago something was, in the largest unit that fits.
func ago(d time.Duration) string {
	switch {
	case d < time.Second:
		return "just now"
	case d < time.Minute:
		return fmt.Sprintf("%d s ago", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	}
	return fmt.Sprintf("%d days ago", int(d.Hours()/24))
}

// took says how long something took, with three digits.
func took(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%.3g µs", float64(d)/float64(time.Microsecond))
	case d < time.Second:
		return fmt.Sprintf("%.3g ms", float64(d)/float64(time.Millisecond))
	case d < time.Minute:
		return fmt.Sprintf("%.3g s", d.Seconds())
	}
	return d.Round(time.Second).String()
}
