package session

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
)

const (
	maxBackoff  = 5 * time.Second
	maxAttempts = 5 // starts in a row that come to nothing before we wait to be asked again
)

// ErrTerminated answers what is asked of a session that was terminated.
var ErrTerminated = errors.New("the session was terminated")

// A supervisor sees to it that there is an engine: it starts one, learns of its end, and
// starts the next. It is safe for concurrent use.
type supervisor struct {
	timing timing
	spawn  func() (*process, error)
	config func() *wire.Config        // what a new engine is told first
	event  func(*link, *wire.Message) // an engine's events, in order
	stray  func(text string)          // what was written to an engine's own standard error
	ready  func(wire.Ready)           // an engine is ready
	died   func(*link, *Death)        // an engine that had been ready has ended
	failed func(error)                // a start came to nothing

	life context.Context // of all engines; it ends with close
	end  context.CancelFunc

	mu       sync.Mutex // guards what follows
	cur      *link      // the engine that is ready; nil while there is none
	starting *start     // the start under way; nil if there is none
	epoch    int        // engines that were ready and have ended
	fails    int        // starts and idle deaths in a row without a cell between them
	closed   bool
}

// A start is an attempt to have an engine. err may be read once done is closed.
type start struct {
	done chan struct{}
	err  error
}

// engine returns an engine that is ready, waiting for it and starting it if need be.
func (v *supervisor) engine(ctx context.Context) (*link, error) {
	for attempt := 0; ; attempt++ {
		v.mu.Lock()
		if v.closed {
			v.mu.Unlock()
			return nil, ErrTerminated
		}
		if l := v.cur; l != nil {
			v.mu.Unlock()
			if !l.condemned() {
				return l, nil
			}
			select { // what is sent to it would die with it
			case <-l.dead:
				continue
			case <-ctx.Done():
				return nil, context.Cause(ctx)
			}
		}
		st := v.startLocked()
		v.mu.Unlock()
		select {
		case <-st.done:
			if st.err != nil && attempt >= 1 {
				return nil, st.err
			}
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// warm starts an engine in the background if there is none, unless it keeps failing.
func (v *supervisor) warm() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.closed && v.cur == nil && v.fails < maxAttempts {
		v.startLocked()
	}
}

// startLocked begins a start, or joins the one under way. The goroutine ends with it.
func (v *supervisor) startLocked() *start {
	if v.starting != nil {
		return v.starting
	}
	st := &start{done: make(chan struct{})}
	v.starting = st
	delay := time.Duration(0)
	if v.fails > 1 {
		delay = min(v.timing.backoff<<(v.fails-2), maxBackoff)
	}
	epoch := v.epoch
	go func() {
		l, ready, err := v.start(delay, epoch)
		v.mu.Lock()
		st.err, v.starting = err, nil
		switch {
		case err != nil:
			v.fails++
		case v.closed:
			l.kill("the session was terminated", true)
		case l.over:
			err = errDead
			st.err = err
			v.fails++
		default:
			v.cur = l
		}
		v.mu.Unlock()
		if err == nil {
			v.ready(ready)
		} else {
			v.failed(err)
		}
		close(st.done)
	}()
	return st
}

// start makes one engine, after delay, and waits until it is configured.
func (v *supervisor) start(delay time.Duration, epoch int) (*link, wire.Ready, error) {
	none := wire.Ready{}
	if delay > 0 {
		select {
		case <-time.After(delay):
		case <-v.life.Done():
			return nil, none, ErrTerminated
		}
	}
	p, err := v.spawn()
	if err != nil {
		return nil, none, err
	}
	l := startLink(p, epoch, v.timing, v.event, v.stray, v.ended)
	ctx, cancel := context.WithTimeout(v.life, v.timing.ready)
	defer cancel()
	select {
	case ready := <-l.ready:
		if ready.Version != wire.Version {
			err := fmt.Errorf("starting the engine: it speaks version %d of the protocol, this is version %d", ready.Version, wire.Version)
			l.kill(err.Error(), true)
			return nil, none, err
		}
		l.plugins = ready.Plugins
		if _, err := l.call(ctx, wire.Request{Op: wire.OpConfigure, Config: v.config()}); err != nil {
			l.kill("it could not be configured", false)
			return nil, none, fmt.Errorf("configuring the engine: %w", err)
		}
		return l, ready, nil
	case <-l.dead:
		why, said := l.ended().Reason, lastWords(l.stderr.String())
		return nil, none, fmt.Errorf("starting the engine: %s%s", strings.TrimSuffix(why, said), said)
	case <-ctx.Done():
		l.kill("it was not ready in time", false)
		if v.life.Err() != nil {
			return nil, none, ErrTerminated
		}
		return nil, none, fmt.Errorf("starting the engine: not ready after %v", v.timing.ready)
	}
}

// lastWords is the last line of what a process wrote, to be put behind a reason.
func lastWords(stderr string) string {
	stderr = strings.TrimSpace(stderr)
	if stderr == "" {
		return ""
	}
	return " (" + stderr[strings.LastIndexByte(stderr, '\n')+1:] + ")"
}

// ended is told by a link that its engine has ended.
func (v *supervisor) ended(l *link) {
	v.mu.Lock()
	l.over = true
	was := v.cur == l
	if was {
		v.cur = nil
		v.epoch++
		v.fails++
	}
	v.mu.Unlock()
	if was {
		v.died(l, l.ended())
		v.warm()
	}
}

// proved notes that an engine did some work, so that its end is no failure to start.
func (v *supervisor) proved() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.fails = 0
}

// current returns the engine that is ready, nil if there is none.
func (v *supervisor) current() *link {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.cur
}

// close ends the engine, kindly at first, and starts no other. It returns when it has ended.
func (v *supervisor) close() {
	v.mu.Lock()
	v.closed = true
	v.end()
	l, st := v.cur, v.starting
	v.mu.Unlock()
	if st != nil {
		<-st.done
	}
	if l == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), v.timing.shutdown)
	defer cancel()
	l.expectEnd("the session was terminated")
	if _, err := l.call(ctx, wire.Request{Op: wire.OpShutdown}); err == nil {
		select {
		case <-l.dead:
		case <-ctx.Done():
		}
	}
	l.kill("the session was terminated", true)
	<-l.dead
}
