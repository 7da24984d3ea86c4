package session

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/goawait/goawait/session/engine/wire"
)

// maxBehind is how many messages a client may be behind before its connection is given up.
const maxBehind = 10_000

var errBehind = errors.New("the client does not read")

// A remoteConn is a session's side of one connection. Its goroutines: ServeRemote reads; one
// writes, until the connection ends; one for each call, until it is answered.
type remoteConn struct {
	s      *Session
	stream io.ReadWriteCloser

	mu     sync.Mutex // guards what follows
	queue  []*message
	more   *sync.Cond // queue has grown, or closed is set
	closed bool
	calls  map[int64]context.CancelFunc
}

// ServeRemote lets a client on stream use the session as Remote does, until it hangs up or ctx
// is done, and closes the stream. What the client has started goes on.
func (s *Session) ServeRemote(ctx context.Context, stream io.ReadWriteCloser) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := &remoteConn{s: s, stream: stream, calls: map[int64]context.CancelFunc{}}
	c.more = sync.NewCond(&c.mu)
	defer context.AfterFunc(ctx, c.close)()
	defer c.close()
	defer s.Subscribe(func(e Event) { c.send(&message{Event: &e}) })()
	go c.write()
	lines := bufio.NewScanner(stream)
	lines.Buffer(make([]byte, 0, 64<<10), maxMessage)
	for lines.Scan() {
		req := new(remoteCall)
		if err := json.Unmarshal(lines.Bytes(), req); err != nil {
			c.send(&message{ID: req.ID, Error: toRemote(fmt.Errorf("reading the call: %w", err))})
			continue
		}
		c.take(ctx, req)
	}
}

// close ends the connection. It may be called again.
func (c *remoteConn) close() {
	c.mu.Lock()
	c.closed = true
	c.more.Broadcast()
	c.mu.Unlock()
	_ = c.stream.Close()
}

// send queues a message. It never waits: a client that is too far behind loses its connection.
func (c *remoteConn) send(m *message) {
	c.mu.Lock()
	c.queue = append(c.queue, m)
	behind := len(c.queue) > maxBehind
	c.more.Signal()
	c.mu.Unlock()
	if behind {
		c.s.log.Warn("dropping a remote client", "session", c.s.name, "err", errBehind)
		go c.close() // ends at once; the caller may hold what closing waits for
	}
}

// write sends what is queued until the connection is closed.
func (c *remoteConn) write() {
	for {
		c.mu.Lock()
		for len(c.queue) == 0 && !c.closed {
			c.more.Wait()
		}
		batch := c.queue
		c.queue = nil
		closed := c.closed
		c.mu.Unlock()
		if closed && len(batch) == 0 {
			return
		}
		for _, m := range batch {
			line, err := json.Marshal(m)
			if err != nil {
				line, _ = json.Marshal(&message{ID: m.ID, Error: toRemote(fmt.Errorf("encoding the answer: %w", err))})
			}
			if _, err := c.stream.Write(append(line, '\n')); err != nil {
				c.close()
				return
			}
		}
	}
}

// take has a call served. A cell that is run outlives the connection.
func (c *remoteConn) take(ctx context.Context, req *remoteCall) {
	if req.Op == opCancel {
		c.mu.Lock()
		cancel := c.calls[req.N]
		c.mu.Unlock()
		if cancel != nil {
			cancel()
		}
		return
	}
	if req.Op == opRun {
		ctx = context.WithoutCancel(ctx)
	}
	ctx, cancel := context.WithCancel(ctx)
	c.mu.Lock()
	c.calls[req.ID] = cancel
	c.mu.Unlock()
	placed := make(chan struct{})
	var once sync.Once
	if req.Run != nil {
		req.Run.Queued = func() {
			c.send(&message{Queued: req.ID})
			once.Do(func() { close(placed) })
		}
	}
	go func() { // ends when the session has answered
		defer cancel()
		defer once.Do(func() { close(placed) })
		m := c.serve(ctx, req)
		c.mu.Lock()
		delete(c.calls, req.ID)
		c.mu.Unlock()
		c.send(m)
	}()
	if req.Op == opRun {
		<-placed // cells run in the order in which they were sent
	}
}

// serve carries out a call and gives its reply.
func (c *remoteConn) serve(ctx context.Context, req *remoteCall) (m *message) {
	m = &message{ID: req.ID}
	defer func() {
		if v := recover(); v != nil {
			m = &message{ID: req.ID, Error: toRemote(fmt.Errorf("serving %s: panic: %v", req.Op, v))}
		}
	}()
	reply, err := c.answer(ctx, req)
	if m.Error = toRemote(err); err == nil && reply != nil {
		if m.Reply, err = json.Marshal(reply); err != nil {
			m.Error = toRemote(fmt.Errorf("encoding the answer: %w", err))
		}
	}
	return m
}

func (c *remoteConn) answer(ctx context.Context, req *remoteCall) (any, error) {
	at := wire.Position{}
	if req.At != nil {
		at = *req.At
	}
	switch req.Op {
	case opRun:
		if req.Run == nil {
			return nil, errors.New("there is no cell to run")
		}
		return c.s.Run(ctx, *req.Run)
	case opSetEditor:
		if req.Changes == nil {
			return nil, nil
		}
		return nil, c.s.SetEditor(*req.Changes)
	case opInterrupt:
		c.s.Interrupt(int(req.N))
	case opRestart:
		return nil, c.s.Restart(ctx, req.Replay)
	case opTerminate:
		go c.s.Terminate() // it ends what serves this call; the end of the process is the answer
	case opTasks:
		return c.s.Tasks(ctx)
	case opCancelTask:
		return nil, c.s.CancelTask(ctx, req.N)
	case opVariables:
		return c.s.Variables(ctx)
	case opChildren:
		return c.s.Children(ctx, req.N, req.Start, req.Count)
	case opPlace:
		return c.s.Place(at), nil
	case opLocate:
		var l locatedAt
		l.Path, l.Line, l.OK = c.s.Locate(at)
		return l, nil
	case opComplete:
		return c.s.Complete(req.Text, int(req.N)), nil
	case opWhere:
		var w whereabouts
		w.At, w.Running = c.s.Where()
		return w, nil
	case opOverview:
		return c.s.Overview(), nil
	case opHistory:
		return c.s.History(), nil
	default:
		return nil, fmt.Errorf("the call %q is not known here", req.Op)
	}
	return nil, nil
}
