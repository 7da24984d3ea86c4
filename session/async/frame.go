package async

import (
	"strings"
	"sync/atomic"
)

// awaits is the stack of awaits of a strand. The coroutine that a task runs is not on it: it is
// the bottom.
type awaits struct {
	top   atomic.Pointer[frame] // written on the strand's own goroutine
	spare *frame                // to be used again; own goroutine only
	first frame
}

// A frame is a coroutine that is awaited.
//
// Frames are used again, so that awaiting makes nothing, unless somebody is looking at stacks
// in the moment in which one is taken off.
//
// A frame has a copy of the coroutine's name. To the compiler, which does not tell the fields of
// a value apart, a coroutine whose name is kept elsewhere is one whose function is: both would
// have to be on the heap.
type frame struct {
	long   string   // the name, if it has no room in text
	text   [30]byte // the name's bytes
	n      uint8    // how many; 0 for a long name
	placed bool     // where its body begins is known
	called uint64   // where it is awaited
	outer  *frame   // that awaits it; among the spare ones the next
}

// lookers counts those that look at the frames of strands that are not their own.
var lookers atomic.Int32

// push makes c the innermost coroutine of s, which may be nil, on its own goroutine.
func (s *Strand) push(c *head) *frame {
	if s == nil {
		return nil
	}
	a := s.awaits.Load()
	if a == nil {
		a = new(awaits)
		a.spare = &a.first
		s.awaits.Store(a)
	}
	f := a.spare
	if f == nil {
		f = new(frame)
	} else {
		a.spare = f.outer
	}
	f.rename(c.name)
	f.placed, f.outer = c.pos != 0, a.top.Load()
	if f.placed {
		f.called = s.pos.Load()
		s.pos.Store(c.pos)
	}
	a.top.Store(f)
	return f
}

// rename gives f a copy of the name. Whoever awaits in a loop finds the long name in its frame.
func (f *frame) rename(name string) {
	if n := len(name); 0 < n && n <= len(f.text) {
		f.n = uint8(copy(f.text[:], name))
		return
	}
	f.n = 0
	if f.long != name {
		f.long = strings.Clone(name)
	}
}

// name is the coroutine's name.
func (f *frame) name() string {
	if f.n == 0 {
		return f.long
	}
	return string(f.text[:f.n])
}

// pop undoes push, and makes err of a panic. It is deferred.
func (s *Strand) pop(f *frame, err *error) {
	if v := recover(); v != nil {
		*err = settle(v)
	}
	if s == nil {
		return
	}
	if f.placed {
		s.pos.Store(f.called)
	}
	a := s.awaits.Load()
	a.top.Store(f.outer)
	if lookers.Load() == 0 { // who comes to look now does not find f
		f.outer, a.spare = a.spare, f
	}
}

// frames adds what s awaits to stack, the innermost first, and returns where the bottom is.
func (s *Strand) frames(stack []Position) ([]Position, Position) {
	lookers.Add(1)
	defer lookers.Add(-1)
	at := s.Pos()
	a := s.awaits.Load()
	if a == nil {
		return stack, at
	}
	for f := a.top.Load(); f != nil; f = f.outer {
		p := Position{Func: f.name()}
		if f.placed {
			p = at
			p.Func = f.name()
			at = unpackPos(f.called)
		}
		stack = append(stack, p)
	}
	return stack, at
}
