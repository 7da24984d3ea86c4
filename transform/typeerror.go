package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// This file words go/types' errors: in the person's coordinates, with no name that the person
// did not write.

// errorSpan is what go/types knows of an error beyond its exported fields (the same that
// gopls reads): its extent and its code's name.
func errorSpan(e types.Error) (start, end int, code string) {
	v := reflect.ValueOf(e)
	field := func(name string) int {
		if f := v.FieldByName(name); f.IsValid() && f.CanInt() {
			return int(f.Int())
		}
		return 0
	}
	start, end = field("go116start"), field("go116end")
	if start == 0 || end < start {
		start, end = int(e.Pos), int(e.Pos)
	}
	return start, end, goCodes[field("go116code")]
}

// explainTypes words the errors of the last pass.
func (k *checker) explainTypes() []Error {
	var out []Error
	for _, te := range k.typeErrs {
		if e, ok := k.explainType(te); ok {
			out = append(out, e)
		}
		if len(out) == maxErrors {
			break
		}
	}
	return out
}

func (k *checker) explainType(te types.Error) (Error, bool) {
	from, to, code := errorSpan(te)
	e := Error{Start: from - posBase, End: to - posBase, Severity: SeverityError, Code: TypeError, GoCode: code, Msg: te.Msg}
	if strings.HasPrefix(te.Msg, "\t") || strings.Contains(te.Msg, adaptName) {
		return e, false // it belongs to the error before, or is said of async.Adapt as well
	}
	if e.Start < 0 || e.Start > len(k.cell.Src) {
		return k.elsewhere(e, code)
	}
	e.End = min(max(e.End, e.Start), len(k.cell.Src))
	if e.End == e.Start {
		e.End = k.nameEnd(e.Start)
	}
	if k.isNone(e, code) {
		return e, false
	}
	switch code {
	case "UnusedExpr", "UnusedResults":
		if k.expressionItem(e.Start) >= 0 {
			e.Severity = SeverityHint // evaluated for nothing, as people do who run a cell by its lines
		}
	case "BrokenImport":
		if path := k.pendingImport(e.Start, e.End); path != "" {
			return pendingError(e.Start, e.End, path), true
		}
		if fix, ok := k.mends[k.importPath(e.Start, e.End)]; ok {
			e.Fixes = []Fix{fix}
		} else {
			k.meantPath(&e, k.importPath(e.Start, e.End))
		}
	case "MisplacedBreak", "MisplacedContinue", "MisplacedFallthrough", "MisplacedGoto", "JumpOverDecl", "JumpIntoBlock":
		e.Code = Syntax
	}
	e.Msg = k.wording(e)
	k.meant(&e)
	switch code {
	case "InvalidBlank":
		if k.ns.Lookup("_") == nil {
			e.Msg = "_ is the value of the cell before, and none had one yet"
		}
	case "MismatchedTypes", "IncompatibleAssign", "UndefinedOp", "InvalidCall", "MissingFieldOrMethod":
		if isUnawaited.MatchString(e.Msg) && !strings.Contains(e.Msg, " as *async.") {
			e.Msg += "; await it to have its value"
		}
	}
	return e, true
}

// isNone reports whether an error of Go's is none of a cell's, or is reported otherwise as well.
func (k *checker) isNone(e Error, code string) bool {
	switch code {
	case "InvalidInitCycle":
		return !k.inConst(e.Start) // variables of a cell are set in the order of its statements
	case "UnusedExpr", "UnusedResults":
		item := k.expressionItem(e.Start)
		return item >= 0 && (item == len(k.cell.Items)-1 || k.measured(item)) // the cell's value
	case "UnexportedLitField":
		return strings.Contains(e.Msg, "·") // the session's own type; that the count is wrong is reported as well
	case "InvalidReceive":
		return k.inSelectCase(e.Start) // it is reported as not awaitable
	case "InvalidRangeExpr":
		return k.isAsyncRange(e.Start) // it is reported as not iterable
	}
	return false
}

// isUnawaited matches what is said of a coroutine or task where a value of another type should be.
var isUnawaited = regexp.MustCompile(`(mismatched types|variable of type|value of type|of type|type) \*async\.(Coroutine|Task)\[`)

// elsewhere places an error in the source of a type that the cell declares once more.
func (k *checker) elsewhere(e Error, code string) (Error, bool) {
	for _, r := range k.retypes {
		if at := e.Start + posBase - r.cell.base; at < 0 || at > len(r.cell.Src) || code == "InvalidInitCycle" {
			continue
		}
		e.Start, e.End = k.receiverOf(r)
		e.Msg = "declaring " + r.old.Name + " once more, with its methods: " + k.wording(e)
		return e, true
	}
	return e, false
}

// nameEnd is the end of the word at offset.
func (k *checker) nameEnd(offset int) int {
	end := offset
	for end < len(k.cell.Src) && isWordByte(k.cell.Src[end]) {
		end++
	}
	if end == offset && end < len(k.cell.Src) && k.cell.Src[end] != '\n' {
		end++
	}
	return end
}

func isWordByte(b byte) bool {
	return b == '_' || b >= 0x80 || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

// inConst reports whether offset is in a top-level declaration of constants.
func (k *checker) inConst(offset int) bool {
	return slices.ContainsFunc(k.cell.Items, func(it Item) bool {
		d, ok := it.Decl.(*ast.GenDecl)
		return ok && d.Tok == token.CONST && it.Start <= offset && offset < it.End
	})
}

// expressionItem is the top-level expression that begins at offset; -1 if none does.
func (k *checker) expressionItem(offset int) int {
	for i, it := range k.cell.Items {
		if it.Kind != ItemExpr {
			continue
		}
		x := it.Stmt.(*ast.ExprStmt).X
		if offset == k.cell.Offset(x.Pos()) || offset == k.cell.Offset(ast.Unparen(x).Pos()) {
			return i
		}
	}
	return -1
}

// measured reports whether an item is code that a magic before it on its line takes.
func (k *checker) measured(item int) bool {
	for i := item - 1; i >= 0; i-- {
		if m := k.cell.Items[i].Magic; m != nil {
			return k.cell.Items[item].Start < m.End
		}
	}
	return false
}

func (k *checker) inSelectCase(offset int) bool {
	for _, s := range k.sites {
		if s.comm && offset >= s.offset && offset < k.cell.Offset(s.unary.X.End()) {
			return true
		}
	}
	return false
}

// isAsyncRange reports whether what is at offset cannot be ranged over by async for.
func (k *checker) isAsyncRange(offset int) bool {
	for _, s := range k.stmts {
		if !s.with && s.form.kind == AsyncInvalid && k.cell.Offset(s.stmt.X.Pos()) == offset {
			return true
		}
	}
	return false
}

// importPath is the path of the import written from start to end.
func (k *checker) importPath(start, end int) string {
	return strings.Trim(string(k.cell.Src[start:end]), "\"`")
}

// pendingImport is the path of the import written from start to end, if it is being loaded.
func (k *checker) pendingImport(start, end int) string {
	path := k.importPath(start, end)
	if k.pending[path] {
		return path
	}
	return ""
}
