package async

import (
	"context"
	"reflect"
	"sync"
)

// Gather returns a coroutine that awaits all of aws at once and gives their values in order.
// Coroutines become tasks of its own. The first error cancels those, and is Gather's error
// once they have ended; tasks that were running already go on. Cancelling Gather cancels
// its own tasks and does not wait for them.
func Gather[T any](aws ...Awaitable[T]) *Coroutine[[]T] {
	return New("Gather", func(ctx context.Context) ([]T, error) {
		g := newGroup(len(aws))
		for _, a := range aws {
			g.add(memberOf(a))
		}
		if err := g.wait(ctx); err != nil {
			return nil, err
		}
		values := make([]T, len(aws))
		for i := range values {
			values[i] = valueOf[T](g, i)
		}
		return values, nil
	})
}

// Gather2 is Gather for two values of different types.
func Gather2[A, B any](a Awaitable[A], b Awaitable[B]) *Coroutine[Results2[A, B]] {
	return New("Gather", func(ctx context.Context) (Results2[A, B], error) {
		g := newGroup(2)
		g.add(memberOf(a))
		g.add(memberOf(b))
		if err := g.wait(ctx); err != nil {
			return Results2[A, B]{}, err
		}
		return Results2[A, B]{valueOf[A](g, 0), valueOf[B](g, 1)}, nil
	})
}

// Gather3 is Gather for three values of different types.
func Gather3[A, B, C any](a Awaitable[A], b Awaitable[B], c Awaitable[C]) *Coroutine[Results3[A, B, C]] {
	return New("Gather", func(ctx context.Context) (Results3[A, B, C], error) {
		g := newGroup(3)
		g.add(memberOf(a))
		g.add(memberOf(b))
		g.add(memberOf(c))
		if err := g.wait(ctx); err != nil {
			return Results3[A, B, C]{}, err
		}
		return Results3[A, B, C]{valueOf[A](g, 0), valueOf[B](g, 1), valueOf[C](g, 2)}, nil
	})
}

// GatherAny is Gather for lowered code. Its value has the type of slice, a slice type whose
// elements the values of aws are assigned to; it is []any if slice is nil.
func GatherAny(slice any, aws ...any) *Coroutine[any] {
	typ := reflect.TypeFor[[]any]()
	if slice != nil {
		typ = reflect.TypeOf(slice)
	}
	return New("Gather", func(ctx context.Context) (any, error) {
		members := make([]member, len(aws))
		for i, a := range aws {
			m, err := memberOfAny(a)
			if err != nil {
				return nil, err
			}
			members[i] = m
		}
		g := newGroup(len(aws))
		for _, m := range members {
			g.add(m)
		}
		if err := g.wait(ctx); err != nil {
			return nil, err
		}
		values := reflect.MakeSlice(typ, len(aws), len(aws))
		for i, t := range g.tasks {
			if v := t.value(); v != nil {
				values.Index(i).Set(reflect.ValueOf(v))
			}
		}
		return values.Interface(), nil
	})
}

// A member is what a group can wait for: a coroutine, which becomes a task, or a task.
type member interface {
	// join returns the task to wait for, and whether it was started for that, as one of the owner's.
	join(*Scope, owner) (t *AnyTask, own bool)
}

func (c *Coroutine[T]) join(s *Scope, o owner) (*AnyTask, bool) {
	return &spawnOn(s, c, o).AnyTask, true
}

func (t *Task[T]) join(*Scope, owner) (*AnyTask, bool) { return &t.AnyTask, false }

func memberOf[T any](a Awaitable[T]) member {
	if m, ok := a.(member); ok {
		return m
	}
	return New(nameOf(a), func(ctx context.Context) (T, error) {
		return call(ctx, nameOf(a), a.Await)
	})
}

func valueOf[T any](g *group, i int) T { return typed[T](g.tasks[i]).val }

// A group is several tasks that are awaited at once.
type group struct {
	scope *Scope
	tasks []*AnyTask
	race  bool // the first that ends decides

	mu     sync.Mutex // guards what follows
	own    []*AnyTask // to be cancelled with the group
	left   int        // tasks that have not ended
	owned  int        // of left, those of the group's own
	err    error      // the first
	winner *AnyTask   // of a race
	trace  []Position
	waiter *waiter
}

func newGroup(size int) *group {
	return &group{scope: Current().Scope(), tasks: make([]*AnyTask, 0, size)}
}

// add starts the member if it has not been, unless the group has failed.
func (g *group) add(m member) {
	t, own := m.join(g.scope, (*ownMembers)(g))
	if own {
		return
	}
	g.mu.Lock()
	g.tasks = append(g.tasks, t)
	g.left++
	g.mu.Unlock()
	if !t.watch((*guests)(g)) {
		g.ended(t, false)
	}
}

// ownMembers is a group as the watcher of the tasks that belong to it, and guests as that of
// the others.
type (
	ownMembers group
	guests     group
)

func (g *ownMembers) taskEnded(t *AnyTask) { (*group)(g).ended(t, true) }

func (g *guests) taskEnded(t *AnyTask) { (*group)(g).ended(t, false) }

func (g *ownMembers) adopt(t *AnyTask) (cancel bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.tasks = append(g.tasks, t)
	if g.own == nil {
		g.own = make([]*AnyTask, 0, cap(g.tasks))
	}
	g.own = append(g.own, t)
	g.left++
	g.owned++
	return (*group)(g).decided()
}

func (g *group) ended(t *AnyTask, own bool) {
	_, trace, err := t.result()
	g.mu.Lock()
	g.left--
	if own {
		g.owned--
	}
	var rest []*AnyTask
	if (err != nil || g.race) && !g.decided() {
		g.err, g.trace, g.winner, rest = err, trace, t, g.own
	}
	var w *waiter
	if g.settled() {
		w = g.waiter
	}
	g.mu.Unlock()
	for _, r := range rest {
		if r != t {
			r.Cancel()
		}
	}
	if w != nil {
		w.fire()
	}
}

// settled reports whether there is nothing more to wait for. g.mu is held.
func (g *group) settled() bool { return g.left == 0 || g.decided() && g.owned == 0 }

// decided reports whether the members that still run do not matter any more. g.mu is held.
func (g *group) decided() bool { return g.winner != nil }

// wait waits until all have ended, or one has failed and the group's own have ended.
func (g *group) wait(ctx context.Context) error {
	why := reason{kind: waitGather, n: int64(len(g.tasks))}
	if g.race {
		why.kind = waitRace
	}
	w, err := beginWait(ctx, why)
	if err == nil {
		g.mu.Lock()
		g.waiter = w
		settled := g.settled()
		g.mu.Unlock()
		if settled {
			w.fire()
		}
		w.park()
		err = w.end()
	}
	g.mu.Lock()
	settled, first, trace, own := g.settled(), g.err, g.trace, g.own
	g.own = nil
	g.mu.Unlock()
	switch {
	case settled && first != nil:
		Current().carry(first, trace)
		return first
	case settled:
		return nil
	}
	for _, t := range own {
		t.Cancel()
	}
	for _, t := range g.tasks {
		t.unwatch((*ownMembers)(g))
		t.unwatch((*guests)(g))
	}
	return err
}
