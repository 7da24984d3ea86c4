package async

import (
	"context"
	"slices"
	"sync/atomic"
	"unicode/utf8"
	"unsafe"
)

// A Position is a place in the person's own coordinates.
type Position struct {
	Cell int    // the cell's number; 0 outside cells
	Line int    // 1-based, relative to the cell
	Func string // the function it is in; may be empty
}

// A Strand is a goroutine's membership in a task. Every task has one of its own; a call off
// the loop and a goroutine started through Go have one each. Goroutines that a library
// starts share the strand they inherited, which then is not theirs: methods that say "own
// goroutine" do nothing there.
type Strand struct {
	labels labelSet // first, see labelSet
	label  [1]label
	text   [24]byte // what the label's value points to

	task   *AnyTask
	g      atomic.Uintptr         // the strand's own goroutine while it is bound
	pos    atomic.Uint64          // cell<<32 | line
	awaits atomic.Pointer[awaits] // nil until it awaits; written on its own goroutine
	rare   *rare                  // nil for noRare; own goroutine only
}

// rare is what few strands need.
type rare struct {
	seen   uint32       // how many of task.stops the strand has raised
	masked uint32       // how many of task.stops the strand does not see
	inner  *CancelScope // the innermost that the strand is in
	made   []*head      // coroutines that may not have been awaited, see watch

	traced error      // whose trace it is; nil while a panic unwinds
	trace  []Position // innermost first
}

var noRare rare // never written

// has is what the strand has of the rare things, to be read.
func (s *Strand) has() *rare {
	if s.rare == nil {
		return &noRare
	}
	return s.rare
}

// more is has, to be written.
func (s *Strand) more() *rare {
	if s.rare == nil {
		s.rare = new(rare)
	}
	return s.rare
}

// forget drops the trace.
func (s *Strand) forget() {
	if s.rare != nil {
		s.rare.trace, s.rare.traced = nil, nil
	}
}

func newStrand(t *AnyTask, name string) *Strand {
	s := new(Strand)
	s.init(t, name)
	return s
}

func (s *Strand) init(t *AnyTask, name string) {
	s.task = t
	n := copy(s.text[:], name)
	for n < len(name) && n > 0 && !utf8.RuneStart(name[n]) {
		n--
	}
	if n == 0 {
		n = copy(s.text[:], "?") // the value must point into the strand
	}
	s.label[0] = label{labelKey, unsafe.String(&s.text[0], n)}
	s.labels.list = s.label[:]
}

// StrandOf returns the current goroutine's strand, quickly if ctx is a task's own context.
func StrandOf(ctx context.Context) *Strand {
	if tc, ok := ctx.(*taskContext); ok && tc.strand.g.Load() == getg() {
		return &tc.strand
	}
	return Current()
}

// ownStrand returns the strand whose own goroutine the caller is on; nil if it is on none's.
func ownStrand(ctx context.Context) *Strand {
	g := getg()
	if tc, ok := ctx.(*taskContext); ok && tc.strand.g.Load() == g {
		return &tc.strand
	}
	if s := Current(); s != nil && s.g.Load() == g {
		return s
	}
	return nil
}

// Task returns the task that the strand belongs to.
func (s *Strand) Task() *AnyTask {
	if s == nil {
		return nil
	}
	return s.task
}

// Scope returns the scope of the strand's task; the implicit scope for a nil strand.
func (s *Strand) Scope() *Scope {
	if s == nil || s.task == nil {
		return implicitScope()
	}
	return s.task.scope
}

// own reports whether the caller is on the strand's own goroutine.
func (s *Strand) own() bool { return s != nil && s.g.Load() == getg() }

// SetPos says where the strand is. Any goroutine may call it; the last wins.
func (s *Strand) SetPos(cell, line int) {
	if s != nil {
		s.pos.Store(packPos(cell, line))
	}
}

// Pos returns what SetPos was last told.
func (s *Strand) Pos() Position {
	if s == nil {
		return Position{}
	}
	return unpackPos(s.pos.Load())
}

// Record adds a position to the trace of the panic or raise that is unwinding this
// goroutine, the innermost first. It reports false, and does nothing, off the strand's own
// goroutine.
func (s *Strand) Record(p Position) bool {
	if !s.own() {
		return false
	}
	m := s.more()
	m.trace = append(m.trace, p)
	return true
}

// Handled forgets the trace of an error that was captured, so that a later panic does not
// continue it.
func (s *Strand) Handled() {
	if s.own() {
		s.forget()
	}
}

// carry makes trace the strand's, as the way that err has come so far.
func (s *Strand) carry(err error, trace []Position) {
	if s.own() {
		m := s.more()
		m.trace, m.traced = slices.Clone(trace), err
	}
}

// TakeTrace returns the recorded trace and clears it: for whoever ends the unwinding. It
// returns nil off the strand's own goroutine.
func (s *Strand) TakeTrace() []Position {
	if !s.own() {
		return nil
	}
	t := s.has().trace
	s.forget()
	return t
}

// Shelve lays the recorded trace aside while deferred calls run, and returns what puts it
// back. It does nothing off the strand's own goroutine.
func (s *Strand) Shelve() (putBack func()) {
	if !s.own() {
		return func() {}
	}
	trace, traced := s.has().trace, s.has().traced
	if traced == nil && trace == nil {
		return s.forget
	}
	s.forget()
	return func() { s.rare.trace, s.rare.traced = trace, traced }
}

// takeTraceOf is TakeTrace, but nil if the trace is not err's.
func (s *Strand) takeTraceOf(err error) []Position {
	traced := s.has().traced
	mine := err != nil && traced != nil && same(traced, err)
	if t := s.TakeTrace(); mine {
		return t
	}
	return nil
}

func packPos(cell, line int) uint64 { return uint64(uint32(cell))<<32 | uint64(uint32(line)) }

// unpackPos is the position that packPos made a number of. What a cell is made of, such as a file that it
// runs, has a negative number.
func unpackPos(p uint64) Position {
	return Position{Cell: int(int32(p >> 32)), Line: int(uint32(p))}
}
