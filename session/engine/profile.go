package engine

import (
	"bytes"
	"runtime/pprof"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/cellrt"
	"github.com/goawait/goawait/session/engine/wire"
)

// A profiler watches the functions of cells while a cell is profiled: how often each was
// called and from where, how long it took, and how long it waited at which await. The samples
// of the runtime's own profiler get, as a label, the number of the call path that they fell
// into. It counts what happens on any goroutine until it is stopped.
type profiler struct {
	began time.Time
	cpu   bytes.Buffer
	fault string // why there is no profile of the processor

	mu    sync.Mutex // guards the tree and its figures
	paths []*path    // by number, less 1
	roots map[pathKey]*path
}

// A path is a function as it is called along one way.
type path struct {
	number int64
	pathKey
	parent   *path
	children map[pathKey]*path

	calls          int64
	own, cum, wait time.Duration
	waits          map[waitKey]*waitSum
}

// A pathKey tells the children of a path apart.
type pathKey struct {
	cell, line int // where the function begins
	name       string
	from       int // line of the caller at the call; 0 if there is none
	compiled   bool
}

type waitKey struct {
	line int
	what string
}

type waitSum struct {
	count int64
	time  time.Duration
}

// A call is a function that runs while it is profiled. It belongs to its goroutine.
type call struct {
	p           *profiler
	path        *path
	frame       *frame
	mark        *async.Mark
	caller      *call // on the same goroutine; nil for none
	began       time.Time
	inner, wait time.Duration // of what it called, and what it waited
}

// profiling is the profiler at work, nil while there is none.
var profiling atomic.Pointer[profiler]

func startProfiler() *profiler {
	p := &profiler{roots: map[pathKey]*path{}, began: time.Now()}
	if err := pprof.StartCPUProfile(&p.cpu); err != nil {
		p.fault = err.Error()
	}
	profiling.Store(p)
	cellrt.Watch(p)
	return p
}

// stop ends the profile and gives what it found.
func (p *profiler) stop() *wire.Profile {
	profiling.Store(nil)
	cellrt.Watch(nil)
	if p.fault == "" {
		pprof.StopCPUProfile()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	out := &wire.Profile{CPU: p.cpu.Bytes(), Problem: p.fault, WallNs: time.Since(p.began).Nanoseconds(), Compiled: cellrt.Numbers()}
	for _, n := range p.paths {
		c := wire.ProfilePath{
			Number: n.number, Cell: n.cell, Line: n.line, Func: n.name, From: n.from, Compiled: n.compiled,
			Calls: n.calls, OwnNs: int64(n.own), CumNs: int64(n.cum), WaitNs: int64(n.wait),
		}
		if n.parent != nil {
			c.Parent = n.parent.number
		}
		for k, w := range n.waits {
			c.Waits = append(c.Waits, wire.ProfileWait{Line: k.line, What: k.what, Count: w.count, Ns: int64(w.time)})
		}
		slices.SortFunc(c.Waits, func(a, b wire.ProfileWait) int { return a.Line - b.Line })
		out.Paths = append(out.Paths, c)
	}
	return out
}

// enter is called as an interpreted function begins. It returns nil if that cannot be followed.
func (p *profiler) enter(f *frame) *call {
	return p.enterAt(f, pathKey{cell: f.fn.rt.no, line: f.fn.line, name: f.fn.name})
}

// Enter is called as the body of a compiled coroutine begins, see [cellrt.Watcher].
func (p *profiler) Enter(cell, line int, name string) (leave func()) {
	return p.enterAt(&frame{line: line}, pathKey{cell: cell, line: line, name: name, compiled: true}).leave
}

func (p *profiler) enterAt(f *frame, key pathKey) *call {
	var parent *path
	var caller *call
	if top := async.TopMark(); top != nil {
		if c, ok := top.Of.(*call); ok && c.p == p {
			parent = c.path
			if top.Own() {
				caller, key.from = c, c.frame.line
			}
		}
	}
	c := &call{p: p, path: p.path(parent, key), frame: f, caller: caller, began: time.Now()}
	if c.mark = async.PushMark(c.path.number, c); c.mark == nil {
		return nil
	}
	return c
}

// path finds a function as it is called along one way, and counts the call.
func (p *profiler) path(parent *path, key pathKey) *path {
	p.mu.Lock()
	defer p.mu.Unlock()
	among := p.roots
	if parent != nil {
		if parent.children == nil {
			parent.children = map[pathKey]*path{}
		}
		among = parent.children
	}
	n := among[key]
	if n == nil {
		n = &path{number: int64(len(p.paths) + 1), pathKey: key, parent: parent}
		among[key] = n
		p.paths = append(p.paths, n)
	}
	n.calls++
	return n
}

// leave is called as the function ends, in whatever way.
func (c *call) leave() {
	if c == nil {
		return
	}
	c.mark.Pop()
	took := time.Since(c.began)
	if c.caller != nil {
		c.caller.inner += took
	}
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	c.path.cum += took
	c.path.own += max(took-c.inner-c.wait, 0)
	c.path.wait += c.wait
}

// A pause is an await under way, in a function that is profiled.
type pause struct {
	c     *call
	line  int
	began time.Time
	inner time.Duration
	wait  time.Duration
}

// beginWait is called before the current function awaits. It returns nil if nobody profiles it.
func beginWait() *pause {
	if profiling.Load() == nil {
		return nil
	}
	top := async.TopMark()
	if top == nil || !top.Own() {
		return nil
	}
	c, ok := top.Of.(*call)
	if !ok {
		return nil
	}
	return &pause{c: c, line: c.frame.line, began: time.Now(), inner: c.inner, wait: c.wait}
}

// at says at which line the pause is, and returns it.
func (w *pause) at(line int) *pause {
	if w != nil {
		w.line = line
	}
	return w
}

// Wait is called before a compiled coroutine awaits, see [cellrt.Watcher].
func (p *profiler) Wait(line int) (ended func(what string)) {
	w := beginWait()
	if w == nil || !w.c.path.compiled {
		return nil
	}
	w.c.frame.line = line // where it calls what it awaits
	return w.at(line).end
}

// Beside is follow, see [cellrt.Watcher].
func (p *profiler) Beside() func() (done func()) { return follow() }

// end is called once the await, of which people say what, is over. What was run in its course on
// the same goroutine, as the body of a coroutine, is no waiting.
func (w *pause) end(what string) {
	if w == nil {
		return
	}
	c := w.c
	waited := time.Since(w.began) - (c.inner - w.inner) - (c.wait - w.wait)
	if waited < 0 {
		return
	}
	c.wait += waited
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	if c.path.waits == nil {
		c.path.waits = map[waitKey]*waitSum{}
	}
	key := waitKey{w.line, what}
	sum := c.path.waits[key]
	if sum == nil {
		sum = new(waitSum)
		c.path.waits[key] = sum
	}
	sum.count++
	sum.time += waited
}

// follow has what the returned function surrounds count as called from where the current
// goroutine is now, on another goroutine.
func follow() func() (done func()) {
	none := func() func() { return func() {} }
	if profiling.Load() == nil {
		return none
	}
	top := async.TopMark()
	if top == nil {
		return none
	}
	c, ok := top.Of.(*call)
	if !ok {
		return none
	}
	return func() func() {
		beside := *c
		beside.caller = nil
		return async.PushMark(c.path.number, &beside).Pop
	}
}
