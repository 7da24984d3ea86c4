package transform

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// A NameKind says what a session name is.
type NameKind int

// The kinds of session names.
const (
	KindVar NameKind = iota
	KindFunc
	KindType
	KindConst
	KindImport
)

func (k NameKind) String() string {
	switch k {
	case KindVar:
		return "var"
	case KindFunc:
		return "func"
	case KindType:
		return "type"
	case KindConst:
		return "const"
	}
	return "import"
}

// A Name is one version of a name that a cell gave to the session. It is immutable.
type Name struct {
	Name    string
	Key     string // exported Go identifier, unique in the session: "X_3"
	Version int    // 1 for the first of that name
	Kind    NameKind
	Obj     types.Object
	Cell    int // the number of the cell that defined it
	Start   int // offset of its identifier in that cell
	// Source is the declaration of a type or constant as written, on its own ("type T struct{…}");
	// empty for a constant that has no value expression of its own (use its value).
	Source  string
	Methods []Method    // of a type, in the order of their declaration
	Deps    []*Name     // the session names that Source and Methods mention
	Imports []ImportUse // the packages that they mention
	Async   bool        // an async func
	digest  string
	earlier []*Name // the functions that had the name before, the newest of each other signature
}

// A Method is a method that a cell declared.
type Method struct {
	Name   string
	Source string // its declaration
}

// Path is the import path of an import, else "".
func (n *Name) Path() string {
	if p, ok := n.Obj.(*types.PkgName); ok {
		return p.Imported().Path()
	}
	return ""
}

// A Namespace is the names of a session at one moment: an immutable snapshot. The nil
// *Namespace is the empty one.
type Namespace struct {
	names  layers[string, *Name]       // nil *Name: removed
	byObj  layers[types.Object, *Name] // every version, hidden ones too
	counts layers[string, int]         // keys given out, by their stem
	dots   []*Name                     // dot imports, in order
	adapts []Adapter                   // by calls of async.Adapt, in order
}

// Lookup returns the newest version of a name, or nil.
func (ns *Namespace) Lookup(name string) *Name {
	if ns == nil {
		return nil
	}
	n, _ := ns.names.get(name)
	return n
}

// NameOf returns the name whose object is obj, hidden versions included, or nil.
func (ns *Namespace) NameOf(obj types.Object) *Name {
	if ns == nil {
		return nil
	}
	n, _ := ns.byObj.get(obj)
	return n
}

// Names returns the visible names, sorted.
func (ns *Namespace) Names() []*Name {
	if ns == nil {
		return nil
	}
	var out []*Name
	for _, n := range ns.names.all() {
		if n != nil {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b *Name) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// With returns ns with what c defines. It costs as much as c defines, not as much as ns holds.
func (ns *Namespace) With(c *Checked) *Namespace {
	ns = ns.add(slices.Concat(c.Defines, c.Moved))
	if len(c.Adapters) == 0 {
		return ns
	}
	out := *ns
	out.adapts = append(slices.Clip(ns.adapts), c.Adapters...)
	return &out
}

// adapters are the types that earlier cells adapted.
func (ns *Namespace) adapters() []Adapter {
	if ns == nil {
		return nil
	}
	return ns.adapts
}

// Without returns ns less some names. Their keys are not given out again.
func (ns *Namespace) Without(names ...string) *Namespace {
	if ns == nil || len(names) == 0 {
		return ns
	}
	gone := make(map[string]*Name, len(names))
	for _, n := range names {
		if ns.Lookup(n) != nil {
			gone[n] = nil
		}
	}
	out := *ns
	out.names = ns.names.with(gone)
	return &out
}

// WithVar returns ns with a variable that no cell has defined, and its name.
func (ns *Namespace) WithVar(name string, t types.Type) (*Namespace, *Name) {
	obj := types.NewVar(0, nil, name, t)
	types.NewScope(nil, 0, 0, "").Insert(obj) // a check must not be the first to set its parent
	made := &Name{Name: name, Key: ns.newKey(keyStem(name), 1), Version: 1, Kind: KindVar, Obj: obj}
	return ns.add([]*Name{made}), made
}

// WithResult returns ns with the value of cell number n, of type t and kept under key: it can be
// read as _n, Out[n] and _, and the values before it as __ and ___.
func (ns *Namespace) WithResult(n int, t types.Type, key string) *Namespace {
	made := resultName("_"+strconv.Itoa(n), t, key, n)
	out := ns.add([]*Name{made})
	last := map[string]*Name{"_": made}
	for older, newer := range map[string]string{"__": "_", "___": "__"} {
		if n := ns.Lookup(newer); n != nil {
			// under a name of its own: a scope has an object under the object's name
			last[older] = resultName(older, n.Obj.Type(), n.Key, n.Cell)
		}
	}
	out.names = out.names.with(last)
	return out
}

// resultName is a name for the value of a cell.
func resultName(name string, t types.Type, key string, cell int) *Name {
	obj := types.NewVar(0, nil, name, t)
	types.NewScope(nil, 0, 0, "").Insert(obj) // a check must not be the first to set its parent
	return &Name{Name: name, Key: key, Version: 1, Kind: KindVar, Obj: obj, Cell: cell}
}

func (ns *Namespace) add(defs []*Name) *Namespace {
	if ns == nil {
		ns = &Namespace{}
	}
	if len(defs) == 0 {
		return ns
	}
	out := *ns
	names := make(map[string]*Name, len(defs))
	objs := make(map[types.Object]*Name, len(defs))
	counts := map[string]int{}
	for _, n := range defs {
		if n.Name == "." {
			out.dots = append(slices.Clip(out.dots), n)
			ns.hide(n, names)
			continue
		}
		names[n.Name] = n
		objs[n.Obj] = n
		if stem, no := splitKey(n.Key); no > 0 {
			if have, _ := ns.counts.get(stem); no > max(have, counts[stem]) {
				counts[stem] = no
			}
		}
	}
	out.names = ns.names.with(names)
	out.byObj = ns.byObj.with(objs)
	out.counts = ns.counts.with(counts)
	return &out
}

// hide notes in names that an import named "." declares anew what the session has names for.
func (ns *Namespace) hide(dot *Name, names map[string]*Name) {
	for _, name := range dot.Obj.(*types.PkgName).Imported().Scope().Names() {
		if _, ok := names[name]; !ok && token.IsExported(name) && ns.Lookup(name) != nil {
			names[name] = nil
		}
	}
}

// newKey is the key for the nth new name with a stem in one cell. Names that differ only in the
// case of their first letter share one stem, so that no two have one key.
func (ns *Namespace) newKey(stem string, n int) string {
	if ns != nil {
		have, _ := ns.counts.get(stem)
		n += have
	}
	return stem + "_" + strconv.Itoa(n)
}

func keyStem(name string) string {
	r, n := utf8.DecodeRuneInString(name)
	if up := unicode.ToUpper(r); unicode.IsUpper(up) {
		return string(up) + name[n:]
	}
	return "V_" + name
}

func splitKey(key string) (stem string, no int) {
	for i := len(key) - 1; i > 0; i-- {
		if key[i] == '_' {
			no, _ = strconv.Atoi(key[i+1:])
			return key[:i], no
		}
	}
	return key, 0
}
