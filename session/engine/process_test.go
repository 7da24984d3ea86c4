package engine

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goawait/goawait/session/engine/wire"
)

func TestRunAndInspect(t *testing.T) {
	c := startChild(t, "scripted")
	c.still()
	r := c.run(2, "struct")
	if r.Value == nil || r.Value.Text != `{Name:"n", Deep:[1, map["k":2]]}` || r.Value.Children != 2 || r.Value.Ref == 0 || r.DurationNs <= 0 {
		t.Fatalf("%+v", r.Value)
	}
	children := c.call(wire.Request{Op: wire.OpInspect, Inspect: &wire.Inspect{Ref: r.Value.Ref}}).Children
	if len(children) != 2 || children[1].Name != "Deep" || children[1].Ref == 0 || children[0].Ref != 0 {
		t.Fatalf("%+v", children)
	}
	deep := c.call(wire.Request{Op: wire.OpInspect, Inspect: &wire.Inspect{Ref: children[1].Ref, Start: 1, Count: 5}}).Children
	if len(deep) != 1 || deep[0].Name != "[1]" || deep[0].Text != `map["k":2]` {
		t.Fatalf("%+v", deep)
	}

	c.run(3, "keep")
	names := c.call(wire.Request{Op: wire.OpInspect, Inspect: &wire.Inspect{Keys: []string{"X_1", "Y_1"}}}).Children
	if len(names) != 1 || names[0].Name != "x" || names[0].Text != "[4, 5]" || names[0].Type != "Nums" {
		t.Fatalf("%+v", names)
	}
	if m := c.call(wire.Request{Op: wire.OpForget, Forget: []string{"X_1"}}); m.Error != "" {
		t.Fatal(m.Error)
	}
	if names := c.call(wire.Request{Op: wire.OpInspect, Inspect: &wire.Inspect{Keys: []string{"X_1"}}}).Children; len(names) != 0 {
		t.Errorf("forgotten, and still %+v", names)
	}
	if m := c.call(wire.Request{Op: wire.OpInspect, Inspect: &wire.Inspect{Ref: r.Value.Ref}}); m.Error == "" {
		t.Errorf("a reference from before the forget gives %s", show(m))
	}
	c.still()
}

func TestHowCellsEnd(t *testing.T) {
	c := startChild(t, "scripted")
	for i, w := range []struct {
		script string
		state  wire.State
		err    string
	}{
		{"panic", wire.Panicked, "panic: ouch"},
		{"raise", wire.Raised, "EOF"},
		{"goexit", wire.Raised, "the goroutine was ended by runtime.Goexit"},
		{"nosuch", wire.Refused, "no script nosuch"},
	} {
		if r := c.run(i+1, w.script); r.State != w.state || !strings.Contains(r.Error, w.err) {
			t.Errorf("%s: %s %q", w.script, r.State, r.Error)
		}
		c.still()
	}
	if r := c.run(9, "badtext"); r.State != wire.Done || r.Value.Text != "engine.badText{}" {
		t.Errorf("a String method that does not return: %+v", r.Value)
	}
}

func TestCellsRunInOrder(t *testing.T) {
	c := startChild(t, "scripted")
	var ids []int64
	for i := range 50 {
		ids = append(ids, c.start(i+1, fmt.Sprintf("echo %d\n", i)))
	}
	for i, id := range ids {
		m := c.until(func(m *wire.Message) bool { return m.ID != 0 })
		if m.ID != id {
			t.Fatalf("reply %d came in place of %d", m.ID, id)
		}
		if got, want := c.output(i+1, "stdout"), fmt.Sprintln(i); got != want {
			t.Errorf("before the reply of cell %d came %q", i+1, got)
		}
	}
}

func TestBadRequests(t *testing.T) {
	c := startChild(t, "scripted")
	for _, line := range []string{"{", "null", `"x"`, `{"id":"x"}`, "\x00\xff", strings.Repeat("[", 100_000)} {
		fmt.Fprintln(c.in, line)
		if m := c.next(); m.Error == "" {
			t.Errorf("%.20q gives %s", line, show(m))
		}
	}
	for _, r := range []wire.Request{
		{Op: "nosuch"},
		{Op: wire.OpRun},
		{Op: wire.OpInspect},
		{Op: wire.OpRun, Run: &wire.Run{Cell: 1, Runner: "trio"}},
		{Op: wire.OpConfigure, Config: &wire.Config{Dir: "/nonexistent", Env: []string{"x"}}},
	} {
		if m := c.call(r); m.Error == "" {
			t.Errorf("%+v gives %s", r, show(m))
		}
	}
	if m := c.interrupt(0); m.Error != "" {
		t.Errorf("interrupting nothing: %s", m.Error)
	}
	c.still()
}

func TestConfigure(t *testing.T) {
	c := startChild(t, "scripted")
	dir := t.TempDir()
	c.configure(wire.Config{Dir: dir, Env: []string{"ENGINE_TEST_VALUE=set"}})
	if r := c.run(1, "dir"); !strings.HasSuffix(r.Value.Text, `set"`) || !strings.Contains(r.Value.Text, dir[len(dir)-3:]) {
		t.Errorf("%+v", r.Value)
	}
}

func TestEnds(t *testing.T) {
	c := startChild(t, "scripted")
	c.call(wire.Request{Op: wire.OpShutdown})
	if code := c.ends(); code != 0 {
		t.Errorf("after shutdown: status %d", code)
	}

	c = startChild(t, "scripted")
	c.start(1, "sleep")
	c.until(func(m *wire.Message) bool { return m.Output != nil })
	c.in.Close()
	if code := c.ends(); code != 0 {
		t.Errorf("after the end of its input: status %d", code)
	}
}
