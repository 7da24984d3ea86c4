package cellrt

import (
	"fmt"
	"iter"
	"sync/atomic"

	"github.com/goawait/goawait/session/async"
)

// A Watcher is told what compiled coroutines do while a cell is profiled. Its functions are
// called on the goroutines of those coroutines, any number at once.
type Watcher interface {
	// Enter is called as the body of a coroutine begins which stands at a line of a cell, and
	// leave as it ends.
	Enter(cell, line int, name string) (leave func())
	// Wait is called before an await at a line of the coroutine that was entered last, and
	// ended after it, with what was awaited.
	Wait(line int) (ended func(what string))
	// Beside has what is between the two calls of what it returns, on another goroutine, count
	// as called from here.
	Beside() func() (done func())
}

var watcher atomic.Pointer[Watcher]

// Watch has w told of what compiled coroutines do, nil for nobody.
func Watch(w Watcher) {
	if w == nil {
		watcher.Store(nil)
		return
	}
	watcher.Store(&w)
}

// beginWait tells of an await. What it returns is nil if nobody wants to know.
func beginWait(line int) func(what string) {
	if w := watcher.Load(); w != nil {
		return (*w).Wait(line)
	}
	return nil
}

// whatIs says what is awaited.
func whatIs(x any) string {
	switch x := x.(type) {
	case string:
		return x
	case interface{ Name() string }:
		return x.Name()
	}
	return fmt.Sprintf("%T", x)
}

// EachOf is async.EachOf at a line of c.
func EachOf[T any](c *Cell, line int, ch <-chan T) iter.Seq[T] {
	return stepping(c, line, "items of a channel", async.EachOf(ch))
}

// EachNext is async.EachNext at a line of c.
func EachNext[T any](c *Cell, line int, it async.Iterator[T]) iter.Seq[T] {
	return stepping(c, line, "items", async.EachNext(it))
}

// stepping says, before each item of seq, where its coroutine is and that it waits.
func stepping[T any](c *Cell, line int, what string, seq iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		s := async.Current()
		s.SetPos(int(c.No), line)
		ended := beginWait(line)
		told := func() {
			if ended != nil {
				ended(what)
			}
		}
		defer func() { told() }() // also where it raises
		seq(func(v T) bool {
			told()
			ended = nil
			if !yield(v) {
				return false
			}
			s.SetPos(int(c.No), line)
			ended = beginWait(line)
			return true
		})
	}
}
