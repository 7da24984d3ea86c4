package mirror

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"strings"
)

// basic are the types that have neither a package nor parts.
var basic = map[reflect.Kind]types.Type{
	reflect.Bool: types.Typ[types.Bool],
	reflect.Int:  types.Typ[types.Int], reflect.Int8: types.Typ[types.Int8], reflect.Int16: types.Typ[types.Int16],
	reflect.Int32: types.Typ[types.Int32], reflect.Int64: types.Typ[types.Int64],
	reflect.Uint: types.Typ[types.Uint], reflect.Uint8: types.Typ[types.Uint8], reflect.Uint16: types.Typ[types.Uint16],
	reflect.Uint32: types.Typ[types.Uint32], reflect.Uint64: types.Typ[types.Uint64], reflect.Uintptr: types.Typ[types.Uintptr],
	reflect.Float32: types.Typ[types.Float32], reflect.Float64: types.Typ[types.Float64],
	reflect.Complex64: types.Typ[types.Complex64], reflect.Complex128: types.Typ[types.Complex128],
	reflect.String: types.Typ[types.String], reflect.UnsafePointer: types.Typ[types.UnsafePointer],
}

// typ returns t for the checker. Named types are returned at once and completed by finish, so
// that types may mention each other. m.mu is held.
func (m *Mirror) typ(t reflect.Type) types.Type {
	if made := m.made[t]; made != nil {
		return made
	}
	made := m.make(t)
	m.made[t] = made
	return made
}

// finish completes the types that were begun. m.mu is held.
func (m *Mirror) finish() {
	for len(m.todo) > 0 {
		next := m.todo[0]
		m.todo = m.todo[1:]
		next()
	}
}

func (m *Mirror) make(t reflect.Type) types.Type {
	switch {
	case t.Name() != "" && t.PkgPath() != "" && t.Kind() != reflect.UnsafePointer:
		return m.named(t)
	case t.Name() == "error":
		return types.Universe.Lookup("error").Type()
	}
	return m.literal(t)
}

// literal makes a type without a name, or what is under a named one.
func (m *Mirror) literal(t reflect.Type) types.Type {
	switch t.Kind() {
	case reflect.Pointer:
		return types.NewPointer(m.typ(t.Elem()))
	case reflect.Slice:
		return types.NewSlice(m.typ(t.Elem()))
	case reflect.Array:
		return types.NewArray(m.typ(t.Elem()), int64(t.Len()))
	case reflect.Map:
		return types.NewMap(m.typ(t.Key()), m.typ(t.Elem()))
	case reflect.Chan:
		dir := map[reflect.ChanDir]types.ChanDir{
			reflect.BothDir: types.SendRecv, reflect.SendDir: types.SendOnly, reflect.RecvDir: types.RecvOnly,
		}
		return types.NewChan(dir[t.ChanDir()], m.typ(t.Elem()))
	case reflect.Func:
		return m.signature(t, nil, 0)
	case reflect.Struct:
		return m.structure(t)
	case reflect.Interface:
		return m.iface(t)
	}
	if b := basic[t.Kind()]; b != nil {
		return b
	}
	return types.Typ[types.Invalid]
}

// signature makes a function's type of t less its first skip parameters.
func (m *Mirror) signature(t reflect.Type, recv *types.Var, skip int) *types.Signature {
	params := make([]*types.Var, 0, t.NumIn())
	for i := skip; i < t.NumIn(); i++ {
		params = append(params, types.NewParam(token.NoPos, nil, "", m.typ(t.In(i))))
	}
	results := make([]*types.Var, t.NumOut())
	for i := range results {
		results[i] = types.NewParam(token.NoPos, nil, "", m.typ(t.Out(i)))
	}
	return types.NewSignatureType(recv, nil, nil, types.NewTuple(params...), types.NewTuple(results...), t.IsVariadic())
}

func (m *Mirror) structure(t reflect.Type) types.Type {
	fields := make([]*types.Var, t.NumField())
	tags := make([]string, t.NumField())
	for i := range fields {
		f := t.Field(i)
		var pkg *types.Package
		if path := cmp.Or(f.PkgPath, t.PkgPath()); path != "" {
			pkg = m.pkg(path, "").pkg
		}
		fields[i] = types.NewField(token.NoPos, pkg, f.Name, m.typ(f.Type), f.Anonymous)
		tags[i] = string(f.Tag)
	}
	return types.NewStruct(fields, tags)
}

func (m *Mirror) iface(t reflect.Type) types.Type {
	methods := make([]*types.Func, t.NumMethod())
	for i := range methods {
		f := t.Method(i)
		var pkg *types.Package
		if path := cmp.Or(f.PkgPath, t.PkgPath()); path != "" {
			pkg = m.pkg(path, "").pkg
		}
		methods[i] = types.NewFunc(token.NoPos, pkg, f.Name, m.signature(f.Type, nil, 0))
	}
	return types.NewInterfaceType(methods, nil).Complete()
}

// named returns the standard library's own type, or makes one.
func (m *Mirror) named(t reflect.Type) types.Type {
	pkgName, _, _ := strings.Cut(t.String(), ".")
	p := m.pkg(t.PkgPath(), pkgName)
	generic := strings.Contains(t.Name(), "[")
	if p.std && !generic && p.pkg.Path() != "main" {
		if obj, ok := p.pkg.Scope().Lookup(t.Name()).(*types.TypeName); ok && isLike(obj.Type(), t) {
			return obj.Type()
		}
	}
	obj := types.NewTypeName(token.NoPos, p.pkg, shortName(t.Name()), nil)
	named := types.NewNamed(obj, nil, nil)
	m.made[t] = named
	m.symbol(p, obj, t)
	m.todo = append(m.todo, func() {
		named.SetUnderlying(m.literal(t))
		m.methods(named, p.pkg, t)
	})
	return named
}

// isLike reports whether a type that has the name of t can be t: a type that is declared in a
// function may have the name of another.
func isLike(have types.Type, t reflect.Type) bool {
	var kind reflect.Kind
	switch u := have.Underlying().(type) {
	case *types.Basic:
		b := basic[t.Kind()]
		return b != nil && types.Identical(b, u)
	case *types.Struct:
		return t.Kind() == reflect.Struct && u.NumFields() == t.NumField()
	case *types.Interface:
		return t.Kind() == reflect.Interface && u.NumMethods() == t.NumMethod()
	case *types.Pointer:
		kind = reflect.Pointer
	case *types.Slice:
		kind = reflect.Slice
	case *types.Array:
		kind = reflect.Array
	case *types.Map:
		kind = reflect.Map
	case *types.Chan:
		kind = reflect.Chan
	case *types.Signature:
		kind = reflect.Func
	}
	return t.Kind() == kind
}

// methods adds the methods that reflection knows of: the exported ones, promoted ones too.
func (m *Mirror) methods(named *types.Named, pkg *types.Package, t reflect.Type) {
	if t.Kind() == reflect.Interface {
		return
	}
	p := reflect.PointerTo(t)
	for i := range p.NumMethod() {
		f := p.Method(i)
		recv := types.Type(types.NewPointer(named))
		if _, ok := t.MethodByName(f.Name); ok {
			recv = named
		}
		sig := m.signature(f.Type, types.NewParam(token.NoPos, pkg, "", recv), 1)
		named.AddMethod(types.NewFunc(token.NoPos, pkg, f.Name, sig))
	}
}

// symbol makes a type a member of its package, where its name allows, and gives it a symbol.
func (m *Mirror) symbol(p *shown, obj *types.TypeName, t reflect.Type) {
	name := obj.Name()
	plain := token.IsIdentifier(name) && !p.std
	if plain {
		p.pkg.Scope().Insert(obj) // which keeps the first of a name
	}
	if !plain || !token.IsExported(name) || p.pkg.Scope().Lookup(name) != obj {
		name = fmt.Sprintf("Lent%d", len(p.symbols))
		p.names[obj] = name
	}
	p.symbols[name] = reflect.Zero(reflect.PointerTo(t))
}

// shortName is an instance's name with its arguments as people write them: "Pointer[main.Config]"
// for "Pointer[example.com/shop.Config]".
func shortName(name string) string {
	var b strings.Builder
	for name != "" {
		end := strings.IndexAny(name, "[],*")
		if end < 0 {
			end = len(name)
		}
		part := name[:end]
		b.WriteString(part[strings.LastIndexByte(part, '/')+1:])
		if end < len(name) {
			b.WriteByte(name[end])
			end++
		}
		name = name[end:]
	}
	return b.String()
}
