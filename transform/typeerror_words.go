package transform

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

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
