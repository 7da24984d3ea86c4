package lanes

import (
	"go/ast"
	"go/types"
)

// leaving is what of the standard library may end the process by itself. The engine of interpreted
// cells does not learn of that: what was printed just before would be lost.
var leaving = map[string]bool{
	"(*log.Logger).Fatal": true, "(*log.Logger).Fatalf": true, "(*log.Logger).Fatalln": true,
	"flag.Parse": true, "(*flag.FlagSet).Parse": true,
}

// known refuses a mention of what may end the process by itself, or shows what executes it.
func (w *walker) known(obj types.Object, e ast.Expr) {
	if obj == nil || obj.Pkg() == nil {
		return
	}
	name := obj.Pkg().Path() + "." + obj.Name()
	if f, ok := obj.(*types.Func); ok {
		name = f.FullName()
	}
	if leaving[name] {
		w.refuse(e, "%s, which may end the process,", name)
	} else if does := telling[name]; does != "" {
		w.refuse(e, "%s, which %s,", name, does)
	}
}
