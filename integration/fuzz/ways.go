package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/goawait/goawait/integration/invent"
)

// A way is one of the ways in which goawait runs a program.
type way struct {
	name  string
	lane  string
	style invent.Style
	write func(parts []invent.Part) string // the file of cells
	whole bool                             // a panic that nobody catches ends everything
}

var ways = []way{
	{name: "native", lane: "native", style: invent.Style{Async: true}, write: asCell},
	{name: "cells", lane: "auto", style: invent.Style{Async: true}, write: asCells, whole: true},
	{name: "instant", lane: "instant", style: invent.Style{Plain: true}, write: asCell},
}

// asCell writes a program as one cell.
func asCell(parts []invent.Part) string {
	call := "main()"
	for _, p := range parts {
		if p.Async {
			call = "await main()"
		}
	}
	return "//%%\n" + invent.Program(parts) + "\n" + call + "; 0\n"
}

const mark = "//%%\n"

// asCells writes a program as many cells: the declarations of each part are one, and its
// statements, which are the cells' own, two more.
func asCells(parts []invent.Part) string {
	var b strings.Builder
	b.WriteString(mark + invent.Imports(invent.Program(parts)) + invent.Head)
	for _, p := range parts {
		b.WriteString(mark)
		b.WriteString(strings.Join(p.Decls, "\n") + "\n")
		half := len(p.Stmts) / 2
		fmt.Fprintf(&b, "%sfmt.Println(%q)\n", mark, invent.Separator+p.Name)
		b.WriteString(strings.Join(p.Stmts[:half], "") + "; 0\n" + mark + strings.Join(p.Stmts[half:], "") + "; 0\n")
	}
	return b.String()
}

// anyBound is a bound that is exceeded. Which of several in one statement is met first is not
// for Go to say.
var anyBound = regexp.MustCompile(`(runtime error): (index out of range|slice bounds out of range|integer divide by zero).*`)

// blocks are what each part of a program printed, by the part's name.
func blocks(out string) map[string]string {
	found := map[string]string{}
	for _, block := range strings.Split("\n"+out, "\n"+invent.Separator)[1:] {
		name, text, _ := strings.Cut(block, "\n")
		found[name] = strings.TrimRight(anyBound.ReplaceAllString(text, "$1"), "\n")
	}
	return found
}
