package session

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
)

// placeTimeout bounds the calls that have no context of their own.
const placeTimeout = 10 * time.Second

var errHungUp = errors.New("the program with the session has hung up")

// A Remote is a session in another process, reached over a connection. It has the methods of
// Session that servers use, with the same meaning, and is safe for concurrent use.
//
// Two goroutines serve it, both until the connection ends: one reads, one hands events to
// subscribers, in order, each before the reply of the Run that caused it.
type Remote struct {
	stream io.ReadWriteCloser
	events bus
	nextID atomic.Int64
	closed chan struct{} // closed when nothing can be read any more

	writing sync.Mutex // guards writing to stream

	mu     sync.Mutex // guards what follows
	calls  map[int64]*waiting
	todo   []func() // for the goroutine that hands out events
	more   *sync.Cond
	hungUp bool
}

// A waiting call: its reply goes to reply, and a Run's place in the queue to queued.
type waiting struct {
	reply  chan *message
	queued func()
	isRun  bool
}

// DialRemote uses the session that serves the other end of stream.
func DialRemote(stream io.ReadWriteCloser) *Remote {
	r := &Remote{stream: stream, closed: make(chan struct{}), calls: map[int64]*waiting{}}
	r.more = sync.NewCond(&r.mu)
	go r.read()
	go r.handOut()
	return r
}

// Close hangs up. The session goes on.
func (r *Remote) Close() error { return r.stream.Close() }

// Done is closed when the connection has ended.
func (r *Remote) Done() <-chan struct{} { return r.closed }

func (r *Remote) read() {
	lines := bufio.NewScanner(r.stream)
	lines.Buffer(make([]byte, 0, 64<<10), 2*maxMessage)
	for lines.Scan() {
		m := new(message)
		if json.Unmarshal(lines.Bytes(), m) != nil {
			break
		}
		r.take(m)
	}
	_ = r.stream.Close()
	r.later(func() {
		r.events.publish(Event{Status: &Status{State: "ended"}})
	})
	r.mu.Lock()
	r.hungUp = true
	r.more.Broadcast()
	r.mu.Unlock()
	close(r.closed)
}

// take hands a message to whom it is for.
func (r *Remote) take(m *message) {
	if m.Event != nil {
		r.later(func() { r.events.publish(*m.Event) })
		return
	}
	r.mu.Lock()
	w := r.calls[max(m.ID, m.Queued)]
	if m.ID != 0 {
		delete(r.calls, m.ID)
	}
	r.mu.Unlock()
	switch {
	case w == nil:
	case m.Queued != 0:
		if w.queued != nil {
			w.queued()
		}
	case w.isRun:
		r.later(func() { w.reply <- m })
	default:
		w.reply <- m
	}
}

// later has f called after the events that have come before.
func (r *Remote) later(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.todo = append(r.todo, f)
	r.more.Signal()
}

func (r *Remote) handOut() {
	for {
		r.mu.Lock()
		for len(r.todo) == 0 && !r.hungUp {
			r.more.Wait()
		}
		batch, over := r.todo, r.hungUp
		r.todo = nil
		r.mu.Unlock()
		for _, f := range batch {
			f()
		}
		if over && len(batch) == 0 {
			return
		}
	}
}

// call sends a call and puts its reply into out, if that is not nil. The end of ctx ends the
// call; the reply is awaited all the same if it is a Run's.
func (r *Remote) call(ctx context.Context, req *remoteCall, out any, queued func()) error {
	req.ID = r.nextID.Add(1)
	w := &waiting{reply: make(chan *message, 1), queued: queued, isRun: req.Op == opRun}
	r.mu.Lock()
	r.calls[req.ID] = w
	r.mu.Unlock()
	if err := r.write(req); err != nil {
		return errHungUp
	}
	done := ctx.Done()
	for {
		select {
		case m := <-w.reply:
			if err := m.Error.err(); err != nil || out == nil || m.Reply == nil {
				return err
			}
			if err := json.Unmarshal(m.Reply, out); err != nil {
				return fmt.Errorf("reading the answer to %s: %w", req.Op, err)
			}
			return nil
		case <-r.closed:
			select {
			case m := <-w.reply:
				w.reply <- m
				continue
			default:
				return errHungUp
			}
		case <-done:
			done = nil
			_ = r.write(&remoteCall{Op: opCancel, N: req.ID})
			if !w.isRun {
				return context.Cause(ctx)
			}
		}
	}
}

func (r *Remote) write(req *remoteCall) error {
	line, err := json.Marshal(req)
	if err != nil {
		return err
	}
	r.writing.Lock()
	defer r.writing.Unlock()
	_, err = r.stream.Write(append(line, '\n'))
	return err
}

// brief is call for methods that have no context and no error.
func (r *Remote) brief(req *remoteCall, out any) {
	ctx, cancel := context.WithTimeout(context.Background(), placeTimeout)
	defer cancel()
	_ = r.call(ctx, req, out, nil)
}

// Run is Session.Run.
func (r *Remote) Run(ctx context.Context, req RunRequest) (*Result, error) {
	res := new(Result)
	if err := r.call(ctx, &remoteCall{Op: opRun, Run: &req}, res, req.Queued); err != nil {
		return nil, err
	}
	return res, nil
}

// Subscribe is Session.Subscribe. The end of the connection is told as the session's end.
func (r *Remote) Subscribe(fn func(Event)) (cancel func()) { return r.events.subscribe(fn) }

// SetEditor is Session.SetEditor.
func (r *Remote) SetEditor(c Changes) error {
	ctx, cancel := context.WithTimeout(context.Background(), placeTimeout)
	defer cancel()
	return r.call(ctx, &remoteCall{Op: opSetEditor, Changes: &c}, nil, nil)
}

// Interrupt is Session.Interrupt.
func (r *Remote) Interrupt(cell int) { r.brief(&remoteCall{Op: opInterrupt, N: int64(cell)}, nil) }

// Restart is Session.Restart.
func (r *Remote) Restart(ctx context.Context, replay bool) error {
	return r.call(ctx, &remoteCall{Op: opRestart, Replay: replay}, nil, nil)
}

// Terminate is Session.Terminate.
func (r *Remote) Terminate() { r.brief(&remoteCall{Op: opTerminate}, nil) }

// Tasks is Session.Tasks.
func (r *Remote) Tasks(ctx context.Context) (tasks []wire.Task, err error) {
	err = r.call(ctx, &remoteCall{Op: opTasks}, &tasks, nil)
	return tasks, err
}

// CancelTask is Session.CancelTask.
func (r *Remote) CancelTask(ctx context.Context, id int64) error {
	return r.call(ctx, &remoteCall{Op: opCancelTask, N: id}, nil, nil)
}

// Variables is Session.Variables.
func (r *Remote) Variables(ctx context.Context) (vars []wire.Value, err error) {
	err = r.call(ctx, &remoteCall{Op: opVariables}, &vars, nil)
	return vars, err
}

// Children is Session.Children.
func (r *Remote) Children(ctx context.Context, ref int64, start, count int) (parts []wire.Value, err error) {
	err = r.call(ctx, &remoteCall{Op: opChildren, N: ref, Start: start, Count: count}, &parts, nil)
	return parts, err
}

// Place is Session.Place.
func (r *Remote) Place(at wire.Position) (text string) {
	r.brief(&remoteCall{Op: opPlace, At: &at}, &text)
	return text
}

// Locate is Session.Locate.
func (r *Remote) Locate(at wire.Position) (path string, line int, ok bool) {
	var l locatedAt
	r.brief(&remoteCall{Op: opLocate, At: &at}, &l)
	return l.Path, l.Line, l.OK
}

// Complete is Session.Complete; nothing if the program does not answer.
func (r *Remote) Complete(text string, offset int) (got Completions) {
	r.brief(&remoteCall{Op: opComplete, Text: text, N: int64(offset)}, &got)
	return got
}

// Where is Session.Where.
func (r *Remote) Where() (at wire.Position, running bool) {
	var w whereabouts
	r.brief(&remoteCall{Op: opWhere}, &w)
	return w.At, w.Running
}

// Overview is Session.Overview, or an error if the program does not answer.
func (r *Remote) Overview(ctx context.Context) (o Overview, err error) {
	err = r.call(ctx, &remoteCall{Op: opOverview}, &o, nil)
	return o, err
}
