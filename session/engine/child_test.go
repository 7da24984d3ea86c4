package engine

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/goawait/goawait/session/engine/symbols/handlers"
	"github.com/goawait/goawait/session/engine/wire"
)

// TestMain runs the tests, or is the engine that one of them started.
func TestMain(m *testing.M) {
	lane := os.Getenv("ENGINE_TEST_LANE")
	if lane != "" {
		grace = childGrace
	}
	switch lane {
	case "scripted":
		os.Exit(start(os.Stdin, os.Stdout, newScripted))
	case "instant":
		os.Exit(Main(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

// childGrace is the grace of the engines that tests start.
const childGrace = 300 * time.Millisecond

// patience is how long a test waits for what must come. Nothing is measured by it.
const patience = 2 * time.Minute

// A child is an engine in a process of its own, and the test is its session.
type child struct {
	t        testing.TB
	cmd      *exec.Cmd
	in       io.WriteCloser
	messages chan *wire.Message // closed when the engine's output ends
	seen     []*wire.Message    // events that were passed over
	lastID   int64
	stderr   *lockedBuffer
	out      *os.File
	racy     bool // it runs code that has a data race
}

// startChild starts an engine with that lane and takes its Ready.
func startChild(t testing.TB, lane string) *child {
	t.Helper()
	c := startUnread(t, lane)
	c.read()
	m := c.next()
	if m.Ready == nil || m.Ready.Version != wire.Version || m.Ready.PID != c.cmd.Process.Pid {
		t.Fatalf("the first message is %s", show(m))
	}
	return c
}

// startUnread starts an engine whose output nobody reads until read is called.
func startUnread(t testing.TB, lane string) *child {
	t.Helper()
	c := &child{t: t, cmd: exec.Command(os.Args[0]), messages: make(chan *wire.Message, 1000), stderr: new(lockedBuffer)}
	c.cmd.Env = append(os.Environ(), "ENGINE_TEST_LANE="+lane)
	c.cmd.Stderr = c.stderr
	var err error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.out = out.(*os.File)
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.cmd.Process.Kill()
		c.cmd.Wait()
		if said := c.stderr.String(); strings.Contains(said, "DATA RACE") && !c.racy {
			t.Errorf("the engine has a race: %s", said)
		}
	})
	return c
}

// read begins to read the engine's output.
func (c *child) read() {
	go func() { // ends with the engine's output
		defer close(c.messages)
		lines := bufio.NewScanner(c.out)
		lines.Buffer(nil, 64<<20)
		for lines.Scan() {
			m := new(wire.Message)
			if err := json.Unmarshal(lines.Bytes(), m); err != nil {
				c.t.Errorf("not a message: %.100q: %v", lines.Bytes(), err)
				return
			}
			c.messages <- m
		}
	}()
}

// next gives the next message.
func (c *child) next() *wire.Message {
	c.t.Helper()
	select {
	case m, ok := <-c.messages:
		if !ok {
			c.t.Fatalf("the engine has ended; it said %s", c.stderr)
		}
		return m
	case <-time.After(patience):
		c.t.Fatalf("no message; the engine said %s", c.stderr)
	}
	return nil
}

// send sends a request and gives its ID.
func (c *child) send(r wire.Request) int64 {
	c.t.Helper()
	c.lastID++
	r.ID = c.lastID
	line, err := json.Marshal(r)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.in.Write(append(line, '\n')); err != nil {
		c.t.Fatal(err)
	}
	return r.ID
}

// reply waits for the reply to a request; events before it go to c.seen.
func (c *child) reply(id int64) *wire.Message {
	c.t.Helper()
	return c.until(func(m *wire.Message) bool { return m.ID == id })
}

// find gives a message that was seen, or else waits for it.
func (c *child) find(is func(*wire.Message) bool) *wire.Message {
	c.t.Helper()
	for _, m := range c.seen {
		if is(m) {
			return m
		}
	}
	m := c.until(is)
	c.seen = append(c.seen, m)
	return m
}

// until waits for a message; those before it go to c.seen.
func (c *child) until(is func(*wire.Message) bool) *wire.Message {
	c.t.Helper()
	for {
		m := c.next()
		if is(m) {
			return m
		}
		c.seen = append(c.seen, m)
	}
}

func (c *child) call(r wire.Request) *wire.Message {
	c.t.Helper()
	return c.reply(c.send(r))
}

func (c *child) configure(conf wire.Config) {
	c.t.Helper()
	if m := c.call(wire.Request{Op: wire.OpConfigure, Config: &conf}); m.Error != "" {
		c.t.Fatal(m.Error)
	}
}

// start has a scripted cell run, and does not wait for it.
func (c *child) start(cell int, script string) int64 {
	c.t.Helper()
	return c.send(wire.Request{Op: wire.OpRun, Run: &wire.Run{Cell: cell, Source: script, HasValue: true}})
}

// run runs a scripted cell and gives its result, which must be there.
func (c *child) run(cell int, script string) *wire.Result {
	c.t.Helper()
	m := c.reply(c.start(cell, script))
	if m.Result == nil {
		c.t.Fatalf("cell %d: %s", cell, show(m))
	}
	return m.Result
}

func (c *child) interrupt(cell int) *wire.Message {
	c.t.Helper()
	return c.call(wire.Request{Op: wire.OpInterrupt, Interrupt: &wire.Interrupt{Cell: cell}})
}

// output gives what was seen of a cell's output on a stream, and forgets it.
func (c *child) output(cell int, stream string) string {
	var b strings.Builder
	rest := c.seen[:0]
	for _, m := range c.seen {
		if m.Output != nil && m.Output.Cell == cell && m.Output.Stream == stream {
			b.WriteString(m.Output.Text)
			continue
		}
		rest = append(rest, m)
	}
	c.seen = rest
	return b.String()
}

// ends waits for the engine to end and gives its exit status; the last messages go to c.seen.
func (c *child) ends() int {
	c.t.Helper()
	late := time.After(patience)
	for {
		select {
		case m, ok := <-c.messages:
			if ok {
				c.seen = append(c.seen, m)
				continue
			}
			c.cmd.Wait()
			return c.cmd.ProcessState.ExitCode()
		case <-late:
			c.t.Fatal("the engine does not end")
		}
	}
}

// still checks that the engine runs cells.
func (c *child) still() {
	c.t.Helper()
	if r := c.run(1000, "value"); r.State != wire.Done || r.Value == nil || r.Value.Text != "7" {
		c.t.Fatalf("a plain cell gives %+v", r)
	}
}

func show(m *wire.Message) string {
	b, _ := json.Marshal(m)
	return string(b)
}

// A lockedBuffer is a buffer for one writer and one reader.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer // guarded by mu
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func decode(t *testing.T, line []byte) *wire.Message {
	t.Helper()
	m := new(wire.Message)
	if err := json.Unmarshal(line, m); err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	return m
}
