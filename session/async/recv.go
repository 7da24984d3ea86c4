package async

import (
	"context"
	"reflect"
	"sync/atomic"
)

// Recv receives one value from ch; ok is false if ch is closed. The error is only ever the
// caller's cancellation, and then no value is lost.
func Recv[T any](ctx context.Context, ch <-chan T) (v T, ok bool, err error) {
	select {
	case v, ok = <-ch:
		return v, ok, nil
	default:
	}
	w, err := beginWait(ctx, reason{kind: waitChan})
	if err != nil {
		return v, false, err
	}
	got, ok, received := receive(w, func(stop <-chan struct{}) (r received[T]) {
		select {
		case r.v, r.ok = <-ch:
			r.got = true
		case <-stop:
		}
		return r
	})
	if err := w.end(); !received {
		return v, false, err
	}
	return got, ok, nil
}

// AwaitChan is Recv for a channel of any type; the value of a closed one is the zero value
// of its element type.
func AwaitChan(ctx context.Context, ch any) (v any, ok bool, err error) {
	c := reflect.ValueOf(ch)
	if c.Kind() != reflect.Chan || c.Type().ChanDir()&reflect.RecvDir == 0 {
		return nil, false, notAwaitable(ch)
	}
	if v, ok := c.TryRecv(); v.IsValid() {
		return v.Interface(), ok, nil
	}
	w, err := beginWait(ctx, reason{kind: waitChan})
	if err != nil {
		return nil, false, err
	}
	v, ok, got := receive(w, func(stop <-chan struct{}) (r received[any]) {
		which, v, ok := reflect.Select([]reflect.SelectCase{
			{Dir: reflect.SelectRecv, Chan: c},
			{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(stop)},
		})
		if which == 0 {
			r = received[any]{v.Interface(), ok, true}
		}
		return r
	})
	if err := w.end(); !got {
		return nil, false, err
	}
	return v, ok, nil
}

// received is what came of a receive: a value, or the end of the channel, or nothing.
type received[T any] struct {
	v   T
	ok  bool
	got bool // from the channel, not from stop
}

// receive waits with recv, which receives from a channel or from stop. Where the caller has a
// goroutine to block it blocks there; on an event loop another goroutine receives.
func receive[T any](w *waiter, recv func(stop <-chan struct{}) received[T]) (v T, ok, got bool) {
	if w.more != nil && w.more.wake != nil {
		r := recv(w.more.wake)
		return r.v, r.ok, r.got
	}
	var r received[T]
	var ended atomic.Bool
	stop, done := make(chan struct{}), make(chan struct{})
	go func() { // ends when it has received, or by stop
		defer close(done)
		r = recv(stop)
		ended.Store(true)
		w.fire()
	}()
	w.park()
	if !ended.Load() {
		close(stop) // cancelled; it may still have received in this moment
	}
	<-done
	return r.v, r.ok, r.got
}
