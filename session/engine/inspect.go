package engine

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/goawait/goawait/session/display"
	"github.com/goawait/goawait/session/engine/wire"
)

const (
	maxRefs     = 10_000 // values that can be inspected at a time; older ones are forgotten
	maxChildren = 1_000  // of one answer, if the request names no number
)

// refs are the values that the session may ask the children of. The oldest are forgotten.
type refs struct {
	mu     sync.Mutex // guards what follows
	first  int64      // the oldest that is kept, if there is any
	last   int64      // the newest; they are numbered from 1
	values map[int64]shown
}

// A shown value, and what it adds to its reflect type.
type shown struct {
	value reflect.Value
	typ   *display.Type
}

// show makes v what the session sees of it. It calls the person's methods.
func (r *refs) show(name string, v reflect.Value, t *wire.Type) wire.Value {
	return r.showTyped(name, v, displayType(t))
}

func (r *refs) showTyped(name string, v reflect.Value, t *display.Type) wire.Value {
	if parts, ok := several(v, t); ok {
		return wire.Value{Name: name, Text: strings.Join(parts, ", "), Type: t.Text}
	}
	s := display.Of(v, t)
	out := wire.Value{Name: name, Text: s.Text, Type: s.Type, Children: s.Children, Nil: s.Nil}
	if s.Children > 0 {
		out.Ref = r.add(shown{v, t})
	}
	return out
}

// several gives the texts of the values of a call that has several results.
func several(v reflect.Value, t *display.Type) (texts []string, ok bool) {
	if t == nil || !strings.HasPrefix(t.Text, "(") || !v.IsValid() || !v.CanInterface() {
		return nil, false
	}
	values, ok := v.Interface().([]any)
	for _, x := range values {
		texts = append(texts, display.Of(reflect.ValueOf(x), nil).Text)
	}
	return texts, ok
}

func (r *refs) add(s shown) int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.values == nil {
		r.values, r.first = make(map[int64]shown), r.last+1
	}
	r.last++
	r.values[r.last] = s
	for len(r.values) > maxRefs {
		delete(r.values, r.first)
		r.first++
	}
	return r.last
}

func (r *refs) get(ref int64) (shown, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok := r.values[ref]
	return s, ok
}

// forget drops all references. Their numbers are not used again.
func (r *refs) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.values = nil
}

// inspect gives the children of a value, or session names.
func (e *engine) inspect(i *wire.Inspect) ([]wire.Value, error) {
	children := []wire.Value{}
	for _, key := range i.Keys {
		if def, v, ok := e.names.lookup(key); ok {
			children = append(children, e.refs.show(def.Name, v, def.Type))
		}
	}
	if i.Ref == 0 {
		return children, nil
	}
	s, ok := e.refs.get(i.Ref)
	if !ok {
		return nil, fmt.Errorf("the value %d is not kept any more", i.Ref)
	}
	count := i.Count
	if count <= 0 {
		count = maxChildren
	}
	for _, c := range display.Children(s.value, s.typ, i.Start, count) {
		children = append(children, e.refs.showTyped(c.Name, c.Value, c.Type))
	}
	return children, nil
}

// displayType turns the protocol's type into display's, which knows no protocol.
func displayType(t *wire.Type) *display.Type {
	if t == nil {
		return nil
	}
	d := &display.Type{Text: t.Text, Order: t.Order, Elem: displayType(t.Elem), Key: displayType(t.Key)}
	if t.Fields != nil {
		d.Fields = make(map[string]*display.Type, len(t.Fields))
		for name, f := range t.Fields {
			d.Fields[name] = displayType(f)
		}
	}
	return d
}
