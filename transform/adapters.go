package transform

import "go/types"

// readyAdapters are the types of well-known packages that await takes although no rule of the
// dialect looks at anything but their shape: awaiting a value is awaiting the named member of
// it, a channel or a function. Generic types are named without their arguments. What waits by
// shape (sync.WaitGroup, errgroup.Group, exec.Cmd, rate.Limiter, the pools of conc without
// results, every context) is not here, and no package here is a dependency of ours.
var readyAdapters = map[string]string{
	"time.Timer":  "C",
	"time.Ticker": "C",
	"os.Process":  "Wait",

	"github.com/samber/mo.Future":                        "Collect",
	"github.com/sourcegraph/conc/pool.ResultPool":        "Wait",
	"github.com/sourcegraph/conc/pool.ResultErrorPool":   "Wait",
	"github.com/sourcegraph/conc/pool.ResultContextPool": "Wait",
}

// ReadyAdapter returns the member that awaiting a value of type t, or of a pointer to it,
// awaits; "" if there is no ready adapter for it.
func ReadyAdapter(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return ""
	}
	member := readyAdapters[n.Obj().Pkg().Path()+"."+n.Obj().Name()]
	if member == "" {
		return ""
	}
	if obj, _, _ := types.LookupFieldOrMethod(t, true, n.Obj().Pkg(), member); obj == nil {
		return "" // another version of the package
	}
	return member
}
