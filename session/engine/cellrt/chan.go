package cellrt

import "github.com/goawait/goawait/session/async"

// What compiled cells do to channels outside of await stops when the task does. An operation
// that need not wait is tried first, so that it costs hardly more than Go's own.

// Receive is <-ch.
func Receive[T any](ch <-chan T) T {
	select {
	case v := <-ch:
		return v
	default:
	}
	v, _ := waitFor(ch)
	return v
}

// ReceiveOk is <-ch with its second value.
func ReceiveOk[T any](ch <-chan T) (T, bool) {
	select {
	case v, ok := <-ch:
		return v, ok
	default:
	}
	return waitFor(ch)
}

func waitFor[T any](ch <-chan T) (T, bool) {
	stop := async.Stopping()
	if stop == nil {
		v, ok := <-ch
		return v, ok
	}
	select {
	case v, ok := <-ch:
		return v, ok
	case <-stop:
		Stopped()
		panic("unreachable")
	}
}

// A Sender is a channel that is sent to.
type Sender[T any] chan<- T

// To gives the sender of a channel. It and Send are apart because the type of the channel is to
// say what T is, and the value is to be converted to it.
func To[T any](ch chan<- T) Sender[T] { return ch }

// Send is ch <- v.
func (s Sender[T]) Send(v T) {
	select {
	case s <- v:
		return
	default:
	}
	stop := async.Stopping()
	if stop == nil {
		s <- v
		return
	}
	select {
	case s <- v:
	case <-stop:
		Stopped()
	}
}

// Stopping is a channel that a select statement waits for as well. What it receives there says
// to call Stopped.
func Stopping() <-chan struct{} { return async.Stopping() }

// Stopped raises, for the current task was stopped.
func Stopped() { async.Checkpoint() }
