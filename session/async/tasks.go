package async

import (
	"fmt"
	"strings"
	"sync"
)

// registry is the list of the tasks that have not ended, the oldest first.
type registry struct {
	mu         sync.Mutex // guards all, and the links of the tasks in it
	head, tail *AnyTask
	n          int
}

var live registry

func (r *registry) add(t *AnyTask) {
	r.mu.Lock()
	if r.tail == nil {
		r.head = t
	} else {
		r.tail.next, t.prev = t, r.tail
	}
	r.tail = t
	r.n++
	r.mu.Unlock()
}

func (r *registry) remove(t *AnyTask) {
	r.mu.Lock()
	if t.prev == nil {
		r.head = t.next
	} else {
		t.prev.next = t.next
	}
	if t.next == nil {
		r.tail = t.prev
	} else {
		t.next.prev = t.prev
	}
	t.prev, t.next = nil, nil
	r.n--
	r.mu.Unlock()
}

func (r *registry) snapshot() []*AnyTask {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make([]*AnyTask, 0, r.n)
	for t := r.head; t != nil; t = t.next {
		all = append(all, t)
	}
	return all
}

// Tasks returns the tasks that were spawned and have not ended, the oldest first.
func Tasks() []*AnyTask { return live.snapshot() }

// CurrentTask returns the task that the caller runs in, the cell's own one included; nil
// outside every task.
func CurrentTask() *AnyTask { return Current().Task() }

// TaskByID returns the task with that ID if it has not ended.
func TaskByID(id int64) *AnyTask {
	for _, t := range live.snapshot() {
		if t.id == id {
			return t
		}
	}
	return nil
}

// ID returns the task's number, which no other task of the process has; 0 for the task of a
// cell itself.
func (t *AnyTask) ID() int64 { return t.id }

// Name returns the name of the task's coroutine.
func (t *AnyTask) Name() string { return t.body.self().name }

// Scope returns the scope that spawned the task.
func (t *AnyTask) Scope() *Scope { return t.scope }

// State returns the task's state.
func (t *AnyTask) State() State { return State(t.state.Load()) }

// Err returns the error that the task ended with; nil while it is pending.
func (t *AnyTask) Err() error {
	_, _, err := t.result()
	return err
}

// Trace returns how the task's error came about, the innermost position first. An error that
// was returned, and not raised, has come from where the task was at its end.
func (t *AnyTask) Trace() []Position {
	_, trace, err := t.result()
	if p := t.Pos(); err != nil && len(trace) == 0 && p.Cell != 0 {
		p.Func = t.Name()
		return []Position{p}
	}
	return trace
}

// Strand returns the strand of the task's own goroutine.
func (t *AnyTask) Strand() *Strand { return &t.strand }

// Pos returns where the task is: where its body begins before it started.
func (t *AnyTask) Pos() Position { return t.strand.Pos() }

// String is the task as people see it: <Task pending coro=repeat() running at cell 1, line 2>.
func (t *AnyTask) String() string {
	state, _, err := t.result()
	var b strings.Builder
	fmt.Fprintf(&b, "<Task %s coro=%s()", state, t.Name())
	switch state {
	case Pending:
		b.WriteString(" running")
		b.WriteString(atPlace(t.Pos()))
	case Done:
		if text := valueText(t.value()); text != "" {
			fmt.Fprintf(&b, " result=%s", text)
		}
	case Failed:
		fmt.Fprintf(&b, " error=%s", shorten(panicText(err)))
	}
	b.WriteByte('>')
	return b.String()
}

// String is the coroutine as people see it: <Coroutine f() created at cell 3, line 1>.
func (c *Coroutine[T]) String() string {
	what := "created"
	if c.Started() {
		what = "awaited, created"
	}
	return fmt.Sprintf("<Coroutine %s() %s%s>", c.name, what, atPlace(unpackPos(c.origin)))
}

// atPlace is a position at the end of a phrase. The name of what is no cell is not known here.
func atPlace(p Position) string {
	switch {
	case p.Cell > 0:
		return fmt.Sprintf(" at cell %d, line %d", p.Cell, p.Line)
	case p.Cell < 0:
		return fmt.Sprintf(" at line %d", p.Line)
	}
	return ""
}

// valueText is a short text of a task's value; empty for none.
func valueText(v any) (text string) {
	defer func() {
		if recover() != nil { // the value's own String panics
			text = fmt.Sprintf("%T", v)
		}
	}()
	switch v := v.(type) {
	case nil, struct{}:
		return ""
	case string:
		return shorten(fmt.Sprintf("%q", v))
	}
	return shorten(fmt.Sprintf("%v", v))
}

func shorten(s string) string {
	const limit = 80
	for i := range s {
		if i > limit {
			return s[:i] + "…"
		}
	}
	return s
}

// Outcome returns the value and the error of a task that has ended, and nothing before. Unlike
// Await it does not count as somebody having taken notice of the error.
func (t *AnyTask) Outcome() (any, error) {
	state, _, err := t.result()
	if state == Pending {
		return nil, nil
	}
	return t.value(), err
}
