package session

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
)

// errDead answers requests to an engine that has ended.
var errDead = errors.New("the engine has ended")

const (
	maxMessage = 16 << 20        // bytes of one line from an engine
	drainTime  = 5 * time.Second // for what an engine wrote before it ended, on a machine under load
	hangUpTime = 2 * time.Second // from closing its output to being killed for it
)

// A link is the connection to one engine from its start to its end.
//
// Three goroutines serve it, all ended by the end of the process: listen reads messages,
// keepStderr reads what the runtime says as it dies, and reap waits for the process. A fourth, doubt, lives
// while it is not known whether the engine dies.
type link struct {
	proc    *process
	epoch   int // how many engines of the session were ready and had ended before this one
	event   func(*link, *wire.Message)
	plugins bool // it can load compiled cells; set before it is handed out
	over    bool // guarded by the supervisor's mutex: it has ended
	nextID  atomic.Int64

	writeMu sync.Mutex // guards writing to proc.stdin

	mu      sync.Mutex // guards what follows
	pending map[int64]chan *wire.Message
	reason  string      // why we killed it, in the person's terms; "" if we did not
	asked   bool        // its end was asked for
	fatal   *wire.Fatal // what it said as it ended of its own accord
	at      *wire.Position
	state   *os.ProcessState // how it ended; nil before that
	words   string           // the runtime's last; "" if it was not the runtime that ended it
	stuck   int              // cells that were given up and have not replied

	death  *Death // set before dead is closed, if it had been ready
	stderr edges
	strays strays
	aside  aside           // the engine's standard error, on its way to both
	quiet  time.Duration   // see timing.doubt
	ready  chan wire.Ready // buffered; gets the first Ready
	heard  chan struct{}   // closed when the engine's output has ended
	said   chan struct{}   // closed when keepStderr has ended
	exited chan struct{}   // closed when the process has ended
	dead   chan struct{}   // closed after that, once died has returned
}

// startLink spawns an engine. event is called for each event, in order, from one goroutine;
// stray, from another, with what code that is no cell's writes to the process's own standard error; died once, before dead is closed.
func startLink(p *process, epoch int, t timing, event func(*link, *wire.Message), stray func(string), died func(*link)) *link {
	l := &link{
		proc: p, epoch: epoch, event: event, strays: strays{found: stray}, quiet: t.doubt,
		pending: map[int64]chan *wire.Message{},
		ready:   make(chan wire.Ready, 1),
		heard:   make(chan struct{}),
		said:    make(chan struct{}),
		exited:  make(chan struct{}),
		dead:    make(chan struct{}),
	}
	l.strays.doubt = func() { go l.doubt() }
	l.aside.open(p.stderr, io.MultiWriter(&l.stderr, &l.strays))
	go l.listen()
	go l.keepStderr()
	go l.reap(died)
	return l
}

// send writes a request and returns where its reply will arrive. If the engine ends before
// it replies, nothing arrives: callers wait for l.dead as well.
func (l *link) send(req wire.Request) (<-chan *wire.Message, error) {
	req.ID = l.nextID.Add(1)
	line, err := json.Marshal(&req)
	if err != nil {
		return nil, fmt.Errorf("encoding request %s: %w", req.Op, err)
	}
	line = append(line, '\n')
	reply := make(chan *wire.Message, 1)
	l.mu.Lock()
	l.pending[req.ID] = reply
	l.mu.Unlock()

	l.writeMu.Lock()
	_, err = l.proc.stdin.Write(line)
	l.writeMu.Unlock()
	if err != nil {
		l.forget(req.ID)
		return nil, errDead
	}
	return reply, nil
}

// call sends a request and waits for its reply.
func (l *link) call(ctx context.Context, req wire.Request) (*wire.Message, error) {
	reply, err := l.send(req)
	if err != nil {
		return nil, err
	}
	select {
	case m := <-reply:
		if m.Error != "" {
			return nil, errors.New(m.Error)
		}
		return m, nil
	case <-l.dead:
		return nil, errDead
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (l *link) forget(id int64) chan *wire.Message {
	l.mu.Lock()
	defer l.mu.Unlock()
	reply := l.pending[id]
	delete(l.pending, id)
	return reply
}

// listen reads messages until the engine ends, closes its output, or says something that is
// no message. In the last two cases the engine is of no use any more, and is killed.
func (l *link) listen() {
	why := l.read()
	close(l.heard)
	if why == "" {
		select {
		case <-l.exited:
			return
		case <-time.After(hangUpTime):
			why = "it closed its connection"
		}
	}
	l.kill(why, false)
}

// read hands out messages until there are no more. It says what was wrong with the last.
func (l *link) read() (why string) {
	lines := bufio.NewScanner(l.proc.stdout)
	lines.Buffer(make([]byte, 0, 64<<10), maxMessage)
	for lines.Scan() {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		m := new(wire.Message)
		if err := json.Unmarshal(line, m); err != nil {
			return fmt.Sprintf("it wrote something that is not its protocol: %.60q", line)
		}
		l.take(m)
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return fmt.Sprintf("it wrote a message of more than %d MiB", maxMessage>>20)
	}
	return ""
}

// take hands a message to whom it is for. What was written to the engine's standard error before
// the output, or the end of a cell, that it tells of has been told then.
func (l *link) take(m *wire.Message) {
	if m.Output != nil || m.Result != nil {
		l.aside.drain()
	}
	if m.Result != nil {
		l.strays.flush()
	}
	if m.ID != 0 {
		if reply := l.forget(m.ID); reply != nil {
			reply <- m
		}
		return
	}
	switch {
	case m.Ready != nil:
		l.strays.begin()
		select {
		case l.ready <- *m.Ready:
		default:
		}
		return
	case m.Fatal != nil:
		l.mu.Lock()
		l.fatal = m.Fatal
		l.mu.Unlock()
	case m.At != nil:
		l.mu.Lock()
		l.at = m.At
		l.mu.Unlock()
	}
	l.event(l, m)
}

// keepStderr keeps the first and the last of what the engine's runtime writes, and passes on what
// is not the runtime's.
func (l *link) keepStderr() {
	defer close(l.said)
	l.aside.pump()
}

const (
	maxDoubt     = 5 * time.Second // that an engine that goes on writing is waited for
	maxDoubtSize = 1 << 20         // bytes that are held back meanwhile
)

// doubt gives out what is held back of the engine's standard error once the engine has shown that it lives: it
// answers when nothing has come for a while. One that dies says all that it has to say at once.
func (l *link) doubt() {
	since := time.Now()
	for size := l.strays.size(); ; {
		select {
		case <-l.dead:
			return
		case <-time.After(l.quiet):
		}
		now := l.strays.size()
		if now != size && now < maxDoubtSize && time.Since(since) < maxDoubt {
			size = now
			continue
		}
		ctx, cancel := context.WithTimeout(context.Background(), maxDoubt)
		_, err := l.call(ctx, wire.Request{Op: wire.OpConfigure}) // of nothing: it only answers
		cancel()
		if err == nil {
			l.strays.release()
			return
		}
	}
}

// settled returns when all that was written to the engine's standard error before the reply to a
// run was told, or is known to be its last words.
func (l *link) settled() {
	held := l.strays.settling()
	if held == nil {
		return
	}
	select {
	case <-held:
	case <-l.dead:
	}
}

// reap waits for the process to end, then a little for what it still had to say: something
// that it started may hold its pipes open.
func (l *link) reap(died func(*link)) {
	state := l.proc.wait()
	l.mu.Lock()
	l.state = state
	l.mu.Unlock()
	close(l.exited)
	drained, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	for _, done := range []chan struct{}{l.said, l.heard} {
		select {
		case <-done:
		case <-drained.Done():
		}
	}
	l.proc.closePipes()
	l.mu.Lock()
	told := l.fatal != nil || l.reason != ""
	l.mu.Unlock()
	words := l.strays.end(!told && mayHaveDied(state))
	l.mu.Lock()
	l.words = words
	l.mu.Unlock()
	died(l)
	close(l.dead)
}

// kill ends the engine. The first reason given is the one that is told; asked marks an end
// that somebody wanted.
func (l *link) kill(reason string, asked bool) {
	if asked {
		l.expectEnd(reason)
	} else {
		l.mu.Lock()
		if l.reason == "" {
			l.reason = reason
		}
		l.mu.Unlock()
	}
	l.proc.kill()
}

// expectEnd has the end of the engine told as one that somebody wanted.
func (l *link) expectEnd(reason string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.reason == "" {
		l.reason, l.asked = reason, true
	}
}

// giveUp notes that nobody waits any longer for the reply to a run, which comes on reply if at
// all. The goroutine ends with that, or with the engine.
func (l *link) giveUp(reply <-chan *wire.Message) {
	l.mu.Lock()
	l.stuck++
	l.mu.Unlock()
	go func() {
		select {
		case <-reply:
		case <-l.dead:
		}
		l.mu.Lock()
		l.stuck--
		l.mu.Unlock()
	}()
}

// heldUp reports whether a cell that was given up still holds up the engine.
func (l *link) heldUp() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stuck > 0
}

// condemned reports whether the engine was killed, or told to end, and may not have ended yet.
func (l *link) condemned() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.reason != ""
}

// isDead reports whether the engine is known to have ended.
func (l *link) isDead() bool {
	select {
	case <-l.dead:
		return true
	default:
		return false
	}
}
