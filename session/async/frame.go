package async

import "sync/atomic"

// A frame is a coroutine that is awaited, on the stack of awaits of a strand. The coroutine
// that a task runs has none: it is the bottom.
//
// Frames are used again, so that awaiting makes nothing, unless somebody is looking at stacks
// in the moment in which one is taken off.
type frame struct {
	name   string
	placed bool   // where its body begins is known
	called uint64 // where it is awaited
	outer  *frame // that awaits it; among the spare ones the next
}

// lookers counts those that look at the frames of strands that are not their own.
var lookers atomic.Int32

// push makes c the innermost coroutine of s, which may be nil, on its own goroutine.
func (s *Strand) push(c *head) *frame {
	if s == nil {
		return nil
	}
	f := s.spare
	if f == nil {
		f = new(frame)
	} else {
		s.spare = f.outer
	}
	f.name, f.placed, f.outer = c.name, c.pos != 0, s.top.Load()
	if f.placed {
		f.called = s.pos.Load()
		s.pos.Store(c.pos)
	}
	s.top.Store(f)
	return f
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
	s.top.Store(f.outer)
	if lookers.Load() == 0 { // who comes to look now does not find f
		f.outer, s.spare = s.spare, f
	}
}

// frames adds what s awaits to stack, the innermost first, and returns where the bottom is.
func (s *Strand) frames(stack []Position) ([]Position, Position) {
	lookers.Add(1)
	defer lookers.Add(-1)
	at := s.Pos()
	for f := s.top.Load(); f != nil; f = f.outer {
		p := Position{Func: f.name}
		if f.placed {
			p = at
			p.Func = f.name
			at = unpackPos(f.called)
		}
		stack = append(stack, p)
	}
	return stack, at
}
