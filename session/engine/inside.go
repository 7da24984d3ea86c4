package engine

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"sync"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/symbols"
	"github.com/goawait/goawait/session/engine/wire"
)

// An Inside is what engines share that run, one after another, inside a program that is not
// goawait's: its variables, and what they have of each other's. It changes nothing of the
// process: neither the standard files nor limits, signals or the working folder.
type Inside struct {
	// Symbols gives what the instant lane has of a package beside the standard library's
	// symbols: the program's own types and functions. It may be nil.
	Symbols func(path string) map[string]reflect.Value
	// Exit is called when code of a cell calls os.Exit, from its goroutine, which ends after
	// that. The program goes on.
	Exit func(code int)

	// Runners are the program's own runners, by name.
	Runners map[string]async.Runner

	names *names
}

// Has reports whether cells inside a program can import a package: one of the standard library
// that this program is free to link, or package async.
func Has(path string) bool { return path == asyncPath || symbols.Name(path) != "" }

// NewInside returns what the engines of one prompt share.
func NewInside() *Inside { return &Inside{names: newNames()} }

// Lend makes a variable of the program's a name of the session: place points to it.
func (p *Inside) Lend(def wire.Define, place reflect.Value) {
	p.names.place(def, place)
}

// Reset forgets all names.
func (p *Inside) Reset() { p.names.clear() }

// Serve is an engine: it serves requests from in and answers on out until in ends, ctx ends
// or it is told to shut down. A cell that runs then is interrupted, and left to itself if it
// does not end in a moment. When Serve has returned only goroutines that cells started are left.
func (p *Inside) Serve(ctx context.Context, in io.ReadCloser, out io.WriteCloser) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	box := newOutbox(out, func(error) { cancel() })
	e := newEngine(newOutput(box, nothing{}, nothing{}))
	e.inside = p
	lane := &instant{host: e, names: p.names, more: p.Symbols}
	lane.attach()
	e.lane, e.names = lane, p.names
	defer context.AfterFunc(ctx, func() { in.Close() })()
	var own sync.WaitGroup
	own.Go(func() { box.serve(ctx) })
	own.Go(e.perform)
	e.greet()
	e.serve(in)
	e.end()
	e.flush()
	cancel()
	out.Close()
	own.Wait()
	box.abandon()
}

// end interrupts what runs and has nothing begin any more.
func (e *engine) end() {
	e.mu.Lock()
	e.waiting = nil
	close(e.over)
	if e.fg != nil {
		e.fg.interrupt()
	}
	e.mu.Unlock()
	e.wake()
	e.news.stop()
}

// leave serves a cell's os.Exit inside a program: the program is told, and the goroutine ends.
func (e *engine) leave(why *wire.Fatal) {
	e.send(&wire.Message{Fatal: why})
	e.mu.Lock()
	if e.fg != nil {
		e.fg.left = fmt.Sprintf("%s leaves the prompt; the program goes on", why.Reason)
	}
	e.mu.Unlock()
	if e.inside.Exit != nil {
		e.inside.Exit(why.Code)
	}
	runtime.Goexit()
}

// nothing is the intake of an engine that leaves the standard files alone.
type nothing struct{}

func (nothing) sync()           {}
func (nothing) read([]byte) int { return 0 }
func (nothing) each(func())     {}
func (nothing) restore()        {}
