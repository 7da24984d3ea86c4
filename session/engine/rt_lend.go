package engine

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"time"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/symbols"
)

// asyncPath is the import path of package async, as lowered code names it.
const asyncPath = "github.com/goawait/goawait/session/async"

// lend returns the symbols of a package as this cell may have them; nil if there is no such
// package. What prints is replaced, so that it is known who printed, and what ends the
// process, so that it is known where.
func (r *cellRuntime) lend(path string) map[string]reflect.Value {
	own := r.lendOwn(path)
	if r.more == nil {
		return own
	}
	more := r.more(path)
	if len(more) == 0 {
		return own
	}
	all := maps.Clone(more)
	maps.Copy(all, own)
	return all
}

// lendOwn is lend of the packages that every engine has.
func (r *cellRuntime) lendOwn(path string) map[string]reflect.Value {
	if path == asyncPath {
		return asyncTable()
	}
	table := symbols.Lookup(path)
	var own map[string]any
	switch path {
	case "fmt":
		own = map[string]any{
			"Print": r.fmtPrint, "Printf": r.fmtPrintf, "Println": r.fmtPrintln,
			"Fprint": r.fmtFprint, "Fprintf": r.fmtFprintf, "Fprintln": r.fmtFprintln,
		}
	case "os":
		own = map[string]any{"Exit": func(code int) { r.Exit(r.anywhere(), code) }}
	case "log":
		own = map[string]any{
			"Fatal":   func(args ...any) { r.Fatal(r.anywhere(), args...) },
			"Fatalf":  func(format string, args ...any) { r.Fatalf(r.anywhere(), format, args...) },
			"Fatalln": func(args ...any) { r.Fatalln(r.anywhere(), args...) },
		}
	default:
		return table
	}
	table = maps.Clone(table)
	for name, f := range own {
		table[name] = reflect.ValueOf(f)
	}
	return table
}

// anywhere is the frame of a caller that has none to give.
func (r *cellRuntime) anywhere() *int {
	p := async.Current().Pos()
	f := &frame{line: p.Line, fn: &function{rt: r}}
	return &f.line
}

func (r *cellRuntime) fmtPrint(args ...any) (int, error) { return r.fmtFprint(os.Stdout, args...) }

func (r *cellRuntime) fmtPrintf(format string, args ...any) (int, error) {
	return r.fmtFprintf(os.Stdout, format, args...)
}

func (r *cellRuntime) fmtPrintln(args ...any) (int, error) { return r.fmtFprintln(os.Stdout, args...) }

func (r *cellRuntime) fmtFprint(w io.Writer, args ...any) (int, error) {
	return fmt.Fprint(writerFor(r.host, w), args...)
}

func (r *cellRuntime) fmtFprintf(w io.Writer, format string, args ...any) (int, error) {
	return fmt.Fprintf(writerFor(r.host, w), format, args...)
}

func (r *cellRuntime) fmtFprintln(w io.Writer, args ...any) (int, error) {
	return fmt.Fprintln(writerFor(r.host, w), args...)
}

// asyncSymbols is package async in the instant lane, where a coroutine or task of any type is
// one of type any: the static type is asserted where it is awaited.
var asyncSymbols = map[string]reflect.Value{
	"Coroutine":       reflect.ValueOf((*async.Coroutine[any])(nil)),
	"Task":            reflect.ValueOf((*async.Task[any])(nil)),
	"Awaitable":       reflect.ValueOf((*async.Awaitable[any])(nil)),
	"AnyTask":         reflect.ValueOf((*async.AnyTask)(nil)),
	"TaskLoop":        reflect.ValueOf((*async.TaskLoop)(nil)),
	"State":           reflect.ValueOf((*async.State)(nil)),
	"Position":        reflect.ValueOf((*async.Position)(nil)),
	"PanicError":      reflect.ValueOf((*async.PanicError)(nil)),
	"AwaitedError":    reflect.ValueOf((*async.AwaitedError)(nil)),
	"ErrClosed":       reflect.ValueOf(&async.ErrClosed).Elem(),
	"ErrGoexit":       reflect.ValueOf(&async.ErrGoexit).Elem(),
	"ErrLoopClosed":   reflect.ValueOf(&async.ErrLoopClosed).Elem(),
	"Pending":         reflect.ValueOf(async.Pending),
	"Done":            reflect.ValueOf(async.Done),
	"Failed":          reflect.ValueOf(async.Failed),
	"Cancelled":       reflect.ValueOf(async.Cancelled),
	"Spawn":           reflect.ValueOf(async.Spawn[any]),
	"Run":             reflect.ValueOf(async.Run[any]),
	"Goroutine":       reflect.ValueOf(async.Goroutine),
	"Loop":            reflect.ValueOf(async.Loop),
	"New":             reflect.ValueOf(newCoroutine),
	"Sleep":           reflect.ValueOf(sleep),
	"CurrentTask":     reflect.ValueOf(async.CurrentTask),
	"CurrentLoop":     reflect.ValueOf(async.CurrentLoop),
	"Tasks":           reflect.ValueOf(async.Tasks),
	"TaskByID":        reflect.ValueOf(async.TaskByID),
	"TaskOf":          reflect.ValueOf(async.TaskOf),
	"AnyCoroutine":    reflect.ValueOf((*async.AnyCoroutine)(nil)),
	"Nursery":         reflect.ValueOf((*async.Nursery)(nil)),
	"CancelScope":     reflect.ValueOf((*async.CancelScope)(nil)),
	"Event":           reflect.ValueOf((*async.Event)(nil)),
	"Semaphore":       reflect.ValueOf((*async.Semaphore)(nil)),
	"Lock":            reflect.ValueOf((*async.Lock)(nil)),
	"TimeoutError":    reflect.ValueOf((*async.TimeoutError)(nil)),
	"GroupError":      reflect.ValueOf((*async.GroupError)(nil)),
	"ErrHandled":      reflect.ValueOf(&async.ErrHandled).Elem(),
	"OpenNursery":     reflect.ValueOf(async.OpenNursery),
	"OpenCancelScope": reflect.ValueOf(async.OpenCancelScope),
	"Timeout":         reflect.ValueOf(async.Timeout),
	"Deadline":        reflect.ValueOf(async.Deadline),
	"MoveOnAfter":     reflect.ValueOf(async.MoveOnAfter),
	"Shield":          reflect.ValueOf(async.Shield),
	"NewEvent":        reflect.ValueOf(async.NewEvent),
	"NewSemaphore":    reflect.ValueOf(async.NewSemaphore),
	"NewLock":         reflect.ValueOf(async.NewLock),
	"Context":         reflect.ValueOf(async.Context),
	"Raise":           reflect.ValueOf(async.Raise),
	"Checkpoint":      reflect.ValueOf(async.Checkpoint),
}

// newCoroutine is async.New, of a function with a context, a value of any type and an error.
func newCoroutine(name string, fn any) *async.Coroutine[any] {
	return async.New(name, func(ctx context.Context) (any, error) { return pairOf(fn, ctx) })
}

// sleep is async.Sleep.
func sleep(d time.Duration) *async.Coroutine[any] {
	return async.Untyped(async.Sleep(d))
}
