package engine

import (
	"errors"
	"reflect"
	"sync/atomic"
	"unsafe"

	"github.com/goawait/goawait/session/engine/cellrt"
	"github.com/goawait/goawait/session/engine/wire"
)

// This file swaps compiled functions in. A function of the session is a variable, and a Go
// function value is one word: storing that is all it takes, whoever calls meanwhile. What is to
// be seen to is that an older declaration never comes over a newer one. So every declaration has
// its run's stamp, and the stamp is looked at and the function stored under one lock.

// declares notes where a function of the cell will be, so that Into tells when it is there.
func (r *cellRuntime) declares(def wire.Define, stamp int64, place reflect.Value) {
	if def.Kind != "func" || stamp == 0 || r.names == nil {
		return
	}
	if r.declared == nil {
		r.declared = make(map[uintptr]func())
	}
	r.declared[place.Pointer()] = func() { r.names.declare(def.Key, stamp) }
}

// declare notes that the run with that stamp has put its function in place.
func (n *names) declare(key string, stamp int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if x, ok := n.m[key]; ok && x.stamp == stamp {
		x.early = false
		n.m[key] = x
	}
}

// swap implements lane.
func (in *instant) swap(s *wire.Swap) (*wire.Swapped, error) { return in.compiled.swap(s) }

func (p *compiled) swap(s *wire.Swap) (*wire.Swapped, error) {
	h := handingOf(s.Stamp)
	if s.Plugin == "" && s.Compiled == "" {
		if h != nil {
			h.settle(nil)
		}
		return new(wire.Swapped), nil
	}
	made, err := p.load(s.Plugin, s.Compiled, nil)
	if err != nil {
		return nil, err
	}
	if len(made.Functions)+len(made.Loops) == 0 {
		return nil, errors.New("the plugin brings nothing to swap in")
	}
	n := p.names
	n.mu.Lock()
	defer n.mu.Unlock()
	due := n.due(made, s.Stamp)
	due.Loops = len(made.Loops) > 0 && h != nil
	if len(due.Keys) == 0 && !due.Loops || due.Early {
		return due, nil
	}
	if err := n.connect(made); err != nil {
		return nil, err
	}
	made.Cell.No = int32(s.Cell)
	cellrt.Swapped(due.Keys, made)
	for _, f := range made.Functions {
		if x := n.m[f.Key]; x.stamp == s.Stamp {
			store(x.place, reflect.ValueOf(f.Pointer))
		}
	}
	if due.Loops {
		h.settle(made.Loops)
	}
	return due, nil
}

// due says which of the functions are still what that run declared. n.mu is held.
func (n *names) due(made *cellrt.Compiled, stamp int64) *wire.Swapped {
	due := new(wire.Swapped)
	for _, f := range made.Functions {
		x, ok := n.m[f.Key]
		if !ok || x.stamp != stamp || x.place.Type().Elem() != reflect.TypeOf(f.Pointer) {
			continue
		}
		due.Keys = append(due.Keys, f.Key)
		due.Early = due.Early || x.early
	}
	return due
}

// connect gives compiled functions the places of the names that they use. Those must have the
// types that the functions expect: nothing is made for them here. n.mu is held.
func (n *names) connect(made *cellrt.Compiled) error {
	places := make([]reflect.Value, len(made.Uses))
	for i, u := range made.Uses {
		x, ok := n.m[u.Key]
		if !ok || x.place.Type() != reflect.TypeOf(u.Pointer).Elem() {
			return errors.New(u.Key + " is not what the functions expect")
		}
		places[i] = x.place
	}
	for i, u := range made.Uses {
		if to := reflect.ValueOf(u.Pointer).Elem(); to.Pointer() != places[i].Pointer() {
			to.Set(places[i])
		}
	}
	return nil
}

// store puts a function where callers find it while they call: a function value is a word, and
// those who read it need it whole, and what was written before it.
func store(place, fn reflect.Value) {
	held := reflect.New(fn.Type())
	held.Elem().Set(fn)
	atomic.StorePointer((*unsafe.Pointer)(place.UnsafePointer()), *(*unsafe.Pointer)(held.UnsafePointer()))
}
