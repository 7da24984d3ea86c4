package transform

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// A namer finds what the cell defines, what it uses of the session, and where.
type namer struct {
	*checker
	out   *Checked
	made  map[types.Object]*Name
	used  map[*Name]bool
	stems map[string]int // keys given out in this cell

	async   map[ast.Decl]bool
	methods map[string][]int // the items that are methods of a type
}

// fillNames sets Defines, Uses and Refs.
func (k *checker) fillNames(out *Checked) {
	m := &namer{checker: k, out: out, made: map[types.Object]*Name{}, used: map[*Name]bool{}, stems: map[string]int{}, async: map[ast.Decl]bool{}, methods: map[string][]int{}}
	for _, f := range k.funcs {
		if f.decl != nil {
			m.async[f.decl] = true
		}
	}
	for i := range k.cell.Items {
		if f, ok := k.cell.Items[i].Decl.(*ast.FuncDecl); ok && f.Recv != nil {
			if base := receiverBase(f); base != nil {
				m.methods[base.Name] = append(m.methods[base.Name], i)
			}
		}
	}
	m.defineRetypes()
	for _, d := range k.survey.order {
		m.define(d)
	}
	m.defineLost()
	m.defineDots()
	m.defineFiles()
	for i := range k.cell.Items {
		if n := k.cell.Items[i].Tree(); n != nil {
			m.walk(n)
		}
	}
	for at, o := range k.outputs {
		if o.index != nil {
			out.Refs = append(out.Refs, Ref{Start: at, End: k.cell.Offset(o.index.End()), Name: o.name})
			m.used[o.name] = true
		}
	}
	slices.SortStableFunc(out.Refs, func(a, b Ref) int { return a.Start - b.Start })
	for n := range m.used {
		out.Uses = append(out.Uses, n)
	}
	slices.SortFunc(out.Uses, func(a, b *Name) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key))
	})
	for _, d := range k.survey.order {
		if n := m.made[k.object(d)]; n != nil {
			m.describe(n, d)
		}
	}
	for _, n := range out.Defines {
		if n.Kind == KindType && k.redeclared(n.Name) {
			m.describeMethods(n)
		}
		n.digest = m.digest(n)
	}
}

// object is that of a definition; nil if go/types made none.
func (k *checker) object(d *definition) types.Object {
	if s, ok := d.spec.(*ast.ImportSpec); ok {
		return k.importObject(s)
	}
	return k.info.Defs[d.ident]
}

// define makes the Name of a definition.
func (m *namer) define(d *definition) {
	obj := m.object(d)
	if obj == nil || d.name == "_" {
		return
	}
	m.name(obj, d.start).Async = m.async[d.decl]
}

// defineFiles makes Names of the packages that the cell has of its Go file's imports, and that a name
// would not mean elsewhere: a method that is declared with its type once more is to find them.
func (m *namer) defineFiles() {
	for _, a := range m.autos {
		if a.obj == nil || m.filePath(a.name) != a.path || m.standardPath(a.name) == a.path {
			continue
		}
		for _, obj := range m.info.Uses {
			if obj == a.obj {
				m.name(obj, a.at)
				break
			}
		}
	}
}

// name makes the Name of an object that the cell defines at offset start.
func (m *namer) name(obj types.Object, start int) *Name {
	n := &Name{Name: obj.Name(), Version: 1, Obj: obj, Cell: m.env.CellNo, Start: start, Kind: kindOf(obj)}
	old := m.ns.Lookup(n.Name)
	if old != nil {
		n.Version = old.Version + 1
	}
	n.earlier = old.functions()
	same := -1
	if n.Kind == KindFunc {
		same = slices.IndexFunc(n.earlier, func(o *Name) bool { return types.Identical(o.Obj.Type(), obj.Type()) })
	}
	if same >= 0 {
		n.Key = n.earlier[same].Key // callers of the old one call the new one
		n.earlier = slices.Concat(n.earlier[:same], n.earlier[same+1:])
	} else {
		stem := keyStem(n.Name)
		m.stems[stem]++
		n.Key = m.ns.newKey(stem, m.stems[stem])
	}
	m.made[obj] = n
	m.out.Defines = append(m.out.Defines, n)
	return n
}

// functions are those that have, or had, the name: the newest of each signature. n may be nil.
func (n *Name) functions() []*Name {
	switch {
	case n == nil:
		return nil
	case n.Kind == KindFunc:
		return append(slices.Clip(n.earlier), n)
	}
	return n.earlier
}

// defineLost adds what the items that could not be parsed seem to define, with an invalid type:
// later cells that mention it are not wrong for that.
func (m *namer) defineLost() {
	for _, name := range m.cell.lost {
		if name == "_" || slices.ContainsFunc(m.out.Defines, func(n *Name) bool { return n.Name == name }) {
			continue
		}
		obj := types.NewVar(token.NoPos, m.pkg, name, types.Typ[types.Invalid])
		types.NewScope(nil, token.NoPos, token.NoPos, "").Insert(obj)
		m.name(obj, 0)
	}
}

// defineDots adds the imports named ".".
func (m *namer) defineDots() {
	for i := range m.cell.Items {
		if m.cell.Items[i].Kind != ItemImport {
			continue
		}
		for _, s := range m.cell.Items[i].Decl.(*ast.GenDecl).Specs {
			s := s.(*ast.ImportSpec)
			if obj, ok := m.importObject(s).(*types.PkgName); ok && obj.Name() == "." {
				m.out.Defines = append(m.out.Defines, &Name{Name: ".", Version: 1, Kind: KindImport, Obj: obj, Cell: m.env.CellNo, Start: m.cell.Offset(s.Pos())})
			}
		}
	}
}

func kindOf(obj types.Object) NameKind {
	switch obj.(type) {
	case *types.Func:
		return KindFunc
	case *types.TypeName:
		return KindType
	case *types.Const:
		return KindConst
	case *types.PkgName:
		return KindImport
	}
	return KindVar
}

// walk notes the session-level names that a tree mentions.
func (m *namer) walk(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			m.mention(id)
		}
		return true
	})
}

func (m *namer) mention(id *ast.Ident) {
	ref := Ref{Start: m.cell.Offset(id.Pos()), End: m.cell.Offset(id.End())}
	if obj := m.info.Defs[id]; obj != nil {
		if n := m.made[obj]; n != nil && n.Kind != KindImport {
			ref.Name, ref.Def = n, true
			m.out.Refs = append(m.out.Refs, ref)
		}
	}
	obj := m.info.Uses[id]
	if obj == nil {
		return
	}
	ref.Def = false
	if ref.Name = m.made[obj]; ref.Name == nil {
		if ref.Name = m.names[obj]; ref.Name == nil || ref.Name.Key == "" {
			return
		}
		if a := m.early[ref.Start]; a != nil {
			m.info.Uses[id] = ref.Name.Obj
		}
		if ref.Name.Kind != KindImport {
			m.used[ref.Name] = true
		}
	}
	if ref.Name.Kind != KindImport {
		m.out.Refs = append(m.out.Refs, ref)
	}
}

// describe sets a type's or constant's Source, and what it depends on.
func (m *namer) describe(n *Name, d *definition) {
	text := func(n ast.Node) string { return string(m.cell.Src[m.cell.Offset(n.Pos()):m.cell.Offset(n.End())]) }
	switch {
	case n.Kind == KindType:
		n.Source = "type " + text(d.spec)
		m.depend(n, d.spec)
	case n.Kind == KindConst:
		if s := d.spec.(*ast.ValueSpec); len(s.Names) == 1 && len(s.Values) == 1 && !m.mentionsIota(s) {
			n.Source = "const " + text(s)
			m.depend(n, s)
		}
		return
	default:
		return
	}
	m.describeMethods(n)
}

// describeMethods adds the methods that the cell declares for a type.
func (m *namer) describeMethods(n *Name) {
	for _, i := range m.methods[n.Name] {
		it := &m.cell.Items[i]
		n.Methods = append(n.Methods, Method{it.Decl.(*ast.FuncDecl).Name.Name, string(m.cell.Src[it.Start:it.End])})
		m.depend(n, it.Decl)
	}
}

func (m *namer) mentionsIota(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == "iota"
		return !found
	})
	return found
}

// depend notes what n's declaration, or a method of it, mentions.
func (m *namer) depend(n *Name, tree ast.Node) {
	ast.Inspect(tree, func(node ast.Node) bool {
		id, ok := node.(*ast.Ident)
		if !ok {
			return true
		}
		obj := m.info.Uses[id]
		if p, ok := obj.(*types.PkgName); ok {
			use := ImportUse{Name: p.Name(), Path: p.Imported().Path(), Used: true}
			if !slices.Contains(n.Imports, use) {
				n.Imports = append(n.Imports, use)
			}
			return true
		}
		dep := m.made[obj]
		if dep == nil {
			if dep = m.names[obj]; dep == nil {
				dep = m.ns.NameOf(obj)
			}
		}
		if dep != nil && dep != n && !slices.Contains(n.Deps, dep) {
			n.Deps = append(n.Deps, dep)
		}
		return true
	})
}
