package main

import (
	"strings"
	"testing"
)

func TestDocument(t *testing.T) {
	for _, want := range []int{100, 1000, 10000} {
		text := document(want)
		if got := strings.Count(text, "\n"); got < want*9/10 || got > want*11/10 {
			t.Errorf("the document of %d lines has %d", want, got)
		}
		lines := strings.Split(text, "\n")
		for _, p := range places {
			line, column := p.find(text)
			before, after := strings.TrimRight(lines[line][:column], "0123456789"), lines[line][column:]
			if !strings.HasSuffix(before, p.after) || after != strings.TrimLeft(after, "0123456789") {
				t.Errorf("%d lines, %s: found %q", want, p.name, lines[line])
			}
			if line < want*3/10 || line > want*7/10 {
				t.Errorf("%d lines, %s: line %d is not in the middle", want, p.name, line)
			}
		}
	}
}
