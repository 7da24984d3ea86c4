package session

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// Run runs a cell when its turn in the queue has come, and returns what it did. The error is
// for what could not be attempted: the session was terminated, no engine can be started, or
// ctx ended while the cell waited. Once it runs, the end of ctx interrupts it.
func (s *Session) Run(ctx context.Context, r RunRequest) (*Result, error) {
	if res := s.peek(ctx, r); res != nil {
		if r.Queued != nil {
			r.Queued()
		}
		return res, nil
	}
	if _, busy := s.queue.busy(); busy && r.Silent && r.Context == "hover" {
		return nil, ErrBusy
	}
	t, err := s.queue.join(ctx, false)
	if err != nil {
		return nil, err
	}
	if !r.Silent {
		r.run = s.newRun()
	}
	err = s.awaitTurn(ctx, t, r)
	r.Region = s.unqueue(r)
	if err != nil {
		return s.notBegun(r, err)
	}
	defer func() {
		s.queue.leave(t)
		s.publishStatus()
	}()
	if err := s.prepare(t); err != nil {
		return nil, err
	}
	return s.runCell(t, r, 0)
}

// awaitTurn waits for the turn of r, and tells that it waits if it has to.
func (s *Session) awaitTurn(ctx context.Context, t *turn, r RunRequest) error {
	if r.Queued != nil {
		r.Queued()
	}
	if !r.Silent && !t.begun() {
		s.queueUp(r)
	}
	return s.queue.wait(ctx, t)
}

// notBegun is what becomes of a cell whose turn did not come. Everybody is told, since
// everybody may have seen it wait.
func (s *Session) notBegun(r RunRequest, err error) (*Result, error) {
	res := &Result{
		Run: r.run, Source: r.Source, State: wire.Interrupted, Text: "interrupted: " + err.Error(), Region: r.Region,
		When: time.Now(), Conn: r.Conn,
	}
	if !r.Silent {
		told := *res
		s.events.publish(Event{Result: &told})
	}
	if errors.Is(err, errGivenUp) || errors.Is(err, errRestarted) {
		return res, nil
	}
	return nil, err
}

// newRun numbers a run.
func (s *Session) newRun() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs++
	return s.runs
}

// An execution is one cell on its way through check, lowering and engine.
type execution struct {
	s      *Session
	turn   *turn
	req    RunRequest
	cell   int               // its number; 0 for a silent one
	part   int               // of what it runs now on the cell's behalf; 0 for the cell's own text
	notes  []transform.Error // warnings and hints of what was checked
	keep   bool              // the value of the stretch that runs is the cell's
	files  int               // how deep in files that %run runs
	result *Result

	lane         string        // that a magic asks for; "" is the setting's
	compile      bool          // the instant lane gave it back
	faulted      *outcome      // with which it gave it back because of a fault of ours; nil if of none
	compiling    time.Duration // how long that took
	ranLane      string        // the lane of the last stretch
	entered      bool          // some of it got to the engine
	effects      string        // what it did beyond the session
	generated    bool          // what it carries out stands for a magic; await is valid in it
	isInputs     bool          // it makes the variable In
	written      []byte        // what is carried out, as the person wrote it
	back         *textMap      // to it from what transformers made of it; nil if they left it
	profile      *profiling    // of the code that %prun profiles; else nil
	timing       *measuring    // of the code that %timeit measures; else nil
	user, system time.Duration // processor time that its stretches took in the engine
}

func newExecution(s *Session, t *turn, r RunRequest) *execution {
	return &execution{s: s, turn: t, req: r, result: &Result{
		Run: r.run, Source: r.Source, Region: r.Region, When: time.Now(), Conn: r.Conn,
	}}
}

// runCell runs a cell in its turn, under the next number or, in a replay, under its old one.
func (s *Session) runCell(t *turn, r RunRequest, number int) (*Result, error) {
	if number == 0 && !r.Silent {
		r = s.docs.whole(r)
	} else if number != 0 {
		r.run = s.newRun()
	}
	x := newExecution(s, t, r)
	var settings Settings
	if !r.Silent {
		x.cell, settings = s.begin(x.result, number)
		s.queue.number(t, x.cell)
		if began := s.running(x.cell); began != nil {
			s.stage(began)
		}
		s.publishStatus()
	}
	out, err := x.guarded()
	if err != nil {
		s.abandon(x, err)
		return nil, err
	}
	x.fill(out)
	if !r.Silent {
		return s.finish(x, settings, number != 0), nil
	}
	return x.result, nil
}

// begin numbers a cell and makes it known, so that its output has a place.
func (s *Session) begin(res *Result, number int) (cell int, at Settings) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if number == 0 {
		s.last++
		number = s.last
	}
	res.Cell = number
	if s.cells[number] == nil {
		s.recent = append(s.recent, number)
	}
	s.cells[number] = &kept{result: *res}
	if len(s.recent) > keepCells {
		delete(s.cells, s.recent[0])
		s.recent = s.recent[1:]
	}
	s.docs.begin(number, res.Region, res.Source)
	return number, s.settings
}

// finish keeps the result of a cell, writes it down and reports it.
// A replay changes nothing of the history.
func (s *Session) finish(x *execution, at Settings, replay bool) *Result {
	res := x.result
	entry := &Entry{
		Cell: res.Cell, Source: res.Source, State: res.State, When: res.When, Duration: res.Duration,
		Autoawait: at.Autoawait, Runner: at.Runner, Scope: at.LoopScope, Lane: at.Lane,
	}
	if r := res.Region; r != nil {
		entry.Path, entry.Line, entry.Col = r.Path, r.Line, r.Col
	}
	s.mu.Lock()
	if !replay {
		s.history.add(entry)
	}
	if k := s.cells[res.Cell]; k != nil {
		res.Native, res.NativeAfter = k.result.Native, k.result.NativeAfter // while it ran
		k.result, k.done = *res, true
		if k.settled != nil {
			s.settleLocked(k, k.settled)
		}
	}
	s.mu.Unlock()
	if !replay {
		s.note(record{Entry: entry})
	}
	s.ranIn(x, entry)
	out := s.resultOf(res.Cell)
	if out == nil {
		out = res
	}
	s.events.publish(Event{Result: out})
	return out
}

// abandon forgets a cell that could not be attempted because of err.
func (s *Session) abandon(x *execution, err error) {
	s.mu.Lock()
	delete(s.cells, x.cell)
	s.docs.drop(x.cell)
	s.mu.Unlock()
	if x.cell != 0 { // and was told of as running
		told := *x.result
		told.State, told.Text = wire.Refused, "not run: "+err.Error()
		s.events.publish(Event{Result: &told})
	}
}

// guarded is run, and survives a fault of our own: the cell is refused then.
func (x *execution) guarded() (out *outcome, err error) {
	defer func() {
		if v := recover(); v != nil {
			x.s.log.Error("panic in the session", "cell", x.cell, "value", v, "stack", string(debug.Stack()))
			out = &outcome{state: wire.Refused, text: fmt.Sprintf("%s: a fault of goawait, please report it: %v", x.place(0), v)}
		}
	}()
	return x.run()
}

// run carries out the cell: its Go and its magics, in order.
func (x *execution) run() (*outcome, error) {
	x.keep = true
	c := x.s.memory.parse(x.req.Source)
	if x.req.Silent {
		return x.expression(c)
	}
	if c.Magic != nil || slices.ContainsFunc(c.Items, isMagic) {
		return x.pieces(c)
	}
	return x.code(c)
}

func isMagic(item transform.Item) bool { return item.Kind == transform.ItemMagic }

// place names a line of this cell, or the cell for line 0.
func (x *execution) place(line int) string {
	if x.part != 0 {
		return x.s.Place(wire.Position{Cell: x.part, Line: line})
	}
	if x.cell == 0 && x.req.Region == nil {
		return "expression"
	}
	return placeText(x.cell, line, x.req.Region)
}

// stopped reports whether the cell is to stop.
func (x *execution) stopped() bool { return x.turn.ctx.Err() != nil }

// ctx is done when the cell is to stop.
func (x *execution) ctx() context.Context { return x.turn.ctx }
