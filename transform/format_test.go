package transform_test

import (
	"bytes"
	"context"
	"go/scanner"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goawait/goawait/transform"
)

// TestFormat compares documents as they are laid out.
func TestFormat(t *testing.T) {
	eachGolden(t, "format", func(t *testing.T) func(string, []byte) string {
		return func(name string, src []byte) string {
			src = bytes.ReplaceAll(src, []byte("<\\r>"), []byte("\r"))
			out := transform.Format(context.Background(), src)
			if again := transform.Format(context.Background(), out); !bytes.Equal(again, out) {
				t.Errorf("%s: laid out again it is\n%s", name, again)
			}
			return string(bytes.ReplaceAll(out, []byte("\r"), []byte("<\\r>")))
		}
	})
}

// FuzzFormat holds that laying out settles, and keeps cells, items, magics, words and comments.
func FuzzFormat(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		ctx := context.Background()
		at := 0
		for _, e := range transform.FormatEdits(ctx, src) {
			if e.Start < at || e.End < e.Start || e.End > len(src) {
				t.Fatalf("an edit of %d-%d after %d", e.Start, e.End, at)
			}
			at = e.End + 1
		}
		for _, e := range transform.FormatRange(ctx, src, len(src)/3, len(src)/2) {
			if e.Start < 0 || e.End < e.Start || e.End > len(src) {
				t.Fatalf("an edit of %d-%d of a range", e.Start, e.End)
			}
		}
		out := transform.Format(ctx, src)
		if again := transform.Format(ctx, out); !bytes.Equal(again, out) {
			t.Fatalf("laid out it is\n%q\nand then\n%q", out, again)
		}
		was, is := cellsOf(src), cellsOf(out)
		if len(was) != len(is) {
			t.Fatalf("%d cells become %d:\n%s", len(was), len(is), out)
		}
		for i := range was {
			if was[i].Title != is[i].Title {
				t.Fatalf("the title %q becomes %q", was[i].Title, is[i].Title)
			}
			sameCell(t, src[was[i].Body:was[i].End], out[is[i].Body:is[i].End])
		}
		if a, b := wordsOf(src), wordsOf(out); !maps.Equal(a, b) {
			t.Fatalf("the words %v become %v", a, b)
		}
	})
}

// cellsOf lists the cells of a document but for the empty lines before the first marker.
func cellsOf(src []byte) []transform.CellRange {
	cells := transform.SplitCells(src)
	if first := cells[0]; first.Start == first.Body && len(cells) > 1 && len(bytes.TrimSpace(src[:first.End])) == 0 {
		return cells[1:]
	}
	return cells
}

// sameCell fails where b is not a with another layout.
func sameCell(t *testing.T, a, b []byte) {
	t.Helper()
	was, is := transform.Parse(a), transform.Parse(b)
	if len(was.Errors) > 0 {
		if !bytes.Equal(a, b) {
			t.Fatalf("the broken cell\n%s\nbecomes\n%s", a, b)
		}
		return
	}
	if len(is.Errors) > 0 || len(was.Items) != len(is.Items) || was.Async != is.Async {
		t.Fatalf("the cell\n%s\nbecomes\n%s\n%v", a, b, is.Errors)
	}
	for i := range was.Items {
		x, y := was.Items[i], is.Items[i]
		one, other := a[x.Start:x.End], b[y.Start:y.End]
		switch {
		case x.Kind != y.Kind:
			t.Fatalf("%q becomes %q", one, other)
		case x.Kind == transform.ItemMagic:
			if !bytes.Equal(one, other) {
				t.Fatalf("the magic %q becomes %q", one, other)
			}
		case x.Kind != transform.ItemImport && !slices.Equal(tokensOf(one), tokensOf(other)):
			t.Fatalf("%q becomes %q", one, other)
		}
	}
}

// tokensOf lists the tokens of Go but for those that gofmt puts in and takes away.
func tokensOf(src []byte) []string {
	var out []string
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(src)), src, nil, 0)
	for {
		_, tok, lit := s.Scan()
		switch tok {
		case token.EOF:
			return out
		case token.SEMICOLON, token.COMMA, token.LPAREN, token.RPAREN:
		case token.INT, token.FLOAT, token.IMAG:
			out = append(out, strings.TrimLeft(strings.ToLower(lit), "0"))
		default:
			out = append(out, tok.String()+" "+lit)
		}
	}
}

var wordOf = regexp.MustCompile(`[\pL_][\pL\pN_]*`)

// wordsOf gathers the words of a text, those of comments too. An import that is there twice may
// go, so they are not counted.
func wordsOf(src []byte) map[string]bool {
	words := map[string]bool{}
	for _, w := range wordOf.FindAllString(strings.ToLower(strings.ReplaceAll(string(src), "\r", "")), -1) {
		words[w] = true
	}
	return words
}
