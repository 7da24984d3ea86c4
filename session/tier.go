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

// This file has the functions of instant cells, and the loops that take long, compiled while
// nobody waits, and swapped in. What has no compiled form, or was declared anew meanwhile, stays as it is: nothing that is seen
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

	mu     sync.Mutex         // guards what follows
	stamps int64              // that were given out
	newest map[string]int64   // stamps of the functions' declarations, by key
	lanes  map[string]string  // in which they are, by key; those of the instant lane are not there
	runs   map[int64]*tierJob // those that have not ended and whose loops look for compiled code, by stamp
	jobs   []*tierJob
	cancel context.CancelFunc // of the job that is being done
	doing  *tierJob
	idle   chan struct{} // closed when the goroutine has ended; nil if there is none
}

// A tierJob is the functions and loops of one cell.
type tierJob struct {
	l     *link
	c     *transform.Checked
	cell  int
	line  func(int) int
	keys  map[string]string // the names of the functions, by key
	loops bool              // the cell has loops that look for compiled code
	added bool              // it is to be done, or was
	stamp int64
	since time.Time
}

func newTier(s *Session) *tier {
	return &tier{s: s, newest: map[string]int64{}, lanes: map[string]string{}, runs: map[int64]*tierJob{}}
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

// due reports whether some function of a job is what its name means, or a loop may run. t.mu is
// held.
func (t *tier) due(j *tierJob) bool {
	if t.runs[j.stamp] != nil {
		return true
	}
	for key := range j.keys {
		if t.newest[key] == j.stamp {
			return true
		}
	}
	return false
}

// begin is told of a cell that is about to be sent to the engine. If it declares functions they are
// compiled once sent was called; its loops are if the engine finds that they take long before ended is.
func (t *tier) begin(x *execution, l *link, c *transform.Checked, run *wire.Run) (sent, ended func()) {
	j := &tierJob{l: l, c: c, cell: run.Cell, loops: run.Handover, keys: map[string]string{}, stamp: run.Stamp, since: time.Now()}
	for _, n := range c.Defines {
		if n.Kind == transform.KindFunc {
			j.keys[n.Key] = n.Name
		}
	}
	if x.back != nil {
		j.line = x.back.line
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if j.loops {
		t.runs[j.stamp] = j
	}
	sent = func() {
		if declaresFunctions(c) {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.add(j)
		}
	}
	return sent, func() { t.over(j) }
}

// declaresFunctions reports whether a cell declares functions that are not async.
func declaresFunctions(c *transform.Checked) bool {
	return slices.ContainsFunc(c.Defines, func(n *transform.Name) bool { return n.Kind == transform.KindFunc && !n.Async })
}

// over notes that the run of a job has ended.
func (t *tier) over(j *tierJob) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.runs, j.stamp)
	if t.doing != nil && !t.due(t.doing) {
		t.cancel()
	}
}

// isHot is told that a loop of the run with that stamp takes long.
func (t *tier) isHot(stamp int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if j := t.runs[stamp]; j != nil {
		t.add(j)
	}
}

// add has a job done, once. t.mu is held.
func (t *tier) add(j *tierJob) {
	if j.added {
		return
	}
	j.added = true
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
			t.s.log.Debug("functions and loops stay interpreted", "session", t.s.name, "cell", j.cell, "err", err)
			if j.loops { // which need not look any more
				_, _ = j.l.call(ctx, wire.Request{Op: wire.OpSwap, Swap: &wire.Swap{Cell: j.cell, Stamp: j.stamp}})
			}
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

// plugin compiles what is lowered for a job, and gives the plugin's file and the ID of what it brings.
func (t *tier) plugin(ctx context.Context, j *tierJob, loops bool) (file, id string, err error) {
	n := t.s.native
	n.mu.Lock()
	if t.s.engines.current() != j.l {
		n.mu.Unlock()
		return "", "", errDead
	}
	made := transform.LowerFunctions(j.c, n.names, j.line, loops)
	n.mu.Unlock()
	if len(made.Problems) > 0 {
		return "", "", errors.New(made.Problems[0].Msg)
	}
	file, err = n.compiler.Plugin(Unhurried(ctx), j.l.proc.engine, made.ID, made.Source)
	return file, made.ID, err
}

// compile does a job.
func (t *tier) compile(ctx context.Context, j *tierJob) error {
	start := time.Now()
	file, id, err := t.plugin(ctx, j, j.loops)
	var fault *CompileFault
	if errors.As(err, &fault) && j.loops && declaresFunctions(j.c) {
		t.s.log.Warn("compiling loops", "session", t.s.name, "cell", j.cell, "err", err)
		file, id, err = t.plugin(ctx, j, false)
	}
	if err != nil {
		return err
	}
	took := time.Since(start)
	swap := &wire.Swap{Cell: j.cell, Stamp: j.stamp, Plugin: file, Compiled: id}
	for range tierPatient {
		m, err := j.l.call(ctx, wire.Request{Op: wire.OpSwap, Swap: swap})
		switch {
		case err != nil:
			return err
		case m.Swapped == nil || len(m.Swapped.Keys) == 0 && !m.Swapped.Loops:
			return errors.New("they were declared anew")
		case !m.Swapped.Early:
			if len(m.Swapped.Keys) > 0 {
				t.s.swapped(j, m.Swapped.Keys, took)
			}
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
