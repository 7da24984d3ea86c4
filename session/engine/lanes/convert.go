package lanes

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goawait/goawait/transform"
)

// Values whose type is blurred must not get into interfaces, where their type shows. What
// follows finds every conversion to an interface, and lets pass the few whose receiver
// provably does not look at what is blurred.

// converted looks at e where it becomes a t.
func (w *walker) converted(e ast.Expr, t types.Type) {
	if e == nil || t == nil || !types.IsInterface(t) {
		return
	}
	from := w.Info.TypeOf(e)
	if from == nil || types.IsInterface(from) || !w.blurred(from) {
		return
	}
	w.refuse(e, "a value of type %s as an interface value", types.TypeString(from, w.qualify))
}

// assigned looks at values where they are assigned to left sides.
func (w *walker) assigned(lhs, rhs []ast.Expr) {
	if len(lhs) == len(rhs) {
		for i := range lhs {
			w.converted(rhs[i], w.Info.TypeOf(lhs[i]))
		}
		return
	}
	if len(rhs) != 1 {
		return
	}
	t, ok := w.Info.TypeOf(rhs[0]).(*types.Tuple)
	for i := range lhs {
		if ok && i < t.Len() && w.widens(t.At(i).Type(), w.Info.TypeOf(lhs[i])) {
			w.refuse(rhs[0], "a value of type %s as an interface value", types.TypeString(t.At(i).Type(), w.qualify))
		}
	}
}

// widens reports whether a blurred from becomes an interface.
func (w *walker) widens(from, to types.Type) bool {
	return from != nil && to != nil && types.IsInterface(to) && !types.IsInterface(from) && w.blurred(from)
}

// arguments looks at the arguments of a call.
func (w *walker) arguments(call *ast.CallExpr, sig *types.Signature) {
	name := w.calledName(call)
	for i, a := range call.Args {
		t := parameter(sig, i, call.Ellipsis.IsValid())
		if tuple, ok := w.Info.TypeOf(a).(*types.Tuple); ok {
			for j := range tuple.Len() {
				if w.widens(tuple.At(j).Type(), parameter(sig, j, false)) {
					w.refuse(a, "a value of type %s as an interface value", types.TypeString(tuple.At(j).Type(), w.qualify))
				}
			}
			if sig.Variadic() && tuple.Len() == sig.Params().Len()-1 { // which is nil to the function in Go
				w.refuse(a, "the results of a call for all but the last, variadic parameter")
			}
			continue
		}
		if t != nil && types.IsInterface(t) && w.passes(name, call, i) {
			continue
		}
		w.converted(a, t)
	}
}

func parameter(sig *types.Signature, i int, spread bool) types.Type {
	n := sig.Params().Len()
	switch {
	case sig.Variadic() && i >= n-1:
		last := sig.Params().At(n - 1).Type()
		if s, ok := last.(*types.Slice); ok && !spread {
			return s.Elem()
		}
		return last
	case i < n:
		return sig.Params().At(i).Type()
	}
	return nil
}

// passes reports whether the function with that name treats its argument i, a blurred value,
// as it would in Go.
func (w *walker) passes(name string, call *ast.CallExpr, i int) bool {
	t := w.Info.TypeOf(call.Args[i])
	if !w.blurred(t) {
		return true
	}
	quiet := !w.promotes(t) && (!w.hides(t) || !w.speaks(t))
	switch {
	case printers[name]:
		return quiet
	case name == "encoding/json.Marshal", name == "encoding/json.MarshalIndent":
		return !w.hides(t) && !w.unsupported(t) && !w.contains(t, isEmbedding)
	case strings.HasPrefix(name, transform.AsyncPath+"."), w.asyncMethod(call): // its twin takes any
		return true
	case name == "sort.Slice", name == "sort.SliceStable", name == "sort.SliceIsSorted":
		return true
	}
	directive, ok := w.directive(name, call, i)
	return ok && quiet && w.fits(directive, t)
}

func isEmbedding(t types.Type) bool {
	s, ok := t.(*types.Struct)
	return ok && embeds(s)
}

// asyncMethod reports whether a call is of a method of package async.
func (w *walker) asyncMethod(call *ast.CallExpr) bool {
	s, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	sel := w.Info.Selections[s]
	return ok && sel != nil && sel.Kind() == types.MethodVal && ofAsync(sel.Obj())
}

// fits reports whether a directive such as "%-5d" prints a t without naming its type or
// fields.
func (w *walker) fits(directive string, t types.Type) bool {
	verb := directive[len(directive)-1]
	if strings.Contains(directive, "#") || strings.Contains(directive, "+") && w.hides(t) {
		return false
	}
	b, basic := t.Underlying().(*types.Basic)
	switch verb {
	case 'v':
		return true
	case 'd', 'x', 'X', 'b', 'o', 'c':
		return basic && b.Info()&types.IsInteger != 0
	case 's', 'q':
		return basic && b.Info()&types.IsString != 0
	case 'f', 'g', 'e':
		return basic && b.Info()&types.IsFloat != 0
	case 't':
		return basic && b.Info()&types.IsBoolean != 0
	}
	return false
}

// unsupported reports whether encoding/json would complain about a part of t, naming it.
func (w *walker) unsupported(t types.Type) bool {
	return w.contains(t, func(p types.Type) bool {
		switch p := p.(type) {
		case *types.Chan, *types.Signature, *types.Interface:
			return true
		case *types.Basic:
			return p.Info()&types.IsComplex != 0
		}
		return false
	})
}

// printers print values with no verb, and so without their types.
var printers = map[string]bool{
	"fmt.Print": true, "fmt.Println": true, "fmt.Sprint": true, "fmt.Sprintln": true,
	"fmt.Fprint": true, "fmt.Fprintln": true, "fmt.Append": true, "fmt.Appendln": true,
	"log.Print": true, "log.Println": true,
}

// formatters print by a format, which is their argument of that number.
var formatters = map[string]int{
	"fmt.Printf": 0, "fmt.Sprintf": 0, "fmt.Errorf": 0, "log.Printf": 0, "fmt.Fprintf": 1, "fmt.Appendf": 1,
}

// directive returns the directive of a constant format that prints argument i of a call.
func (w *walker) directive(name string, call *ast.CallExpr, i int) (string, bool) {
	at, ok := formatters[name]
	if !ok || i <= at || call.Ellipsis.IsValid() {
		return "", false
	}
	v := w.Info.Types[call.Args[at]].Value
	if v == nil || v.Kind() != constant.String {
		return "", false
	}
	text := strings.ReplaceAll(constant.StringVal(v), "%%", "")
	for n := at + 1; ; n++ {
		_, rest, found := strings.Cut(text, "%")
		end := strings.IndexFunc(rest, unicode.IsLetter)
		if !found || end < 0 || strings.ContainsAny(rest[:end], "*[") {
			return "", false
		}
		if n == i {
			return rest[:end+1], rest[end] < utf8.RuneSelf
		}
		text = rest[end+1:]
	}
}

// calledName is the full name of the package-level function that a call is of, or "".
func (w *walker) calledName(call *ast.CallExpr) string {
	s, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	id, ok := s.X.(*ast.Ident)
	if !ok {
		return ""
	}
	if p, ok := w.Info.ObjectOf(id).(*types.PkgName); ok {
		return p.Imported().Path() + "." + s.Sel.Name
	}
	return ""
}
