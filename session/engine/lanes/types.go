package lanes

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/goawait/goawait/transform"
)

// typeExpr looks at a type as it is written.
func (w *walker) typeExpr(e ast.Expr) {
	if t := w.Info.TypeOf(e); t != nil {
		w.typ(e, t)
	}
}

// typ refuses an expression for its type.
func (w *walker) typ(n ast.Node, t types.Type) {
	if what := w.unfit(t, nil); what != "" {
		w.refuse(n, "%s", what)
	}
}

// unfit says what about a type the lane has no form for; "" if there is nothing. Types with a
// name are taken apart where they are declared; types of packages are as they are.
func (w *walker) unfit(t types.Type, seen map[types.Type]bool) string {
	if seen[t] {
		return ""
	}
	if seen == nil {
		seen = map[types.Type]bool{}
	}
	seen[t] = true
	parts := func(list ...types.Type) string {
		for _, p := range list {
			if what := w.unfit(p, seen); what != "" {
				return what
			}
		}
		return ""
	}
	switch t := t.(type) {
	case *types.Alias:
		return parts(types.Unalias(t))
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			return "unsafe.Pointer"
		}
	case *types.Named:
		return w.unfitNamed(t, seen)
	case *types.TypeParam:
		return "a type parameter"
	case *types.Pointer:
		return parts(t.Elem())
	case *types.Slice:
		return parts(t.Elem())
	case *types.Array:
		return parts(t.Elem())
	case *types.Chan:
		return parts(t.Elem())
	case *types.Map:
		return parts(t.Key(), t.Elem())
	case *types.Signature:
		if t.TypeParams().Len() > 0 {
			return "" // where it is called, that is looked at
		}
		return parts(t.Params(), t.Results())
	case *types.Tuple:
		for i := range t.Len() {
			if what := parts(t.At(i).Type()); what != "" {
				return what
			}
		}
	case *types.Struct:
		return w.unfitStruct(t, seen)
	case *types.Interface:
		if !t.Empty() {
			return "an interface with methods that a cell declares"
		}
	default:
		return "the type " + t.String()
	}
	return ""
}

func (w *walker) unfitStruct(t *types.Struct, seen map[types.Type]bool) string {
	for i := range t.NumFields() {
		if t.Field(i).Name() == "_" {
			return "a struct with a blank field"
		}
		if what := w.unfit(t.Field(i).Type(), seen); what != "" {
			return what
		}
	}
	return ""
}

func (w *walker) unfitNamed(t *types.Named, seen map[types.Type]bool) string {
	obj := t.Obj()
	switch {
	case obj.Pkg() == nil: // error, comparable
		return ""
	case AsyncRefused(obj):
		return "async." + obj.Name()
	case w.asyncType(t):
		return w.unfitArgs(t, seen)
	case transform.IsSequence(t):
		return w.unfit(t.Underlying(), seen)
	case t.TypeArgs().Len() > 0 || t.TypeParams().Len() > 0:
		return "the generic type " + types.TypeString(t, w.qualify)
	case !w.own(obj):
		return ""
	case t.NumMethods() > 0:
		return "a type with methods"
	case w.recursive(t):
		return "a type that contains itself"
	}
	return w.unfit(t.Underlying(), seen)
}

// unfitArgs is unfit for the type arguments of a coroutine or task. It may have several values.
func (w *walker) unfitArgs(t *types.Named, seen map[types.Type]bool) string {
	for i := range t.TypeArgs().Len() {
		arg := t.TypeArgs().At(i)
		if r, ok := arg.(*types.Named); ok && several(r) {
			if what := w.unfitArgs(r, seen); what != "" {
				return what
			}
			continue
		}
		if what := w.unfit(arg, seen); what != "" {
			return what
		}
	}
	return ""
}

// several reports whether t is what a coroutine of several values has for its value.
func several(t *types.Named) bool {
	return t.Obj().Pkg() != nil && t.Obj().Pkg().Path() == transform.AsyncPath &&
		strings.HasPrefix(t.Obj().Name(), "Results")
}

// qualify leaves out the package of types that cells declare.
func (w *walker) qualify(p *types.Package) string {
	if p.Path() == w.Pkg.Path() {
		return ""
	}
	return p.Name()
}

// own reports whether a type is declared in a cell, this one or another.
func (w *walker) own(obj types.Object) bool {
	return obj.Pkg() != nil && (obj.Pkg() == w.Pkg || obj.Pkg().Path() == w.Pkg.Path())
}

// asyncType reports whether t is one of the generic types of package async that have untyped
// twins.
func (w *walker) asyncType(t *types.Named) bool {
	if t.Obj().Pkg() == nil || t.Obj().Pkg().Path() != transform.AsyncPath {
		return false
	}
	switch t.Obj().Name() {
	case "Coroutine", "Task", "Awaitable", "Queue":
		return true
	}
	return false
}

// recursive reports whether a type that a cell declares contains itself.
func (w *walker) recursive(t types.Type) bool {
	named, ok := t.(*types.Named)
	return ok && w.contains(named.Underlying(), func(p types.Type) bool { return p == t })
}

// contains reports whether a part of t, or of a type declared in a cell that is a part of it,
// is as asked.
func (w *walker) contains(t types.Type, is func(types.Type) bool) bool {
	seen := map[types.Type]bool{}
	var in func(types.Type) bool
	in = func(t types.Type) bool {
		t = types.Unalias(t)
		if is(t) {
			return true
		}
		if seen[t] {
			return false
		}
		seen[t] = true
		switch t := t.(type) {
		case *types.Named:
			if w.own(t.Obj()) {
				return in(t.Underlying())
			}
			for i := range t.TypeArgs().Len() {
				if in(t.TypeArgs().At(i)) {
					return true
				}
			}
		case *types.Pointer:
			return in(t.Elem())
		case *types.Slice:
			return in(t.Elem())
		case *types.Array:
			return in(t.Elem())
		case *types.Chan:
			return in(t.Elem())
		case *types.Map:
			return in(t.Key()) || in(t.Elem())
		case *types.Signature:
			return in(t.Params()) || in(t.Results())
		case *types.Tuple:
			for i := range t.Len() {
				if in(t.At(i).Type()) {
					return true
				}
			}
		case *types.Struct:
			for i := range t.NumFields() {
				if in(t.Field(i).Type()) {
					return true
				}
			}
		}
		return false
	}
	return in(t)
}

// blurred reports whether interpreted values of type t have another dynamic type than in Go:
// types declared in cells and iter.Seq are their underlying types there, fields are all exported
// and none is embedded, and a coroutine or task of any type is one of type any.
func (w *walker) blurred(t types.Type) bool {
	return t != nil && w.contains(t, func(p types.Type) bool {
		switch p := p.(type) {
		case *types.Named:
			return w.own(p.Obj()) || w.asyncType(p) && !twinOfItself(p) || transform.IsSequence(p)
		case *types.Struct:
			return hidden(p) || embeds(p)
		}
		return false
	})
}

// twinOfItself reports whether t is its own untyped twin: *async.Coroutine[any].
func twinOfItself(t *types.Named) bool {
	if t.TypeArgs().Len() != 1 {
		return false
	}
	i, ok := t.TypeArgs().At(0).Underlying().(*types.Interface)
	return ok && i.Empty()
}

// hidden reports whether a struct has fields that are not exported.
func hidden(s *types.Struct) bool {
	for i := range s.NumFields() {
		if !s.Field(i).Exported() {
			return true
		}
	}
	return false
}

// embeds reports whether a struct has embedded fields.
func embeds(s *types.Struct) bool {
	for f := range s.Fields() {
		if f.Embedded() {
			return true
		}
	}
	return false
}

// promotes reports whether a part of t is a struct that has methods by embedding, which fmt may
// call: in the instant lane it has none.
func (w *walker) promotes(t types.Type) bool {
	return w.contains(t, func(p types.Type) bool {
		s, ok := p.(*types.Struct)
		return ok && embeds(s) && types.NewMethodSet(types.NewPointer(p)).Len() > 0
	})
}

// hides reports whether a part of t is a struct with fields that are not exported.
func (w *walker) hides(t types.Type) bool {
	return w.contains(t, func(p types.Type) bool {
		s, ok := p.(*types.Struct)
		return ok && hidden(s)
	})
}

// speaks reports whether a part of t has methods, which fmt may call: it does not for fields
// that are not exported.
func (w *walker) speaks(t types.Type) bool {
	return w.contains(t, func(p types.Type) bool {
		if types.IsInterface(p) {
			return true
		}
		n, ok := p.(*types.Named)
		return ok && !w.own(n.Obj())
	})
}
