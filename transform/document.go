package transform

import (
	"bytes"
	"go/ast"
	"slices"
	"strings"
)

// SplitCells cuts a document into its cells. There is always one, and together they are the
// whole document.
func SplitCells(src []byte) []CellRange {
	cells := []CellRange{{}}
	for at := 0; at < len(src); {
		end := lineEnd(src, at)
		next := min(end+1, len(src))
		if title, ok := cellTitle(src[at:end]); ok {
			if at > 0 {
				cells[len(cells)-1].End = at
				cells = append(cells, CellRange{})
			}
			cells[len(cells)-1] = CellRange{Start: at, Body: next, Title: title}
		}
		at = next
	}
	cells[len(cells)-1].End = len(src)
	return cells
}

// cellTitle reads a line that opens a cell.
func cellTitle(line []byte) (title string, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte("//"))
	if !ok {
		return "", false
	}
	rest = bytes.TrimPrefix(rest, []byte(" "))
	if rest, ok = bytes.CutPrefix(rest, []byte("%%")); !ok {
		return "", false
	}
	return strings.TrimSpace(string(rest)), true
}

// A Span is the bytes from Start to End.
type Span struct{ Start, End int }

// Widen returns what a selection in a document means: the items that it touches, the
// expression that it is inside of, and for an empty selection the items on its line, else the
// cell. A selection that touches no item is left as it is, less white space.
func Widen(src []byte, start, end int) Span {
	start = min(max(start, 0), len(src))
	end = min(max(end, start), len(src))
	cells := SplitCells(src)
	if start < end {
		start, end = trimSpace(src, start, end)
	}
	w := widener{src: src, out: Span{-1, -1}}
	for _, c := range cells {
		empty := start == end
		if empty && start >= c.Start && (start < c.End || c.End == len(src)) {
			return w.line(c, start)
		}
		if !empty && c.Start < end && start < c.End {
			w.cell(c, start, end)
		}
	}
	if w.out.Start < 0 {
		return Span{start, end}
	}
	return w.out
}

func trimSpace(src []byte, start, end int) (int, int) {
	for start < end && isSpace(src[start]) {
		start++
	}
	for start < end && isSpace(src[end-1]) {
		end--
	}
	return start, end
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }

// A widener gathers what a selection means, cell by cell.
type widener struct {
	src []byte
	out Span
}

// add widens the result to a stretch of the document.
func (w *widener) add(start, end int) {
	if w.out.Start < 0 {
		w.out.Start = start
	}
	w.out.Start = min(w.out.Start, start)
	w.out.End = max(w.out.End, end)
}

// cell adds what the selection touches of c.
func (w *widener) cell(c CellRange, start, end int) {
	body := w.src[c.Body:c.End]
	parsed := Parse(body)
	start, end = start-c.Body, end-c.Body
	if parsed.Magic != nil {
		from, to := trimSpace(body, 0, len(body))
		w.add(c.Body+from, c.Body+to)
		return
	}
	for i := range parsed.Items {
		it := &parsed.Items[i]
		if it.Start >= end || it.End <= start {
			continue
		}
		if from, to, ok := parsed.expressionAt(it, start, end); ok {
			w.add(c.Body+from, c.Body+to)
			return
		}
		w.add(c.Body+it.Start, c.Body+withSemicolon(body, it.End))
	}
}

// line is what an empty selection means.
func (w *widener) line(c CellRange, at int) Span {
	body := w.src[c.Body:c.End]
	from, to := trimSpace(body, 0, len(body))
	whole := Span{c.Body + from, c.Body + to}
	if at < c.Body {
		return whole
	}
	parsed := Parse(body)
	if parsed.Magic != nil {
		return whole
	}
	at -= c.Body
	lineStart, lineStop := bytes.LastIndexByte(body[:at], '\n')+1, lineEnd(body, at)
	for i := range parsed.Items {
		if it := &parsed.Items[i]; it.Start < lineStop && it.End > lineStart {
			w.add(c.Body+it.Start, c.Body+withSemicolon(body, it.End))
		}
	}
	if w.out.Start < 0 {
		return whole
	}
	return w.out
}

// withSemicolon includes a semicolon after an item: it says that the value is not to be shown.
func withSemicolon(src []byte, end int) int {
	for i := end; i < len(src); i++ {
		switch src[i] {
		case ' ', '\t':
			continue
		case ';':
			return i + 1
		}
		break
	}
	return end
}

// expressionAt finds the smallest expression that can stand alone around a part of an item. It
// finds none if that part is the whole item.
func (c *Cell) expressionAt(it *Item, start, end int) (from, to int, ok bool) {
	if start <= it.Start && end >= it.End || start < it.Start || end > it.End {
		return 0, 0, false
	}
	root := it.Tree()
	if f, isFunc := it.Decl.(*ast.FuncDecl); isFunc {
		root = f.Body
	}
	if root == nil {
		return 0, 0, false
	}
	var dependent ast.Node // a selector's name, a key: no expression of its own
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil || c.startOf(n) > start || c.Offset(n.End()) < end {
			return false
		}
		switch n := n.(type) {
		case *ast.CompositeLit:
			if listed(n) != nil { // all of it is the item
				return true
			}
		case *ast.SelectorExpr:
			dependent = n.Sel
		case *ast.KeyValueExpr:
			if _, isName := n.Key.(*ast.Ident); isName {
				dependent = n.Key
			}
			return true
		case *ast.TypeSpec, *ast.ImportSpec, *ast.Field, *ast.LabeledStmt, *ast.FuncType, *ast.BranchStmt:
			_, isType := n.(*ast.FuncType)
			return isType
		case *ast.FuncDecl, *ast.BlockStmt:
			ok = false
			return true
		}
		if e, isExpr := n.(ast.Expr); isExpr && n != dependent {
			from, to, ok = c.startOf(e), c.Offset(e.End()), true
		}
		return true
	})
	return from, to, ok
}

// startOf is the offset where a node starts, the async of a literal included.
func (c *Cell) startOf(n ast.Node) int {
	at := c.Offset(n.Pos())
	i, ok := slices.BinarySearchFunc(c.marks, at, func(m mark, at int) int { return m.next - at })
	if ok && c.marks[i].kind == markAsync {
		return c.marks[i].start
	}
	return at
}
