package transform

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"regexp"
	"slices"
	"strconv"
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
	switch code {
	case "InvalidInitCycle":
		if !k.inConst(e.Start) {
			return e, false // variables of a cell are set in the order of its statements
		}
	case "UnusedExpr", "UnusedResults":
		switch item := k.expressionItem(e.Start); {
		case item == len(k.cell.Items)-1 && item >= 0:
			return e, false // it is the cell's value
		case item >= 0 && k.measured(item):
			return e, false
		case item >= 0:
			e.Severity = SeverityHint // evaluated for nothing, as people do who run a cell by its lines
		}
	case "UnexportedLitField":
		if !strings.Contains(e.Msg, "·") {
			break
		}
		return e, false // the session's own type; that the count is wrong is reported as well
	case "InvalidReceive":
		if k.inSelectCase(e.Start) {
			return e, false // it is reported as not awaitable
		}
	case "InvalidRangeExpr":
		if k.isAsyncRange(e.Start) {
			return e, false // it is reported as not iterable
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

var (
	missingInit  = regexp.MustCompile(`^missing init expr for (\S+)$`)
	cellPackage  = regexp.MustCompile(`·(\d+)·\.(\pL[\pL\d_]*)`)
	outputName   = regexp.MustCompile(`Out·(\d+)`)
	declaredAt   = regexp.MustCompile(` at (\d+:\d+|-)$| \((declared|first) at [^)]*\)`)
	siteCall     = regexp.MustCompile(`await·(\d+)`)
	stmtCall     = regexp.MustCompile(`async·\d+`)
	cellPackage1 = regexp.MustCompile(`"?·\d+·"?`)
)

// wording is the message of e without what the rewriting brought in.
func (k *checker) wording(e Error) string {
	msg := e.Msg
	switch msg {
	case "undefined: Out":
		return k.outputError(e)
	case "undefined: await":
		return "await needs an operand on its line"
	}
	if a, ok := k.assignmentAt(e); ok {
		if missingInit.MatchString(msg) || strings.HasPrefix(msg, "extra init expr") {
			return a
		}
		if n := k.valuesAt(e); n > 1 && strings.HasPrefix(msg, "multiple-value ") {
			return fmt.Sprintf("assignment mismatch: 1 variable but %s returns %d values", k.cell.Src[e.Start:e.End], n)
		}
		msg = strings.Replace(msg, "in variable declaration", "in assignment", 1)
	}
	msg = strings.Replace(msg, " in assignment to _ identifier", "", 1)
	msg = declaredAt.ReplaceAllString(msg, "")
	for _, a := range k.early {
		msg = strings.ReplaceAll(msg, a.as, a.was)
	}
	if !strings.ContainsAny(msg, "·(") {
		return msg
	}
	for _, s := range k.sites {
		if s.text != "" {
			msg = strings.ReplaceAll(msg, s.text, k.source(s))
		}
	}
	for _, s := range k.stmts {
		if strings.Contains(s.text, "async·") {
			msg = strings.ReplaceAll(msg, s.text, string(s.of.Src[s.of.Offset(s.stmt.X.Pos()):s.of.Offset(s.stmt.X.End())]))
		}
	}
	msg = siteCall.ReplaceAllStringFunc(msg, func(name string) string {
		i, err := strconv.Atoi(siteCall.FindStringSubmatch(name)[1])
		if err != nil || i >= len(k.sites) {
			return "await"
		}
		return k.source(k.sites[i])
	})
	msg = stmtCall.ReplaceAllString(msg, "async")
	msg = strings.ReplaceAll(msg, asyncName, "async")
	msg = outputName.ReplaceAllString(msg, "Out[$1]")
	msg = cellPackage.ReplaceAllStringFunc(msg, k.typeName)
	return cellPackage1.ReplaceAllString(msg, "this session")
}

// source is the text of a site.
func (k *checker) source(s *site) string {
	return string(s.of.Src[s.offset:s.of.Offset(s.unary.X.End())])
}

// typeName writes a type of some cell: by its name alone if that is what the name means here.
func (k *checker) typeName(s string) string {
	m := cellPackage.FindStringSubmatch(s)
	n := k.ns.Lookup(m[2])
	if k.survey.defs[m[2]] != nil || k.redeclared(m[2]) || n == nil || strconv.Itoa(n.Cell) != m[1] {
		return m[2] + " (of cell " + m[1] + ")"
	}
	return m[2]
}

// valuesAt is how many values the one right side of the := around e has.
func (k *checker) valuesAt(e Error) int {
	i, _ := k.itemAt(e.Start)
	s := k.cell.Items[i].Stmt.(*ast.AssignStmt)
	if len(s.Lhs) != 1 || len(s.Rhs) != 1 || k.cell.Offset(s.Rhs[0].Pos()) != e.Start {
		return 0
	}
	t, _ := k.info.Types[s.Rhs[0]].Type.(*types.Tuple)
	return t.Len()
}

// itemAt is the index of the item that holds an offset.
func (k *checker) itemAt(offset int) (int, bool) {
	return slices.BinarySearchFunc(k.cell.Items, offset, func(it Item, at int) int {
		switch {
		case it.End <= at:
			return -1
		case it.Start > at:
			return 1
		}
		return 0
	})
}

// assignmentAt is how Go words a count that does not match, if e is in a top-level :=.
func (k *checker) assignmentAt(e Error) (string, bool) {
	i, ok := k.itemAt(e.Start)
	if !ok {
		return "", false
	}
	s, ok := k.cell.Items[i].Stmt.(*ast.AssignStmt)
	if !ok || s.Tok != token.DEFINE {
		return "", false
	}
	return fmt.Sprintf("assignment mismatch: %s but %s", count(len(s.Lhs), "variable"), count(len(s.Rhs), "value")), true
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// qualifier names packages in messages as the person does.
func (k *checker) qualifier(pkg *types.Package) string {
	if pkg == k.pkg || pkg.Path() == k.path() {
		return ""
	}
	return pkg.Name()
}
