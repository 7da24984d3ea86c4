package engine

import (
	"reflect"
	"sync"
	"time"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/display"
	"github.com/goawait/goawait/session/engine/wire"
)

// worthTelling is how long a task has to live to be worth a message. Thousands that come and go
// are no news.
const worthTelling = 10 * time.Millisecond

// A news tells the session what becomes of tasks.
type news struct {
	e *engine

	mu    sync.Mutex // guards what follows
	fresh map[*async.AnyTask]bool
	told  map[*async.AnyTask]bool // as spawned, and not yet as ended
	timer *time.Timer             // runs while fresh is not empty

	values   map[*async.AnyTask][]*cell // whose value a task is that has not ended
	settling map[*cell]chan struct{}    // whose value is being told of; closed when it has been
}

func newNews(e *engine) *news {
	return &news{e: e, fresh: make(map[*async.AnyTask]bool), told: make(map[*async.AnyTask]bool), values: make(map[*async.AnyTask][]*cell), settling: make(map[*cell]chan struct{})}
}

// stop ends what is under way.
func (n *news) stop() {
	n.mu.Lock()
	defer n.mu.Unlock()
	clear(n.fresh)
	if n.timer != nil {
		n.timer.Stop()
	}
}

func (n *news) hooks() async.Hooks {
	return async.Hooks{Spawned: n.spawned, Ended: n.ended, Failed: n.failed, Panicked: n.panicked, Blocking: n.blocking, Dropped: n.dropped}
}

func (n *news) spawned(t *async.AnyTask) {
	if t.Pos().Cell == 0 {
		noteSpawn()
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fresh[t] = true
	if len(n.fresh) == 1 {
		if n.timer == nil {
			n.timer = time.AfterFunc(worthTelling, n.flush)
		} else {
			n.timer.Reset(worthTelling)
		}
	}
}

// flush tells of the tasks that were spawned and have not ended.
func (n *news) flush() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for t := range n.fresh {
		n.told[t] = true
		n.send("spawned", t, nil)
	}
	clear(n.fresh)
}

func (n *news) ended(t *async.AnyTask) {
	n.mu.Lock()
	told := n.told[t]
	delete(n.fresh, t)
	delete(n.told, t)
	n.mu.Unlock()
	n.e.taskEnded(t.Scope().Cell)
	if told {
		n.send("done", t, nil)
	}
	n.settle(t)
}

// taskOf is the task that a value is, if it has not ended; else nil.
func taskOf(v reflect.Value) *async.AnyTask {
	if v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() || v.Kind() != reflect.Pointer || v.IsNil() || !v.CanInterface() {
		return nil
	}
	t, ok := v.Interface().(interface {
		ID() int64
		Outcome() (any, error)
	})
	if !ok {
		return nil
	}
	return async.TaskByID(t.ID())
}

// watch has the session told how a task ends that is the value of a cell.
func (n *news) watch(t *async.AnyTask, c *cell) {
	n.mu.Lock()
	n.values[t] = append(n.values[t], c)
	n.mu.Unlock()
	if t.State() != async.Pending {
		n.settle(t)
	}
}

// settle tells what became of a task that is a value, once.
func (n *news) settle(t *async.AnyTask) {
	n.mu.Lock()
	cells := n.values[t]
	delete(n.values, t)
	told := make(chan struct{})
	for _, c := range cells {
		n.settling[c] = told
	}
	n.mu.Unlock()
	if len(cells) == 0 {
		return
	}
	go func() { // ends when the value is shown, which calls the person's methods
		m := &wire.TaskNews{What: "value", Task: describe(t)}
		for _, c := range cells {
			m.Cells = append(m.Cells, c.Cell)
		}
		v, err := t.Outcome()
		if err != nil {
			m.Error, m.Trace = display.ErrorText(err), trace(t.Trace())
		} else {
			shown := n.e.refs.show("", reflect.ValueOf(v), awaitedType(cells[0].Type))
			shown.Nil = shown.Nil || v == struct{}{} // of a function without results
			m.Value = &shown
		}
		n.e.send(&wire.Message{Task: m})
		close(told)
		n.mu.Lock()
		defer n.mu.Unlock()
		for _, c := range cells {
			delete(n.settling, c)
		}
	}()
}

// showFor is how long the reply to a cell waits for what its value has become.
const showFor = time.Second

// settled returns when it was told what became of the task that is the value of c, if that has
// ended.
func (n *news) settled(c *cell) {
	if c.shown == nil || c.shown.Task == 0 {
		return
	}
	n.mu.Lock()
	told := n.settling[c]
	n.mu.Unlock()
	if told != nil {
		select {
		case <-told:
		case <-time.After(showFor):
		}
	}
}

// awaitedType is T of a *async.Task[T]; nil if that is not known.
func awaitedType(t *wire.Type) *wire.Type {
	if t == nil || t.Elem == nil {
		return nil
	}
	return t.Elem.Elem
}

// blocking tells of a task that keeps its loop from the others.
func (n *news) blocking(t *async.AnyTask, d time.Duration) {
	m := &wire.TaskNews{What: "blocking", Task: describe(t)}
	m.Task.SinceMs = float64(d) / float64(time.Millisecond)
	if at := m.Task.At; at != nil {
		m.Trace = []wire.Position{*at}
	}
	n.e.send(&wire.Message{Task: m})
}

// dropped tells of a coroutine that nobody awaited.
func (n *news) dropped(s *async.Scope, name string, at async.Position) {
	n.e.send(&wire.Message{Task: &wire.TaskNews{
		What: "dropped", Task: wire.Task{Name: name, Cell: s.Cell}, Trace: trace([]async.Position{at}),
	}})
}

func (n *news) failed(t *async.AnyTask, err error) { n.send("failed", t, err) }

func (n *news) panicked(s *async.Scope, err *async.PanicError) {
	n.e.send(&wire.Message{Task: &wire.TaskNews{
		What: "panicked", Task: wire.Task{Name: "go", Cell: s.Cell, State: async.Failed.String()},
		Error: display.ErrorText(err), Trace: trace(err.Trace),
	}})
}

func (n *news) send(what string, t *async.AnyTask, err error) {
	m := &wire.TaskNews{What: what, Task: describe(t)}
	if err != nil {
		m.Error, m.Trace = display.ErrorText(err), trace(t.Trace())
	}
	n.e.send(&wire.Message{Task: m})
}

func describe(t *async.AnyTask) wire.Task {
	w := wire.Task{
		ID: t.ID(), Name: t.Name(), Cell: t.Scope().Cell, State: t.State().String(), Parent: t.Parent(),
		Waiting: t.Waiting(), SinceMs: float64(t.Since()) / float64(time.Millisecond),
	}
	if other := t.Awaits(); other != nil {
		w.Awaits = other.ID()
	}
	for _, p := range t.Stack() {
		if p.Cell != 0 { // not what libraries do
			w.Stack = append(w.Stack, wire.Position{Cell: p.Cell, Line: p.Line, Func: p.Func})
		}
	}
	if cell, line, ok := runningLine(t); ok && w.Waiting == "" && len(w.Stack) > 0 {
		w.Stack[0].Cell, w.Stack[0].Line = cell, line
	}
	if w.At = position(t.Pos()); w.At != nil && len(w.Stack) > 0 {
		w.At = &w.Stack[0]
	}
	return w
}

func describeAll(tasks []*async.AnyTask) []wire.Task {
	all := make([]wire.Task, len(tasks))
	for i, t := range tasks {
		all[i] = describe(t)
	}
	return all
}

func trace(from []async.Position) []wire.Position {
	to := make([]wire.Position, len(from))
	for i, p := range from {
		to[i] = wire.Position{Cell: p.Cell, Line: p.Line, Func: p.Func}
	}
	return to
}
