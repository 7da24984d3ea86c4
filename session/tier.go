package session

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// This file has the functions of instant cells compiled while nobody waits, and swapped in. What
// has no compiled form, or was declared anew meanwhile, stays as it is: nothing that is seen
// here is anybody's mistake.

// How long a declaration is left alone before it is compiled: people run several cells at once.
// And how often, and for how many times, an engine is asked again that has not got to it yet.
const (
	tierAfter   = 100 * time.Millisecond
	tierAgain   = 50 * time.Millisecond
	tierPatient = 100
)

// A Compiled tells that functions that a cell declared in the instant lane are compiled ones now.
type Compiled struct {
	Cell   int
	Names  []string      // of the functions
	After  time.Duration // the declaration
	Took   time.Duration // to compile them, or to find that they had been
	Region *Region       // of the cell, nil if it has no document
}

// A tier is the compiling of a session's functions in the background, of one cell after another.
// Its goroutine runs while there are jobs, and ends with the session.
type tier struct {
	s *Session

	mu     sync.Mutex        // guards what follows
	stamps int64             // that were given out
	newest map[string]int64  // stamps of the functions' declarations, by key
	lanes  map[string]string // in which they are, by key; those of the instant lane are not there
	jobs   []*tierJob
	cancel context.CancelFunc // of the job that is being done
	doing  *tierJob
	idle   chan struct{} // closed when the goroutine has ended; nil if there is none
}

// A tierJob is the functions of one cell.
type tierJob struct {
	l     *link
	c     *transform.Checked
	cell  int
	line  func(int) int
	keys  map[string]string // the names of the functions, by key
	stamp int64
	since time.Time
}

func newTier(s *Session) *tier {
	return &tier{s: s, newest: map[string]int64{}, lanes: map[string]string{}}
}

// stamp gives a run its stamp and notes that what it declares is the newest: older declarations
// are not compiled any more.
func (t *tier) stamp(run *wire.Run) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stamps++
	run.Stamp = t.stamps
	for _, d := range run.Defines {
		if d.Kind == "func" {
			t.newest[d.Key] = run.Stamp
			delete(t.lanes, d.Key)
			if run.Lane == laneNative {
				t.lanes[d.Key] = laneNative
			}
		}
	}
	if t.doing != nil && !t.due(t.doing) {
		t.cancel()
	}
}

// due reports whether some function of a job is what its name means. t.mu is held.
func (t *tier) due(j *tierJob) bool {
	for key := range j.keys {
		if t.newest[key] == j.stamp {
			return true
		}
	}
	return false
}

// add has the functions of a cell compiled that was sent to the engine.
func (t *tier) add(x *execution, l *link, c *transform.Checked, run *wire.Run) {
	j := &tierJob{l: l, c: c, cell: run.Cell, keys: map[string]string{}, stamp: run.Stamp, since: time.Now()}
	for _, d := range run.Defines {
		if d.Kind == "func" {
			j.keys[d.Key] = d.Name
		}
	}
	if x.back != nil {
		j.line = x.back.line
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.jobs = append(t.jobs, j)
	if t.idle == nil {
		t.idle = make(chan struct{})
		go t.work() // ends when there are no jobs, or with the session
	}
}

// swapped notes that a job's functions are compiled now.
func (t *tier) swapped(j *tierJob, keys []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, key := range keys {
		if t.newest[key] == j.stamp {
			t.lanes[key] = "instant, compiled since"
		}
	}
}

// lane says in which lane a function is; "" if it is interpreted.
func (t *tier) lane(key string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lanes[key]
}

// ended is told that the engine has ended, and its functions with it.
func (t *tier) ended() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.lanes)
}

// wait returns when nothing is compiled. The session has ended.
func (t *tier) wait() {
	t.mu.Lock()
	idle := t.idle
	t.mu.Unlock()
	if idle != nil {
		<-idle
	}
}

func (t *tier) work() {
	life := t.s.engines.life
	rest := time.NewTimer(tierAfter)
	defer rest.Stop()
	select {
	case <-rest.C:
	case <-life.Done():
	}
	for {
		j, ctx := t.next(life)
		if j == nil {
			return
		}
		if err := t.compile(ctx, j); err != nil {
			t.s.log.Debug("functions stay interpreted", "session", t.s.name, "cell", j.cell, "err", err)
		}
	}
}

// next takes the first job that is still due; nil if there is none.
func (t *tier) next(life context.Context) (*tierJob, context.Context) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cancel != nil {
		t.cancel()
	}
	t.doing = nil
	t.jobs = slices.DeleteFunc(t.jobs, func(j *tierJob) bool { return !t.due(j) || j.l.isDead() })
	if len(t.jobs) == 0 || life.Err() != nil {
		t.jobs = nil
		close(t.idle)
		t.idle, t.cancel = nil, nil
		return nil, nil
	}
	t.doing, t.jobs = t.jobs[0], slices.Clone(t.jobs[1:])
	var ctx context.Context
	ctx, t.cancel = context.WithCancel(life)
	return t.doing, ctx
}

// compile does a job.
func (t *tier) compile(ctx context.Context, j *tierJob) error {
	n := t.s.native
	n.mu.Lock()
	if t.s.engines.current() != j.l {
		n.mu.Unlock()
		return errDead
	}
	made := transform.LowerFunctions(j.c, n.names, j.line)
	n.mu.Unlock()
	if len(made.Problems) > 0 {
		return errors.New(made.Problems[0].Msg)
	}
	start := time.Now()
	file, err := n.compiler.Plugin(Unhurried(ctx), made.ID, made.Source)
	if err != nil {
		return err
	}
	took := time.Since(start)
	swap := &wire.Swap{Cell: j.cell, Stamp: j.stamp, Plugin: file, Compiled: made.ID}
	for range tierPatient {
		m, err := j.l.call(ctx, wire.Request{Op: wire.OpSwap, Swap: swap})
		switch {
		case err != nil:
			return err
		case m.Swapped == nil || len(m.Swapped.Keys) == 0:
			return errors.New("they were declared anew")
		case !m.Swapped.Early:
			t.s.swapped(j, m.Swapped.Keys, took)
			return nil
		}
		select {
		case <-time.After(tierAgain):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return errors.New("the cell does not get to its declarations")
}

// swapped makes known that functions of a cell are compiled ones now.
func (s *Session) swapped(j *tierJob, keys []string, took time.Duration) {
	s.tier.swapped(j, keys)
	done := &Compiled{Cell: s.shownUnder(j.cell), After: time.Since(j.since), Took: took}
	for _, key := range keys {
		done.Names = append(done.Names, j.keys[key])
	}
	slices.Sort(done.Names)
	s.mu.Lock()
	if k := s.cells[done.Cell]; k != nil {
		k.result.Native, k.result.NativeAfter = done.Names, done.After
	}
	s.mu.Unlock()
	done.Region = s.regionOf(done.Cell)
	s.events.publish(Event{Compiled: done})
}

// unhurried marks work that nobody waits for.
type unhurried struct{}

// Unhurried is ctx for a Compiler that is to leave the processor to others.
func Unhurried(ctx context.Context) context.Context { return context.WithValue(ctx, unhurried{}, true) }

// IsUnhurried reports whether ctx is such.
func IsUnhurried(ctx context.Context) bool { return ctx.Value(unhurried{}) != nil }
