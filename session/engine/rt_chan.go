package engine

import (
	"reflect"

	"github.com/goawait/goawait/session/async"
)

// Channels are used through reflection, together with the context of the task, so that what
// waits for ever can be stopped.

// wait performs one of the cases. Being stopped is raised.
func wait(cases []reflect.SelectCase) (int, reflect.Value, bool) {
	done := taskContext().Done()
	for {
		n := len(cases)
		all := cases
		if done != nil {
			all = append(all[:n:n], reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(done)})
		}
		i, v, ok := reflect.Select(all)
		if i < n {
			return i, v, ok
		}
		async.Checkpoint()
		done = nil // raised before, or not this goroutine's to raise
	}
}

// Send is ch <- v.
func (r *cellRuntime) Send(_ *int, ch, v any) {
	c := reflect.ValueOf(ch)
	x := argument(v, c.Type().Elem())
	if !c.IsNil() && c.TrySend(x) {
		return
	}
	wait([]reflect.SelectCase{{Dir: reflect.SelectSend, Chan: c, Send: x}})
}

// Recv is <-ch, of values of the type that into points to.
func (r *cellRuntime) Recv(_ *int, ch, into any) any {
	c := reflect.ValueOf(ch)
	to := reflect.ValueOf(into).Elem()
	if !c.IsNil() {
		if v, ok := c.TryRecv(); v.IsValid() {
			if ok {
				to.Set(v)
			}
			return to.Interface()
		}
	}
	if _, v, ok := wait([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: c}}); ok {
		to.Set(v)
	}
	return to.Interface()
}

// A selection is how a select statement went on.
type selection struct {
	index int // of the case; -1 for default
	value reflect.Value
	ok    bool
}

// selectCase is a case of a select statement: a receive, or with a value a send.
func selectCase(ch any, send ...any) *reflect.SelectCase {
	c := reflect.ValueOf(ch)
	if len(send) == 0 {
		return &reflect.SelectCase{Dir: reflect.SelectRecv, Chan: c}
	}
	return &reflect.SelectCase{Dir: reflect.SelectSend, Chan: c, Send: argument(send[0], c.Type().Elem())}
}

// Select performs one of the cases, or with a default none if none is ready.
func (r *cellRuntime) Select(_ *int, hasDefault bool, cases ...*reflect.SelectCase) *selection {
	list := make([]reflect.SelectCase, len(cases), len(cases)+1)
	for i, c := range cases {
		list[i] = *c
	}
	if !hasDefault {
		i, v, ok := wait(list)
		return &selection{i, v, ok}
	}
	i, v, ok := reflect.Select(append(list, reflect.SelectCase{Dir: reflect.SelectDefault}))
	if i == len(cases) {
		return &selection{index: -1}
	}
	return &selection{i, v, ok}
}

func chosen(s *selection) int { return s.index }

// receivedValue is what was received, of the type that into points to.
func receivedValue(s *selection, into any) any {
	if s.ok {
		reflect.ValueOf(into).Elem().Set(s.value)
	}
	return valueAt(into)
}

func receivedOk(s *selection) bool { return s.ok }
