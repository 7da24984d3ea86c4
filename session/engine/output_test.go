package engine

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goawait/goawait/session/engine/wire"
)

// Prints, writes to files and logging keep their order, and all of it is there before the
// reply.
func TestOutputOrder(t *testing.T) {
	c := startChild(t, "scripted")
	c.run(5, "mixed")
	var stdout, stderr strings.Builder
	for i := range 200 {
		fmt.Fprintf(&stdout, "print %d\nfile %d\n", i, i)
		fmt.Fprintf(&stderr, "eprint %d\nefile %d\nlog %d\n", i, i, i)
	}
	if got := c.output(5, "stdout"); got != stdout.String() {
		t.Errorf("stdout:\n%s", got)
	}
	if got := c.output(5, "stderr"); got != stderr.String() {
		t.Errorf("stderr:\n%s", got)
	}
}

func TestOutputOfDescriptors(t *testing.T) {
	c := startChild(t, "scripted")
	c.run(1, "descriptor")
	if out, err := c.output(1, "stdout"), c.output(1, "stderr"); out != "one\nthree\n" || err != "two\nfour\n" {
		t.Errorf("%q %q", out, err)
	}
	if r := c.run(2, "input"); r.Value.Text != `"0 EOF"` {
		t.Errorf("standard input gives %s", r.Value.Text)
	}
}

func TestOutputIsUTF8(t *testing.T) {
	c := startChild(t, "scripted")
	c.run(1, "halves")
	const want = "aéb\ufffd\ufffd"
	if out, err := c.output(1, "stdout"), c.output(1, "stderr"); out != want || err != want {
		t.Errorf("%q %q", out, err)
	}
	c.run(2, "echo \x00\x1b[31m\"\\\u2028</script>\x7f")
	if out := c.output(2, "stdout"); out != "\x00\x1b[31m\"\\\u2028</script>\x7f" {
		t.Errorf("%q", out)
	}
}

func TestClosedFiles(t *testing.T) {
	c := startChild(t, "scripted")
	c.run(1, "close")
	c.run(2, "mixed")
	if out, err := c.output(2, "stdout"), c.output(2, "stderr"); strings.Count(out, "\n") != 400 || strings.Count(err, "\n") != 600 {
		t.Errorf("%d and %d lines after a cell closed the files", strings.Count(out, "\n"), strings.Count(err, "\n"))
	}
	if r := c.run(3, "redirect"); r.Value.Text != `"caught\n"` {
		t.Errorf("printing to a file that the cell put in place of os.Stdout: %s", r.Value.Text)
	}
	c.run(4, "echo again")
	if out := c.output(4, "stdout"); out != "again" {
		t.Errorf("%q", out)
	}
}

func TestOutputLimit(t *testing.T) {
	const limit = 1 << 20
	for script, n := range map[string]int{"flood": 1 << 28, "gush": 1 << 30} {
		c := startChild(t, "scripted")
		c.configure(wire.Config{OutputLimit: limit})
		c.run(1, fmt.Sprint(script, " ", n))
		want := fmt.Sprintf("\n[the output limit of 1 MiB was reached: %d bytes were dropped]\n", n-limit)
		if out, err := c.output(1, "stdout"), c.output(1, "stderr"); len(out) != limit || err != want {
			t.Errorf("%s: %d bytes, and %q", script, len(out), err)
		}
		c.run(2, "echo next")
		if out := c.output(2, "stdout"); out != "next" {
			t.Errorf("%s: the next cell's output is %q", script, out)
		}
	}
}

func TestUnlimitedOutput(t *testing.T) {
	c := startChild(t, "scripted")
	c.run(1, fmt.Sprint("flood ", 64<<20))
	if out := c.output(1, "stdout"); len(out) != 64<<20 {
		t.Errorf("%d bytes", len(out))
	}
}

// Each task's output is its cell's, whichever cell runs; failures that nobody awaits are told.
func TestTaskOutput(t *testing.T) {
	c := startChild(t, "scripted")
	spawned := c.run(1, "spawn")
	if spawned.Tasks != 1 {
		t.Errorf("%d tasks", spawned.Tasks)
	}
	tasks := c.call(wire.Request{Op: wire.OpTasks}).Tasks
	if len(tasks) != 1 || fmt.Sprint(tasks[0].ID) != spawned.Value.Text || tasks[0].Name != "worker" || tasks[0].Cell != 1 || tasks[0].State != "pending" {
		t.Fatalf("%+v", tasks)
	}
	c.run(2, "open")
	c.run(3, "open")
	c.run(4, "open")
	failed := c.find(func(m *wire.Message) bool { return m.Task != nil && m.Task.What == "failed" }).Task
	if failed.Error != "worn out" || failed.Task.Cell != 1 || failed.Task.ID != tasks[0].ID {
		t.Errorf("%+v", failed)
	}
	c.find(func(m *wire.Message) bool { return m.Task != nil && m.Task.What == "done" })
	news := ""
	task := ""
	for _, m := range c.seen {
		if m.Task != nil && m.Task.What != "failed" {
			news += m.Task.What + " "
		}
		if m.Output != nil && m.Output.Task == tasks[0].ID {
			task += m.Output.Text
		}
	}
	if news != "spawned done " || task != "task 0\ntask 0\ntask 1\ntask 1\ntask 2\ntask 2\n" {
		t.Errorf("news %q, output of the task %q", news, task)
	}
	c.run(5, "short")
	for _, m := range c.seen {
		if m.Task != nil && m.Task.Task.Cell == 5 && m.Task.What != "spawned" && m.Task.What != "done" {
			t.Errorf("%+v", m.Task)
		}
	}
}

func TestCancelTask(t *testing.T) {
	c := startChild(t, "scripted")
	c.run(1, "spawn")
	tasks := c.call(wire.Request{Op: wire.OpTasks}).Tasks
	if m := c.call(wire.Request{Op: wire.OpCancelTask, Task: tasks[0].ID}); m.Error != "" {
		t.Fatal(m.Error)
	}
	done := c.find(func(m *wire.Message) bool { return m.Task != nil && m.Task.What == "done" }).Task
	if done.Task.State != "cancelled" {
		t.Errorf("%+v", done)
	}
	for range 2 { // %cancel all meets tasks that ended since it listed them
		if m := c.call(wire.Request{Op: wire.OpCancelTask, Task: tasks[0].ID}); m.Error != "" {
			t.Fatal(m.Error)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a", "é", "\xff", "a\xc3", "\xe2\x82", "\xf0\x9f\x98\x80", "\"\\\n\x00\x7f", "\u2028\ufffd"} {
		f.Add(s, 1)
	}
	f.Fuzz(func(t *testing.T, s string, cut int) {
		n := cutRune([]byte(s))
		if len(s)-n >= utf8.UTFMax || n < len(s) && utf8.FullRuneInString(s[n:]) {
			t.Errorf("cutRune(%q) = %d", s, n)
		}
		// However it arrives, what comes out is the text with U+FFFD for what is no UTF-8.
		cut = max(0, min(cut, len(s)))
		var l ledger
		var got []byte
		for _, p := range []string{s[:cut], s[cut:]} {
			got = append(got, l.whole(source{}, []byte(p))...)
		}
		rest, _ := l.settle(0)
		for _, r := range rest {
			got = append(got, r.bytes...)
		}
		if string(got) != s {
			t.Errorf("%q in two pieces gives %q", s, got)
		}
		it := item{text: []byte(s), source: source{cell: 1, stream: "stdout"}}
		m := decode(t, it.append(nil))
		if want := string([]rune(s)); m.Output.Text != want {
			t.Errorf("%q arrives as %q", s, m.Output.Text)
		}
	})
}
