package transform

import (
	"fmt"
	"go/types"
	"hash/fnv"
	"slices"
	"strings"
)

// digest sums up a name, as later cells can see it. Two checks of one text give one digest,
// though their objects differ.
func (m *namer) digest(n *Name) string {
	h := fnv.New128a()
	fmt.Fprintln(h, n.Kind, n.Name, n.Async, n.Source)
	for _, s := range n.Methods {
		fmt.Fprintln(h, s.Source)
	}
	for _, d := range n.Deps {
		fmt.Fprintln(h, d.Name, d.digest)
	}
	switch obj := n.Obj.(type) {
	case *types.Const:
		fmt.Fprintln(h, obj.Val().ExactString())
	case *types.PkgName:
		fmt.Fprintln(h, obj.Imported().Path())
	}
	if n.Kind != KindType {
		fmt.Fprintln(h, types.TypeString(n.Obj.Type(), func(p *types.Package) string { return p.Path() }))
		v := typeVisitor{seen: map[types.Type]bool{}}
		v.visit(n.Obj.Type(), 0)
		for _, name := range v.found {
			if t := m.made[name]; t != nil {
				fmt.Fprintln(h, t.Source, t.digest)
			} else if t := m.ns.NameOf(name); t != nil {
				fmt.Fprintln(h, t.Cell, t.digest)
			}
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// sign sums up what c defines.
func sign(c *Checked) string {
	var b strings.Builder
	for _, n := range c.Defines {
		b.WriteString(n.Kind.String() + " " + n.Name + " " + n.digest + "\n")
	}
	for _, n := range c.Moved {
		b.WriteString("moved " + n.Name + "\n")
	}
	return b.String()
}

// A typeVisitor finds the declared types that a type is made of, not looking into them.
type typeVisitor struct {
	seen  map[types.Type]bool
	found []types.Object
}

func (v *typeVisitor) visit(t types.Type, depth int) {
	if t == nil || depth > 100 || v.seen[t] {
		return
	}
	v.seen[t] = true
	switch t := t.(type) {
	case *types.Alias:
		v.found = append(v.found, t.Obj())
		v.visit(types.Unalias(t), depth+1)
	case *types.Named:
		v.found = append(v.found, t.Obj())
		for a := range t.TypeArgs().Types() {
			v.visit(a, depth+1)
		}
	case *types.Tuple:
		for p := range t.Variables() {
			v.visit(p.Type(), depth+1)
		}
	case *types.Signature:
		v.visit(t.Params(), depth+1)
		v.visit(t.Results(), depth+1)
	case *types.Struct:
		for f := range t.Fields() {
			v.visit(f.Type(), depth+1)
		}
	case *types.Interface:
		for f := range t.Methods() {
			v.visit(f.Type(), depth+1)
		}
	case *types.Map:
		v.visit(t.Key(), depth+1)
		v.visit(t.Elem(), depth+1)
	case interface{ Elem() types.Type }:
		v.visit(t.Elem(), depth+1)
	}
}

// outer lists the names that the cell mentions and does not define.
func (k *checker) outer() []string {
	if k.survey == nil {
		return nil
	}
	var out []string
	for name := range k.survey.mentions {
		if k.survey.defs[name] == nil {
			out = append(out, name)
		}
	}
	for _, a := range k.early {
		out = append(out, a.was)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
