package session

import (
	"fmt"
	"sync"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

const (
	keepOutput = 256 << 10 // bytes of a cell's output that its result keeps
	keepCells  = 1000      // cells whose output is kept; documents keep theirs longer
)

// A kept is what the session remembers of a cell that has begun. The session's mutex guards it.
type kept struct {
	result  Result // Output, Dropped, Region and Stale are filled in when it is handed out
	output  []byte
	dropped int
	done    bool           // result is whole
	settled *wire.TaskNews // what became of the task that is its value, while it is not done
}

// engineReady is told by the supervisor of a new engine.
func (s *Session) engineReady(ready wire.Ready) {
	s.events.publish(Event{Ready: &ready})
	s.publishStatus()
}

// engineDied is told by the supervisor of the end of an engine that had been ready. It
// removes what lived in it and reports its death.
func (s *Session) engineDied(l *link, d *Death) {
	running, busy := s.queue.busy()
	s.mu.Lock()
	var gone []string
	if s.inside == nil { // else the variables are the program's memory, as the next engine's are
		gone = boundNames(s.ns)
		s.ns = s.ns.Without(gone...)
	}
	s.epoch = l.epoch + 1
	s.tasks = 0
	s.mu.Unlock()
	if s.native != nil {
		s.native.ended()
		s.tier.ended()
	}
	if busy && running != 0 && d.Cell == 0 {
		d.Cell = running
	}
	where := ""
	if at := d.at(); at != nil {
		d.Line = s.likelyLine(d.Cell, d.Line)
		at.Line = d.Line
		d.Region = s.regionOf(d.Cell)
		where = s.Place(*at)
	}
	d.Message = d.message(where, len(gone) > 0)
	if under := s.shownUnder(d.Cell); under != d.Cell {
		d.Cell, d.Line = under, 0
	}
	l.death = d
	s.events.publish(Event{Died: d})
	s.dropLostRunner()
	s.publishStatus()
}

// likelyLine is the line at which a cell was when its engine ended. The engine tells of each
// statement of the cell but the first, so if it told of none the cell was there.
func (s *Session) likelyLine(cell, line int) int {
	if line != 0 {
		return line
	}
	s.mu.Lock()
	k := s.cells[cell]
	s.mu.Unlock()
	if k == nil {
		return 0
	}
	c := transform.Parse([]byte(k.result.Source))
	for _, item := range c.Items {
		if item.Kind == transform.ItemStmt || item.Kind == transform.ItemExpr {
			return lineAt(c.Src, item.Start)
		}
	}
	return 0
}

// boundNames are the names that end with their engine: variables, functions and results.
func boundNames(ns *transform.Namespace) []string {
	var bound []string
	for _, n := range ns.Names() {
		if n.Kind == transform.KindVar || n.Kind == transform.KindFunc {
			bound = append(bound, n.Name)
		}
	}
	for _, name := range []string{"_", "__", "___"} {
		if ns.Lookup(name) != nil {
			bound = append(bound, name)
		}
	}
	return bound
}

// engineEvent takes an engine's events, in order.
func (s *Session) engineEvent(_ *link, m *wire.Message) {
	switch {
	case m.Output != nil:
		s.output(&Output{Cell: s.shownUnder(m.Output.Cell), Task: m.Output.Task, Stream: m.Output.Stream, Text: m.Output.Text, Bytes: m.Output.Bytes})
	case m.Task != nil:
		s.taskNews(m.Task)
	case m.Hot != 0:
		s.tier.isHot(m.Hot)
	}
}

// engineStray takes what code that is no cell's wrote to the engine's own standard error. It is
// taken for the running cell's, or the last one's, whose result may have come before.
func (s *Session) engineStray(text string) {
	cell, _ := s.queue.busy()
	if cell == 0 {
		s.mu.Lock()
		cell = s.last
		s.mu.Unlock()
	}
	s.output(&Output{Cell: s.shownUnder(cell), Stream: "stderr", Text: text})
}

// output keeps and publishes what was written.
func (s *Session) output(o *Output) {
	if s.muted.Load() {
		return
	}
	s.mu.Lock()
	if k := s.cells[o.Cell]; k != nil {
		room := keepOutput - len(k.output)
		if k.dropped > 0 {
			room = 0
		}
		if room < len(o.Text) {
			cut := runeBoundary(o.Text, max(room, 0))
			k.output = append(k.output, o.Text[:cut]...)
			k.dropped += len(o.Text) - cut
		} else {
			k.output = append(k.output, o.Text...)
		}
	}
	s.mu.Unlock()
	o.Region = s.regionOf(o.Cell)
	s.events.publish(Event{Output: o})
}

// runeBoundary is the greatest offset up to n at which text may be cut.
func runeBoundary(text string, n int) int {
	for n > 0 && n < len(text) && text[n]&0xC0 == 0x80 {
		n--
	}
	return n
}

// taskNews counts tasks, and shows the failure of one that nobody awaits under its cell.
func (s *Session) taskNews(news *wire.TaskNews) {
	if news.What == "value" {
		s.settleTask(news)
		return
	}
	s.mu.Lock()
	switch news.What {
	case "spawned":
		s.tasks++
	case "done", "failed":
		s.tasks = max(s.tasks-1, 0)
	}
	s.mu.Unlock()
	if news.Error != "" && (news.What == "failed" || news.What == "panicked") {
		at := wire.Position{Cell: news.Task.Cell}
		if len(news.Trace) > 0 {
			at = news.Trace[0]
		}
		text := s.Place(at) + ": " + news.Error + " (in " + taskWord(news) + ")\n"
		s.output(&Output{Cell: s.shownUnder(news.Task.Cell), Task: news.Task.ID, Stream: "stderr", Text: text})
	}
	if text := s.noteOf(news); text != "" {
		s.output(&Output{Cell: s.shownUnder(news.Task.Cell), Task: news.Task.ID, Stream: "stderr", Text: text})
	}
	told := *news
	told.Task.Cell = s.shownUnder(told.Task.Cell)
	s.events.publish(Event{Task: &told})
	s.pulse.beat(s.publishStatus)
}

// noteOf is what is said of a task or coroutine that is wrong, and goes on; "" for nothing.
func (s *Session) noteOf(news *wire.TaskNews) string {
	at := wire.Position{Cell: news.Task.Cell}
	if len(news.Trace) > 0 {
		at = news.Trace[0]
	}
	switch news.What {
	case "blocking":
		name := "the cell itself"
		if news.Task.ID != 0 {
			name = fmt.Sprintf("task %d %s()", news.Task.ID, news.Task.Name)
		}
		return fmt.Sprintf("%s: %s has kept the loop for more than %v, and others wait for their turn (an await gives it to them)\n",
			s.Place(at), name, time.Duration(news.Task.SinceMs*float64(time.Millisecond)))
	case "dropped":
		return fmt.Sprintf("%s: the coroutine %s was never awaited\n", s.Place(at), news.Task.Name)
	}
	return ""
}

func taskWord(news *wire.TaskNews) string {
	switch {
	case news.What == "panicked":
		return "a goroutine"
	case news.Task.Name == "":
		return "a task that nobody awaits"
	}
	return "task " + news.Task.Name + ", which nobody awaits"
}

// A pulse runs a function soon, once for all the beats until then.
type pulse struct {
	mu      sync.Mutex // guards pending
	pending bool
}

const pulseTime = 50 * time.Millisecond

func (p *pulse) beat(fn func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pending {
		return
	}
	p.pending = true
	time.AfterFunc(pulseTime, func() {
		p.mu.Lock()
		p.pending = false
		p.mu.Unlock()
		fn()
	})
}
