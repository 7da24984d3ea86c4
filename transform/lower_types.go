package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// typeText spells t in the lowered source.
func (l *lowerer) typeText(t types.Type, at ast.Node) string {
	return l.typeAt(t, at.Pos(), at.End())
}

func (l *lowerer) typeAt(t types.Type, from, to token.Pos) string {
	var b strings.Builder
	s := &speller{lowerer: l, b: &b}
	s.typ(t)
	if s.bad != "" {
		if !from.IsValid() {
			from, to = l.Cell.Pos(0), l.Cell.Pos(len(l.Cell.Src))
		}
		l.problem(from, to, "a variable of %s", s.bad)
	}
	return b.String()
}

// A speller writes types.
type speller struct {
	*lowerer
	b   *strings.Builder
	bad string // what cannot be spelled
}

func (s *speller) typ(t types.Type) {
	switch t := t.(type) {
	case *types.Alias:
		s.typ(types.Unalias(t))
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			s.bad = "the type unsafe.Pointer"
		}
		s.w(types.Default(t).String())
	case *types.Named:
		s.named(t)
	case *types.Pointer:
		s.w("*")
		s.typ(t.Elem())
	case *types.Slice:
		s.w("[]")
		s.typ(t.Elem())
	case *types.Array:
		s.w("[" + strconv.FormatInt(t.Len(), 10) + "]")
		s.typ(t.Elem())
	case *types.Map:
		s.w("map[")
		s.typ(t.Key())
		s.w("]")
		s.typ(t.Elem())
	case *types.Chan:
		s.w([]string{"chan (", "chan<- (", "<-chan ("}[t.Dir()])
		s.typ(t.Elem())
		s.w(")")
	case *types.Signature:
		s.w("func")
		s.signature(t)
	case *types.Struct:
		s.structure(t)
	case *types.Interface:
		if !t.Empty() {
			s.bad = "an interface type with methods that has no name in a package"
		}
		s.w("any")
	default:
		s.bad = "the type " + t.String()
	}
}

func (s *speller) w(text string) { s.b.WriteString(text) }

func (s *speller) named(t *types.Named) {
	obj := t.Obj()
	if obj.Pkg() == nil {
		s.w(obj.Name()) // error
		return
	}
	if s.symbol != nil {
		if name := s.symbol(obj); name != "" {
			s.w(s.lend(obj.Pkg().Path(), name) + "." + name)
			return
		}
	}
	if obj.Pkg().Path() == AsyncPath && t.TypeArgs().Len() > 0 {
		s.w(s.lend(AsyncPath, obj.Name()) + "." + obj.Name()) // the untyped twin
		return
	}
	if IsSequence(t) {
		s.typ(t.Underlying())
		return
	}
	if t.TypeArgs().Len() > 0 || t.TypeParams().Len() > 0 {
		s.bad = "the generic type " + t.String()
		return
	}
	if name, ok := s.ownType(obj); ok {
		s.w(name)
		return
	}
	if !obj.Exported() {
		s.bad = "the unexported type " + obj.Pkg().Name() + "." + obj.Name()
	}
	s.w(s.lend(obj.Pkg().Path(), obj.Name()) + "." + obj.Name())
}

// IsSequence reports whether t is an iter.Seq or iter.Seq2 of some type. The instant lane has
// their underlying types for them.
func IsSequence(t *types.Named) bool {
	obj := t.Obj()
	return obj.Pkg() != nil && obj.Pkg().Path() == "iter" && t.TypeArgs().Len() > 0
}

// ownType returns the name that a type declared in a cell has in the lowered source, where it
// is declared as its underlying type.
func (l *lowerer) ownType(obj *types.TypeName) (string, bool) {
	name, ok := l.types[obj]
	if ok {
		return name, true
	}
	if n := l.nameOf(obj); n != nil {
		name = n.Key
	} else if obj.Pkg() == l.Pkg {
		name = l.fresh(obj.Name())
	} else {
		return "", false
	}
	l.types[obj] = name
	text := l.typeAt(obj.Type().Underlying(), obj.Pos(), obj.Pos())
	l.decls = append(l.decls, "type "+name+" "+text)
	return name, true
}

// nameOf returns the session name that an object is, of this cell or an earlier one.
func (l *lowerer) nameOf(obj types.Object) *Name {
	if n := l.session[obj]; n != nil {
		return n
	}
	return l.ns.NameOf(obj)
}

func (s *speller) signature(t *types.Signature) {
	s.params(t.Params(), t.Variadic())
	switch t.Results().Len() {
	case 0:
	case 1:
		s.w(" ")
		s.typ(t.Results().At(0).Type())
	default:
		s.w(" ")
		s.params(t.Results(), false)
	}
}

func (s *speller) params(t *types.Tuple, variadic bool) {
	s.w("(")
	for i := range t.Len() {
		if i > 0 {
			s.w(", ")
		}
		if variadic && i == t.Len()-1 {
			s.w("...")
			s.typ(t.At(i).Type().(*types.Slice).Elem())
			continue
		}
		s.typ(t.At(i).Type())
	}
	s.w(")")
}

func (s *speller) structure(t *types.Struct) {
	s.w("struct{")
	for i := range t.NumFields() {
		if i > 0 {
			s.w("; ")
		}
		f := t.Field(i)
		s.w(f.Name() + " ") // also of an embedded field
		s.typ(f.Type())
		if tag := t.Tag(i); tag != "" {
			s.w(" " + strconv.Quote(tag))
		}
	}
	s.w("}")
}

// lend makes the source import a package and use a symbol of it, and returns its alias.
func (l *lowerer) lend(path, symbol string) string {
	p := l.pkgs[path]
	if p == nil {
		name := path[strings.LastIndexByte(path, '/')+1:]
		if !token.IsIdentifier(name) {
			name = "p"
		}
		p = &lent{alias: l.fresh(name), symbols: map[string]bool{}}
		l.pkgs[path] = p
	}
	p.symbols[symbol] = true
	return p.alias
}

// A Shape is what display needs of a static type: its text, and the person's field names,
// which interpreted values have lost.
type Shape struct {
	Text   string // as the person would write it
	Fields map[string]*Shape
	Order  []string // the field names in order
	Elem   *Shape   // of pointers, slices, arrays, channels, maps
	Key    *Shape   // of maps
}

// ShapeOf describes t as people see it in cells of the package path cell; it is nil for nil.
// Only types that cells declare, and types without a name, are taken apart.
func ShapeOf(t types.Type, cell string) *Shape { return shapeOf(t, cell, 0) }

// maxShape is how deep a type that contains itself is described.
const maxShape = 8

func shapeOf(t types.Type, cell string, depth int) *Shape {
	if t == nil || depth > maxShape {
		return nil
	}
	s := &Shape{Text: types.TypeString(t, func(p *types.Package) string {
		if p.Path() == cell {
			return ""
		}
		return p.Name()
	})}
	t = types.Unalias(t)
	if n, ok := t.(*types.Named); ok && (n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != cell) {
		if pkg := n.Obj().Pkg(); pkg != nil && pkg.Path() == AsyncPath && n.Obj().Name() == "Task" && n.TypeArgs().Len() == 1 {
			s.Elem = shapeOf(n.TypeArgs().At(0), cell, depth+1) // what it is shown as in the end
		}
		return s
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		s.Elem = shapeOf(u.Elem(), cell, depth+1)
	case *types.Slice:
		s.Elem = shapeOf(u.Elem(), cell, depth+1)
	case *types.Array:
		s.Elem = shapeOf(u.Elem(), cell, depth+1)
	case *types.Chan:
		s.Elem = shapeOf(u.Elem(), cell, depth+1)
	case *types.Map:
		s.Key, s.Elem = shapeOf(u.Key(), cell, depth+1), shapeOf(u.Elem(), cell, depth+1)
	case *types.Struct:
		s.Fields = map[string]*Shape{}
		for i := range u.NumFields() {
			f := u.Field(i)
			s.Order = append(s.Order, f.Name())
			s.Fields[f.Name()] = shapeOf(f.Type(), cell, depth+1)
		}
	}
	return s
}
