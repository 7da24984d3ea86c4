package dap

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/goawait/goawait/session/engine/wire"
	godap "github.com/google/go-dap"
)

// pageLimit is how many children are sent to a client that asks for all there are. The rest
// is under a last child of its own.
const pageLimit = 500

// A tree gives the references by which a client asks for the children of values. A reference
// is a handle: it is valid until the next cell has run and is not given again soon, so that
// an old one is refused instead of standing for another value. It is safe for concurrent use.
type tree struct {
	mu    sync.Mutex // guards what follows
	epoch int        // how often all references were made invalid
	last  int        // the reference given last
	cell  int        // the number of the newest cell that is known
	nodes map[int]node
	refs  map[node]int // the other way round, so that asking twice takes no memory
}

// A node is what a reference stands for: the session's names, or children of a value.
type node struct {
	names    bool
	ref      int64  // of the value, as the engine has it
	expr     string // that gives the value again; "" if there is none
	typ      string // of the value
	children int
	indexed  bool // the children are elements of a list
	start    int  // the first of them that this node is about
	cell     int  // the newest cell when the reference was given
}

// ran makes the references given before cell invalid.
func (t *tree) ran(cell int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if cell <= t.cell {
		return
	}
	t.cell = cell
	for ref, n := range t.nodes {
		if n.cell < cell {
			delete(t.nodes, ref)
			delete(t.refs, n)
		}
	}
}

// clear makes all references invalid: the engine that had the values is gone.
func (t *tree) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.epoch++
	t.nodes, t.refs = nil, nil
}

// now is the epoch in which the session is asked for values. Those that arrive in another
// are another engine's.
func (t *tree) now() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.epoch
}

// reference gives the reference of n, which was asked for in epoch; 0 if that is over. cell is
// the one that n comes from, 0 if from none.
func (t *tree) reference(n node, epoch, cell int) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if epoch != t.epoch {
		return 0
	}
	n.cell = max(t.cell, cell)
	if ref, ok := t.refs[n]; ok {
		return ref
	}
	if t.nodes == nil {
		t.nodes, t.refs = map[int]node{}, map[node]int{}
	}
	t.last = t.last%math.MaxInt32 + 1
	t.nodes[t.last], t.refs[n] = n, t.last
	return t.last
}

// lookup gives what a reference stands for.
func (t *tree) lookup(ref int) (node, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, ok := t.nodes[ref]
	if !ok {
		return node{}, fail(idReference, "variables: reference %d is not valid: a cell has run since, or it was never given", ref)
	}
	return n, nil
}

// value gives the reference of v, and how many children it has of which kind. All are 0 for
// a value without children.
func (t *tree) value(v *wire.Value, expr string, epoch, cell int) (ref, named, indexed int) {
	if v.Ref == 0 || v.Children == 0 {
		return 0, 0, 0
	}
	n := node{
		ref: v.Ref, expr: expr, typ: v.Type, children: v.Children,
		indexed: strings.HasPrefix(strings.TrimLeft(v.Type, "*"), "["),
	}
	switch ref = t.reference(n, epoch, cell); {
	case ref == 0:
		return 0, 0, 0
	case n.indexed:
		return ref, 0, v.Children
	}
	return ref, v.Children, 0
}

// variable shows v as a child of parent.
func (t *tree) variable(v *wire.Value, parent *node, epoch int) godap.Variable {
	expr := v.Name
	if !parent.names {
		expr = childExpr(parent, v.Name)
	}
	out := godap.Variable{Name: v.Name, Value: v.Text, Type: v.Type, EvaluateName: expr}
	out.VariablesReference, out.NamedVariables, out.IndexedVariables = t.value(v, expr, epoch, 0)
	return out
}

// childExpr is the expression for the child of parent with that name: a field, "[1]", the
// key of a map as it is shown, or "*". It is "" if there is none.
func childExpr(parent *node, name string) string {
	if parent.expr == "" {
		return ""
	}
	key, err := parser.ParseExpr(name)
	_, literal := key.(*ast.BasicLit)
	switch {
	case name == "*":
		return "(*" + parent.expr + ")"
	case strings.HasPrefix(name, "[") && strings.HasSuffix(name, "]"):
		return parent.expr + name
	case err == nil && literal:
		return parent.expr + "[" + name + "]"
	case token.IsIdentifier(name) && !strings.HasPrefix(parent.typ, "map["):
		return parent.expr + "." + name
	}
	return ""
}

// more shows the children of n from start on as one child.
func (t *tree) more(n node, start, epoch int) godap.Variable {
	left := n.children - start
	n.start = start
	v := godap.Variable{Name: "…", Value: strconv.Itoa(left) + " more", VariablesReference: t.reference(n, epoch, n.cell)}
	if n.indexed {
		v.IndexedVariables = left
	} else {
		v.NamedVariables = left
	}
	return v
}

// scopes answers with the one scope there is, whatever the frame.
func (r *request) scopes(Session) (any, error) {
	if err := decode(&r.Request, &godap.ScopesArguments{}); err != nil {
		return nil, err
	}
	t := &r.conn.tree
	return godap.ScopesResponseBody{Scopes: []godap.Scope{{
		Name: "Session", VariablesReference: t.reference(node{names: true}, t.now(), 0),
	}}}, nil
}

// variables answers with the session's names or the children of a value.
func (r *request) variables(s Session) (any, error) {
	var args godap.VariablesArguments
	if err := decode(&r.Request, &args); err != nil {
		return nil, err
	}
	if args.Start < 0 || args.Count < 0 {
		return nil, fail(idArguments, "variables: start and count may not be negative")
	}
	if args.Filter != "" && args.Filter != "indexed" && args.Filter != "named" {
		return nil, fail(idArguments, "variables: filter %.40q is not known; have: indexed, named", args.Filter)
	}
	t := &r.conn.tree
	epoch := t.now()
	n, err := t.lookup(args.VariablesReference)
	if err != nil {
		return nil, err
	}
	body := godap.VariablesResponseBody{Variables: []godap.Variable{}}
	if args.Filter == "indexed" && !n.indexed || args.Filter == "named" && n.indexed {
		return body, nil
	}
	values, err := r.page(s, &n, args.Start, args.Count)
	if err != nil {
		return nil, err
	}
	for i := range values {
		body.Variables = append(body.Variables, t.variable(&values[i], &n, epoch))
	}
	if next := n.start + args.Start + len(values); args.Count == 0 && len(values) > 0 && next < n.children {
		body.Variables = append(body.Variables, t.more(n, next, epoch))
	}
	return body, nil
}

// page fetches count children of n from start on; of 0, pageLimit at most. It fills in how
// many names there are.
func (r *request) page(s Session, n *node, start, count int) ([]wire.Value, error) {
	if count == 0 {
		count = pageLimit
	}
	start += n.start
	if !n.names {
		if count = min(count, n.children-start); count <= 0 {
			return nil, nil
		}
		return s.Children(r.ctx, n.ref, start, count)
	}
	all, err := s.Variables(r.ctx)
	if err != nil {
		return nil, err
	}
	n.children = len(all)
	start = min(start, len(all))
	return all[start:min(start+count, len(all))], nil
}
