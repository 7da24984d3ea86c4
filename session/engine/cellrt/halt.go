package cellrt

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/goawait/goawait/session/async"
)

// The bits of a Word.
const (
	wordHalt  = 1 << iota // some task is to stop, or some stack is too deep
	wordMoved             // the function was declared anew
)

// words holds what is known of the functions of compiled cells.
var words struct {
	mu     sync.Mutex // guards what follows
	halted bool
	moved  map[*uint32]bool
}

// Halt makes compiled loops and functions look for cancellation, or has them go on without.
//
// They read their words as plain memory: no order is needed, only that the value is seen in
// the end, and a load costs less than any other way to be told.
func Halt(on bool) {
	words.mu.Lock()
	defer words.mu.Unlock()
	words.halted = on
	for _, c := range all() {
		setHalt(c)
	}
}

// setHalt tells one cell. words.mu is held.
func setHalt(c *Compiled) {
	halt := uint32(0)
	if words.halted || deep.Load() {
		halt = wordHalt
	}
	atomic.StoreUint32(&c.Cell.Halt, halt)
	for _, w := range c.Words {
		if words.moved[w.Word] {
			halt |= wordMoved
		}
		atomic.StoreUint32(w.Word, halt)
		halt &^= wordMoved
	}
}

// Defined says that the functions with these keys were declared: callers of those that were
// declared before under one of them, other than by the cell c, call the session's variable
// from now on. c is nil if the declaring cell was not compiled.
func Defined(keys []string, c *Compiled) {
	if len(keys) == 0 {
		return
	}
	words.mu.Lock()
	defer words.mu.Unlock()
	if words.moved == nil {
		words.moved = make(map[*uint32]bool)
	}
	is := make(map[string]bool, len(keys))
	for _, key := range keys {
		is[key] = true
	}
	for _, other := range all() {
		for _, w := range other.Words {
			if is[w.Key] {
				words.moved[w.Word] = other != c
			}
		}
		setHalt(other)
	}
}

// Swapped says that the session's variables of these keys, and no others, hold functions that c
// brought in the place of interpreted ones: others of c's that were declared anew meanwhile are
// called through the session's variable.
func Swapped(keys []string, c *Compiled) {
	words.mu.Lock()
	defer words.mu.Unlock()
	if words.moved == nil {
		words.moved = make(map[*uint32]bool)
	}
	for _, w := range c.Words {
		words.moved[w.Word] = !slices.Contains(keys, w.Key)
	}
	setHalt(c)
}

// Check raises if the current task is to stop, or its functions nest too deeply. As for Moved, it
// is called.
//
//go:noinline
func Check() {
	tooDeep()
	async.Checkpoint()
}

// Moved is called where a function's word is not 0. It reports whether the function was
// declared anew, and raises as Check does. It is called, and not put in place, so that the compiler
// takes what leads to it for unlikely and moves it out of the way.
//
//go:noinline
func Moved(word *uint32) bool {
	w := atomic.LoadUint32(word)
	if w&wordHalt != 0 {
		Check()
	}
	return w&wordMoved != 0
}

// Returns says that an async function returns what may be an error, at a line of c.
func Returns(c *Cell, line int) { async.Current().SetPos(int(c.No), line) }

// At says that a statement of the cell's own begins.
func At(c *Cell, line int) {
	async.Current().SetPos(int(c.No), line)
	if f := c.Statement; f != nil {
		f(line)
	}
}
