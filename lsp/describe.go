package lsp

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/goawait/goawait/transform"
)

// A description is what is known of a place in a document without running anything.
type description struct {
	start, end    int // of the document
	signature     string
	note          string
	documentation string
}

// awaitWord is the length of the operator's word.
const awaitWord = len("await")

// howAwaited says what awaiting does, by the row of the dialect's table.
var howAwaited = map[transform.AwaitKind]string{
	transform.AwaitMethod:  "Awaits it by its method `Await`",
	transform.AwaitChan:    "Receives one value",
	transform.AwaitFunc:    "Calls the function, off the loop",
	transform.AwaitWait:    "Calls its method `Wait`, off the loop",
	transform.AwaitContext: "Waits for the context to be done",
	transform.AwaitCall:    "Evaluates the arguments now and runs the call off the loop",
}

// describe gives the innermost thing at an offset that there is something to say of.
func (s *server) describe(a *analysis, offset int) *description {
	for i := range a.cells {
		c := &a.cells[i]
		if offset < c.Body || offset > c.End || offset == c.End && i+1 < len(a.cells) {
			continue
		}
		d := describeAwait(c, offset-c.Body)
		if d == nil {
			d = s.describeName(c, offset-c.Body)
		}
		if d != nil {
			d.start, d.end = d.start+c.Body, d.end+c.Body
		}
		return d
	}
	return nil
}

// describeAwait describes the await site whose word an offset is in.
func describeAwait(c *cell, at int) *description {
	for i := range c.checked.Sites {
		site := &c.checked.Sites[i]
		how := howAwaited[site.Kind]
		if at < site.Start || at > site.Start+awaitWord || how == "" {
			continue
		}
		src := c.text[site.Start:site.End]
		if line, _, more := strings.Cut(src, "\n"); more {
			src = line + " …"
		}
		return &description{
			start: site.Start, end: site.Start + awaitWord,
			signature: src + " → " + valueText(site, c.checked.Pkg),
			note:      how + ". " + errorText(site),
		}
	}
	return nil
}

// valueText lists what awaiting gives.
func valueText(site *transform.Site, pkg *types.Package) string {
	values := make([]string, len(site.Values))
	for i, t := range site.Values {
		values[i] = typeText(t, pkg)
	}
	if site.Capture && site.Kind == transform.AwaitChan {
		values = append(values, "bool")
	} else if site.Capture {
		values = append(values, "error")
	}
	switch len(values) {
	case 0:
		return "no value"
	case 1:
		return values[0]
	}
	return "(" + strings.Join(values, ", ") + ")"
}

// errorText says what becomes of the error.
func errorText(site *transform.Site) string {
	switch {
	case site.Capture && site.Kind == transform.AwaitChan:
		return "The second value tells whether the channel is open."
	case site.Capture:
		return "The error is captured."
	case site.Func != nil:
		return "An error is raised: " + site.Func.Name + " stops here."
	}
	return "An error is raised: the cell stops here."
}

// describeName describes the identifier that an offset is in or at the end of.
func (s *server) describeName(c *cell, at int) *description {
	for i := range c.checked.Refs { // session names, Out[n] among them
		ref := &c.checked.Refs[i]
		if ref.Start <= at && at <= ref.End && ref.Name.Obj != nil {
			d := s.describeObject(ref.Name.Obj, c.checked.Pkg)
			d.start, d.end = ref.Start, ref.End
			if ref.Name.Async {
				d.note = "An async function: a call gives a coroutine, which runs when it is awaited or spawned."
			}
			return d
		}
	}
	id := identAt(c.checked.Cell, at)
	if id == nil {
		return nil
	}
	obj := c.checked.Info.ObjectOf(id)
	if obj == nil {
		return nil
	}
	d := s.describeObject(obj, c.checked.Pkg)
	d.start = c.checked.Cell.Offset(id.Pos())
	d.end = d.start + len(id.Name)
	return d
}

// identAt gives the identifier that an offset is in or at the end of, or nil.
func identAt(c *transform.Cell, at int) *ast.Ident {
	var found *ast.Ident
	visit := func(n ast.Node) bool {
		if n == nil || found != nil {
			return false
		}
		if id, ok := n.(*ast.Ident); ok {
			if start := c.Offset(id.Pos()); start <= at && at <= start+len(id.Name) {
				found = id
			}
		}
		return true
	}
	for i := range c.Items {
		item := &c.Items[i]
		if tree := item.Tree(); tree != nil && item.Start <= at && at <= item.End {
			ast.Inspect(tree, visit)
		}
	}
	return found
}

// describeObject describes an object as its declaration would be written.
func (s *server) describeObject(obj types.Object, pkg *types.Package) *description {
	d := &description{
		signature:     types.ObjectString(obj, qualifier(pkg)),
		documentation: s.host.Documentation(obj),
	}
	if c, ok := obj.(*types.Const); ok && c.Val() != nil {
		d.signature += " = " + c.Val().String()
	}
	return d
}

// qualifier writes a package's name, and nothing for what cells declare.
func qualifier(pkg *types.Package) types.Qualifier {
	return func(p *types.Package) string {
		if p == nil || pkg != nil && p.Path() == pkg.Path() {
			return ""
		}
		return p.Name()
	}
}

func typeText(t types.Type, pkg *types.Package) string {
	if t == nil {
		return ""
	}
	return types.TypeString(t, qualifier(pkg))
}
