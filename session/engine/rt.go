package engine

import (
	"context"
	"reflect"
	"sync"
	"time"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/cellrt"
	"github.com/goawait/goawait/session/engine/wire"
)

// rtPath is the import path under which lowered code knows its runtime.
const rtPath = "goawait/rt"

// A cellRuntime is what the lowered code of one cell calls. Its exported methods are that
// code's runtime library; they are called on the person's goroutines, any number at once.
type cellRuntime struct {
	no        int // the cell's number
	host      host
	statement func(line int)                             // nil for no one to tell
	reflects  bool                                       // the cell uses package reflect: its panics are its own
	timing    *timing                                    // of a cell that is measured; else nil
	more      func(path string) map[string]reflect.Value // symbols beside the engine's; may be nil
	names     *names                                     // of the session
	handing   *handing                                   // of its loops; nil if none can be handed over
	declared  map[uintptr]func()                         // by the place of a function of the cell: it is there now
}

// symbols is the table of package rt for the interpreter.
func (r *cellRuntime) symbols() map[string]reflect.Value {
	table := map[string]reflect.Value{
		"Halt":       reflect.ValueOf(&haltRequested),
		"Check":      reflect.ValueOf(async.Checkpoint),
		"At":         reflect.ValueOf(r.At),
		"Func":       reflect.ValueOf(r.Func),
		"Async":      reflect.ValueOf(r.Async),
		"Results":    reflect.ValueOf(r.Results),
		"Defer":      reflect.ValueOf(r.Defer),
		"Recover":    reflect.ValueOf(r.Recover),
		"Panic":      reflect.ValueOf(r.Panic),
		"Go":         reflect.ValueOf(r.Go),
		"Call":       reflect.ValueOf(callLater),
		"Builtin":    reflect.ValueOf(r.Builtin),
		"Method":     reflect.ValueOf(methodOf),
		"Await":      reflect.ValueOf(r.Await),
		"Gather":     reflect.ValueOf(gatherAny),
		"GatherN":    reflect.ValueOf(gatherN),
		"With":       reflect.ValueOf(r.With),
		"Push":       reflect.ValueOf(r.Push),
		"Body":       reflect.ValueOf(bodyOf),
		"Each":       reflect.ValueOf(each),
		"Step":       reflect.ValueOf(r.Step),
		"Item":       reflect.ValueOf(itemOf),
		"Send":       reflect.ValueOf(r.Send),
		"Recv":       reflect.ValueOf(r.Recv),
		"Case":       reflect.ValueOf(selectCase),
		"Select":     reflect.ValueOf(r.Select),
		"Chosen":     reflect.ValueOf(chosen),
		"Received":   reflect.ValueOf(receivedValue),
		"ReceivedOk": reflect.ValueOf(receivedOk),
		"Index":      reflect.ValueOf(index),
		"IndexError": reflect.ValueOf(indexError),
		"Elem":       reflect.ValueOf(elementAt),
		"Slice":      reflect.ValueOf(sliceOf),
		"Absent":     reflect.ValueOf(absent),
		"SliceError": reflect.ValueOf(sliceError),
		"Any":        reflect.ValueOf(func(x any) any { return x }),
		"Bool":       reflect.ValueOf(func(b bool) bool { return b }),
		"Twin":       reflect.ValueOf(twin),
		"Twined":     reflect.ValueOf(twined),
		"Nth":        reflect.ValueOf(nth),
		"Race":       reflect.ValueOf(raceOf),
		"Value":      reflect.ValueOf(valueAt),
		"Error":      reflect.ValueOf(errorIn),
		"Into":       reflect.ValueOf(r.Into),
		"Shift":      reflect.ValueOf(shift),
		"Assert":     reflect.ValueOf(assert),
		"AssertOk":   reflect.ValueOf(assertOk),
		"TypeCase":   reflect.ValueOf(typeCase),
		"Offsets":    reflect.ValueOf(offsets),
		"Min":        reflect.ValueOf(minOf),
		"Max":        reflect.ValueOf(maxOf),
		"Clear":      reflect.ValueOf(clearOf),
		"Box":        reflect.ValueOf(box),
		"Print":      reflect.ValueOf(r.Print),
		"Println":    reflect.ValueOf(r.Println),
		"Exit":       reflect.ValueOf(r.Exit),
		"Fatal":      reflect.ValueOf(r.Fatal),
		"Fatalf":     reflect.ValueOf(r.Fatalf),
		"Fatalln":    reflect.ValueOf(r.Fatalln),
	}
	if t := r.timing; t != nil {
		table["Batch"], table["Blank"], table["Rounds"] = reflect.ValueOf(t.Batch), reflect.ValueOf(t.Blank), reflect.ValueOf(t.Rounds)
		table["Start"], table["Stop"] = reflect.ValueOf(t.Start), reflect.ValueOf(t.Stop)
	}
	if h := r.handing; h != nil {
		table["Look"], table["Loop"] = reflect.ValueOf(&h.look), reflect.ValueOf(r.Loop)
	}
	return table
}

// At says that a top-level statement begins.
func (r *cellRuntime) At(line int) {
	async.Current().SetPos(r.no, line)
	if r.statement != nil {
		r.statement(line)
	}
}

func (r *cellRuntime) position(line *int) wire.Position {
	f := frameOf(line)
	return wire.Position{Cell: r.no, Line: f.line, Func: f.fn.name}
}

// haltRequested is true while some task is to stop: only then do lowered loops and functions
// ask whether it is theirs. Interpreted code reads it as plain memory, without the
// synchronisation that a cheap check cannot afford; see setHalt.
var haltRequested bool

// halting watches over haltRequested.
var halting struct {
	mu    sync.Mutex // guards timer
	timer *time.Timer
}

// haltFor is how long haltRequested stays true at least. A task that has not looked by then
// is looked for again.
const haltFor = time.Second

// setHalt is not seen by the race detector: the readers need no order, only to see the value
// in the end, which a word of memory gives them on every processor that Go knows.
//
//go:norace
func setHalt(on bool) { haltRequested = on }

// requestHalt makes lowered code look for cancellation until every task that was cancelled
// has ended.
func requestHalt() {
	halting.mu.Lock()
	defer halting.mu.Unlock()
	setHalt(true)
	haltHandings(true)
	cellrt.Halt(true)
	if halting.timer == nil {
		halting.timer = time.AfterFunc(haltFor, endHalt)
	} else {
		halting.timer.Reset(haltFor)
	}
}

func endHalt() {
	halting.mu.Lock()
	defer halting.mu.Unlock()
	if stopping() {
		halting.timer.Reset(haltFor)
		return
	}
	setHalt(false)
	haltHandings(false)
	cellrt.Halt(false)
}

// stopping reports whether a task or cell that is to stop has not ended.
func stopping() bool {
	for _, t := range async.Tasks() {
		if t.Context().Err() != nil {
			return true
		}
	}
	found := false
	running.Range(func(c, _ any) bool {
		found = c.(*cell).stopped()
		return !found
	})
	return found
}

// taskContext is the context of the task that the caller runs in, and of the cancel scopes that
// it is in.
func taskContext() context.Context { return async.Context() }
