package session_test

import (
	"context"
	"testing"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/engine/wire"
)

// A task that is the value of a cell becomes, in the cell's result, what it ends with.
func TestTaskAsValue(t *testing.T) {
	s := openReal(t, session.Config{})
	settled := make(chan *session.Result, 16)
	defer s.Subscribe(func(e session.Event) {
		if r := e.Result; r != nil && !r.Pending() {
			settled <- r
		}
	})()
	run := func(source string) *session.Result {
		t.Helper()
		r, err := s.Run(context.Background(), session.RunRequest{Source: source})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	next := func(cell int) *session.Result {
		t.Helper()
		for r := range settled {
			if r.Cell == cell {
				return r
			}
		}
		return nil
	}
	run("type P struct { X, y int }\ngate := make(chan int)\nasync func wait() P { await gate; return P{1, 2} }\n" +
		"async func fail() error { await gate; return errors.New(\"no\") }\nasync func nothing() { await gate }")
	for _, test := range []struct {
		source, end string
		state       wire.State
		text        string
	}{
		{"t := async.Spawn(wait())\nt", "gate <- 1", wire.Done, "P{X:1, y:2}"},
		{"async.Spawn(nothing())", "gate <- 1", wire.Done, ""},
		{"async.Spawn(fail())", "gate <- 1", wire.Raised, "task fail: no"},
		{"t = async.Spawn(wait())\nt", "t.Cancel()", wire.Interrupted, "task wait was cancelled"},
	} {
		began := run(test.source)
		if !began.OK() || !began.Pending() {
			t.Fatalf("%q gave %+v", test.source, began)
		}
		if r := run(test.end); !r.OK() {
			t.Fatalf("%q gave %s", test.end, r.Text)
		}
		r := next(began.Cell)
		if r.State != test.state || r.Text != test.text || r.Run != began.Run {
			t.Errorf("%q became %s %q, want %s %q", test.source, r.State, r.Text, test.state, test.text)
		}
		if kept := s.Result(began.Cell); kept.Text != r.Text || kept.Pending() {
			t.Errorf("%q is kept as %+v", test.source, kept)
		}
	}
}
