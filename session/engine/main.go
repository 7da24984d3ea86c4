package engine

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/goawait/goawait/session/async"
	_ "github.com/goawait/goawait/session/async/structured" // the runners errgroup and conc
	"github.com/goawait/goawait/session/engine/symbols"
	"github.com/goawait/goawait/session/engine/wire"
)

// stackLimit is how much stack a goroutine may have before the runtime ends the engine. It is
// less than Go's own, so that a recursion without end is told within a second.
const stackLimit = 512 << 20

// Exit codes of an engine that ends of its own accord.
const (
	exitBroken = 1 // the session cannot be written to
	exitMemory = 3 // beyond the memory limit
)

// ballast is memory that is never touched, and so costs none. It makes the heap seem larger,
// so that the garbage of compiling a cell is collected every hundred cells and not every ten.
//
//lint:ignore U1000 it is kept, not read
var ballast []byte

const ballastSize = 16 << 20

// Main is the engine's process: it serves requests that it reads from in and answers on out
// until in ends or it is told to shut down, and returns the process's exit status. It takes
// over the process: standard output and error become pipes of its own, standard input is
// empty afterwards, and the descriptor of standard error is the runtime's alone. So in and out
// may be os.Stdin and os.Stdout. It must be called once, from main, and the process
// must exit with what it returns: code of the person's may still be running.
func Main(in io.Reader, out io.Writer) int {
	return start(in, out, newInstant)
}

// An engine is the state of the process. These goroutines serve it, all until the process
// ends: serve reads requests (the one that Main was called on); perform runs cells, one after
// another; the outbox writes; two pumps read the person's standard output and error.
// Requests that may call the person's code have a goroutine each, until they are answered.
type engine struct {
	*output
	lane  lane
	names namespace
	refs  refs
	news  *news
	hooks async.Hooks

	memory memory
	left   atomic.Int64 // cells that were given up and still run
	inside *Inside      // the program that the engine is part of; nil in a process of its own

	mu       sync.Mutex // guards what follows
	fg       *cell      // that runs
	waiting  []*cell    // that are to run
	loops    map[string]*async.TaskLoop
	cellLoop *async.TaskLoop // the last that lives for a cell
	lookout  lookout
	more     chan struct{} // buffered: there are cells to run
	over     chan struct{} // closed when no cell is to begin any more; only inside a program
}

func start(in io.Reader, out io.Writer, newLane func(host) (lane, namespace)) int {
	s, err := takeOver(in, out)
	if err != nil {
		// The session shows what an engine that was never ready wrote.
		io.WriteString(os.Stderr, "engine: "+err.Error()+"\n")
		return exitBroken
	}
	ballast = make([]byte, ballastSize)
	symbols.Unregister()
	debug.SetTraceback("single")
	debug.SetMaxStack(stackLimit)
	box := newOutbox(s.out, func(error) { os.Exit(exitBroken) })
	e := newEngine(newOutput(box, s.stdout, s.stderr))
	e.lane, e.names = newLane(e)
	attachLog(e)
	for _, st := range e.streams {
		go e.pump(st)
	}
	go e.outbox.serve(context.Background())
	go e.perform()
	serving.Store(e)
	e.greet()
	e.serve(s.in)
	serving.Store(nil)
	return 0
}

// newEngine makes an engine that lacks its lane.
func newEngine(o *output) *engine {
	e := &engine{
		output: o, loops: make(map[string]*async.TaskLoop), more: make(chan struct{}, 1), over: make(chan struct{}),
	}
	e.news = newNews(e)
	e.hooks = e.news.hooks()
	return e
}

// greet sends the first message.
func (e *engine) greet() {
	e.send(&wire.Message{Ready: &wire.Ready{Version: wire.Version, PID: os.Getpid(), GoVersion: runtime.Version(), Plugins: OpenPlugin != nil}})
	e.flush()
}

// exit ends the process as the person's os.Exit(code).
func (e *engine) exit(code int, at wire.Position) {
	why := &wire.Fatal{Reason: exitReason(code), Code: code, At: &at}
	if e.inside != nil {
		e.leave(why)
	}
	e.die(why)
}

// exitReason says how the person's code ended the process.
func exitReason(code int) string { return fmt.Sprintf("os.Exit(%d)", code) }

// lastWords is how long a dying engine waits for the session to take what it wrote.
const lastWords = 2 * time.Second

// die tells why the process ends, after what the person's code wrote, and ends it.
func (e *engine) die(why *wire.Fatal) {
	serving.Store(nil) // what Leaving does is done here
	time.AfterFunc(lastWords, func() { os.Exit(why.Code) })
	e.mu.Lock() // for ever: nothing starts any more
	if why.At == nil && e.fg != nil {
		why.At = e.fg.where()
	}
	line := encode(&wire.Message{Fatal: why})
	e.outbox.mu.Lock()
	e.drainAll()
	e.settle(e.output.fg)
	e.pushLine(line)
	e.outbox.mu.Unlock()
	e.flush()
	os.Exit(why.Code)
}
