package transform

import (
	"slices"
	"strings"
)

// Stands reports whether a check of the same text in ns and env would come out the same: all
// that the cell mentions means there what it meant. That is for cells that give nothing to later
// ones and that nothing is wrong with, as those are that people run again and again; of any
// other it is false. env has the importer, and ns comes of the namespace, that c was checked with.
func (c *Checked) Stands(ns *Namespace, env *Env) bool {
	switch {
	case len(c.Errors) > 0 || len(c.Defines) > 0 || len(c.Moved) > 0 || len(c.Adapters) > 0 || c.env == nil:
		return false
	case c.env.Autoawait != env.Autoawait || c.env.PkgPath != env.PkgPath ||
		!slices.Equal(c.env.Runners, env.Runners) || !slices.Equal(c.env.Magics, env.Magics) ||
		!slices.Equal(c.env.FileImports, env.FileImports):
		return false
	case !slices.Equal(c.ns.dotImports(), ns.dotImports()) || len(c.ns.adapters()) != len(ns.adapters()):
		return false
	}
	for i := range c.Imports {
		if c.Imports[i].Own {
			return false
		}
	}
	for _, n := range c.Uses {
		if strings.HasPrefix(n.Name, "_") { // a result, which Out[n] and _ may find by other ways
			return false
		}
	}
	for _, name := range c.Outer {
		if c.ns.Lookup(name) != ns.Lookup(name) {
			return false
		}
	}
	return true
}

// dotImports are the imports of earlier cells that are named ".".
func (ns *Namespace) dotImports() []*Name {
	if ns == nil {
		return nil
	}
	return ns.dots
}
