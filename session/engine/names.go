package engine

import (
	"fmt"
	"reflect"
	"sync"

	"github.com/goawait/goawait/session/engine/wire"
)

// names holds the session's variables and functions by key, each in a place of its own that
// lowered code has a pointer to. A function is a variable of function type, so that callers
// call what was assigned last.
type names struct {
	mu sync.RWMutex     // guards m, not what the pointers in it point to
	m  map[string]entry // by key
}

type entry struct {
	def   wire.Define
	place reflect.Value // a pointer
	stamp int64         // of the run that declared it last; 0 if none did
	early bool          // that has not got to the declaration yet
}

func newNames() *names { return &names{m: make(map[string]entry)} }

// keep adds or replaces a name that no cell defines, such as Out_12.
func (n *names) keep(def wire.Define, v reflect.Value) {
	if !v.IsValid() {
		return
	}
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.m[def.Key] = entry{def: def, place: p}
}

// lookup returns the current value of a name. A function's is the func itself.
func (n *names) lookup(key string) (def wire.Define, v reflect.Value, ok bool) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	x, ok := n.m[key]
	if !ok {
		return def, v, false
	}
	return x.def, x.place.Elem(), true
}

// place adds or replaces a name whose place is somebody else's.
func (n *names) place(def wire.Define, place reflect.Value) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.m[def.Key] = entry{def: def, place: place}
}

// clear removes all names.
func (n *names) clear() {
	n.mu.Lock()
	defer n.mu.Unlock()
	clear(n.m)
}

// drop removes names; unknown keys are ignored. Whoever has their pointers keeps those.
func (n *names) drop(keys []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, key := range keys {
		delete(n.m, key)
	}
}

// define returns the place of a name that a cell brings. A function that is defined again
// with its type keeps its place. It is not declared before the cell has put it there.
func (n *names) define(def wire.Define, pointer reflect.Type, stamp int64) reflect.Value {
	n.mu.Lock()
	defer n.mu.Unlock()
	old, ok := n.m[def.Key]
	if !ok || def.Kind != "func" || old.place.Type() != pointer {
		old.place = reflect.New(pointer.Elem())
	}
	n.m[def.Key] = entry{def, old.place, stamp, true}
	return old.place
}

// use returns the place of a name that a cell mentions. A kept value has only its dynamic
// type: where an interface is wanted it gets a place of that type.
func (n *names) use(key string, pointer reflect.Type) (reflect.Value, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	x, ok := n.m[key]
	switch {
	case !ok:
		if pointer.Elem().Kind() == reflect.Interface { // a kept nil
			return reflect.New(pointer.Elem()), nil
		}
		return reflect.Value{}, fmt.Errorf("the session has no %s", key)
	case x.place.Type() == pointer:
		return x.place, nil
	case x.place.Elem().Type().AssignableTo(pointer.Elem()):
		p := reflect.New(pointer.Elem())
		p.Elem().Set(x.place.Elem())
		x.place = p
		n.m[key] = x
		return p, nil
	}
	return reflect.Value{}, fmt.Errorf("%s is a %s here and a %s in the session", key, pointer.Elem(), x.place.Type().Elem())
}

// adopt takes a place that a name has elsewhere.
func (n *names) adopt(def wire.Define, place reflect.Value, stamp int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.m[def.Key] = entry{def: def, place: place, stamp: stamp}
}

// retype gives a variable the next version of its type, or of the type that it points to. The two
// are made of the same source and laid out alike, so the variable stays where it is.
func (n *names) retype(key string, pointer reflect.Type) (reflect.Value, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	x, ok := n.m[key]
	if !ok {
		return reflect.Value{}, fmt.Errorf("the session has no %s", key)
	}
	if x.place.Type() != pointer {
		old, made := x.place.Type().Elem(), pointer.Elem()
		if old.Kind() != made.Kind() || old.Size() != made.Size() {
			return reflect.Value{}, fmt.Errorf("%s is a %s and cannot become a %s", key, old, made)
		}
		x.place = reflect.NewAt(made, x.place.UnsafePointer())
		n.m[key] = x
	}
	return x.place, nil
}
