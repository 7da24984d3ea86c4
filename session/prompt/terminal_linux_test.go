package prompt_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/goawait/goawait/session/prompt"
)

// A terminal is a pseudo terminal, and the test is the person at it.
type terminal struct {
	t      *testing.T
	ours   *os.File
	theirs *os.File

	seen int // of the screen, by wait
	news chan struct{}

	mu     sync.Mutex // guards screen
	screen strings.Builder
}

func openTerminal(t *testing.T) *terminal {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skipf("no pseudo terminals here: %v", err)
	}
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo terminals here: %v", err)
	}
	x := &terminal{t: t, ours: os.NewFile(uintptr(fd), "ptmx"), theirs: theirs, news: make(chan struct{}, 1)}
	go func() { // ends when both ends are closed
		b := make([]byte, 4096)
		for {
			n, err := x.ours.Read(b)
			if err != nil {
				return
			}
			x.mu.Lock()
			x.screen.Write(b[:n])
			x.mu.Unlock()
			select {
			case x.news <- struct{}{}:
			default:
			}
		}
	}()
	t.Cleanup(func() { x.theirs.Close(); x.ours.Close() })
	return x
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;?]*[a-zA-Z]|\r")

// wait waits until text is on the screen, below what was waited for before.
func (x *terminal) wait(text string) {
	x.t.Helper()
	late := time.After(time.Minute)
	for {
		x.mu.Lock()
		all := escapes.ReplaceAllString(x.screen.String(), "")
		x.mu.Unlock()
		rest := all[x.seen:]
		if i := strings.Index(rest, text); i >= 0 {
			x.seen += i + len(text)
			return
		}
		select {
		case <-x.news:
		case <-late:
			x.t.Fatalf("waited in vain for %q; the screen has %q", text, rest)
		}
	}
}

func (x *terminal) keys(keys string) {
	x.t.Helper()
	if _, err := x.ours.WriteString(keys); err != nil {
		x.t.Fatal(err)
	}
}

// completing is a fake session that completes one word.
type completing struct {
	fake
	interrupted chan struct{}
	blocking    chan struct{} // closed when a cell blocks; may be nil
}

func (c *completing) Complete(text string, offset int) (int, []string) {
	start := strings.LastIndexAny(text[:offset], " .\n") + 1
	var words []string
	for _, w := range []string{"alpha", "alphabet", "beta"} {
		if strings.HasPrefix(w, text[start:offset]) {
			words = append(words, w)
		}
	}
	return start, words
}

func (c *completing) Interrupt() { close(c.interrupted) }

func (c *completing) Run(ctx context.Context, text string) (prompt.Shown, error) {
	if strings.TrimSpace(text) == "block" {
		if c.blocking != nil {
			close(c.blocking)
		}
		<-c.interrupted
		return prompt.Shown{Cell: len(c.cells), Error: "interrupted"}, nil
	}
	return c.fake.Run(ctx, text)
}

func (c *completing) History() []string { return []string{"older", "old\nand more"} }

func TestTerminal(t *testing.T) {
	t.Setenv("TERM", "xterm")
	x := openTerminal(t)
	before, err := unix.IoctlGetTermios(int(x.theirs.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	c := &completing{fake: fake{t: t}, interrupted: make(chan struct{})}
	c.p = prompt.New(x.theirs, x.theirs, c)
	if !c.p.Interactive() {
		t.Fatal("it does not know a terminal")
	}
	done := make(chan error, 1)
	go func() { done <- c.p.Run(context.Background()) }() // ends when the prompt is left

	x.wait("In [1]: ")
	x.keys("1 + 1\r")
	x.wait(`Out[1]: "1 + 1"`)
	x.wait("In [2]: ")
	x.keys("f {\r") // goes on until it is whole
	x.wait("...: ")
	x.keys("g\r")
	x.wait("...: ")
	x.keys("}\r")
	x.wait(`Out[2]: "f {\ng\n}"`)
	x.wait("In [3]: ")
	x.keys("never mind\x03") // Ctrl-C gives up the line
	x.wait("In [3]: ")
	x.keys("f {\r")
	x.wait("...: ")
	x.keys("\x03") // and the whole cell
	x.wait("In [3]: ")
	x.keys("alphab\t\r")
	x.wait(`Out[3]: "alphabet"`)
	x.wait("In [4]: ")
	x.keys("alpha\t") // the candidates agree no further
	x.wait("alpha  alphabet")
	x.keys("\r")
	x.wait(`Out[4]: "alpha"`)
	x.wait("In [5]: ")
	x.keys("\x1b[A\x1b[A\r") // up, up
	x.wait(`Out[5]: "alphab`)
	x.wait("In [6]: ")
	x.keys("\x1b[200~2\n3\n\x1b[201~") // pasted lines are one cell
	x.wait("...: ")
	x.wait("...: ")
	x.keys("\r")
	x.wait(`Out[6]: "2\n3"`)
	x.wait("In [7]: ")
	x.keys("typing")
	x.wait("typing")
	fmt.Fprintln(c.p, "from a task") // output comes above the line that is being typed
	x.wait("from a task\nIn [7]: typing")
	x.keys("\r")
	x.wait(`Out[7]: "typing"`)
	x.wait("In [8]: ")
	x.keys("f\x1b[A") // the cell that begins so, in one line
	x.wait("f {⏎g⏎}")
	x.keys("\r")
	x.wait(`Out[8]: "f {\ng\n}"`)
	x.wait("In [9]: ")
	x.keys("f {\r")
	x.wait("...: ")
	x.keys("\tgg\r")
	x.wait("...: ")
	x.keys("\x1b[A") // what is above comes back to be edited
	x.wait("f {⏎→gg⏎")
	x.keys("} alphab\t\r")
	x.wait(`Out[9]: "f {\n\tgg\n} alphabet"`)
	x.wait("In [10]: ")
	x.keys("yp\x12") // Ctrl-R: the cell that has it in it
	x.wait("typing")
	x.keys("\x1b[B") // and back
	x.keys("\x01\x0bx\r")
	x.wait(`Out[10]: "x"`)
	x.wait("In [11]: ")
	x.keys("\x04") // Ctrl-D leaves
	if err := <-done; err != nil {
		t.Errorf("leaving gave %v", err)
	}
	after, err := unix.IoctlGetTermios(int(x.theirs.Fd()), unix.TCGETS)
	if err != nil || *after != *before {
		t.Errorf("the terminal was left with %+v, %v; it had %+v", after, err, before)
	}
}

// A prompt at which nobody types is left when its context ends, the terminal as it was.
func TestTerminalIsLeft(t *testing.T) {
	t.Setenv("TERM", "xterm")
	x := openTerminal(t)
	c := &completing{fake: fake{t: t}}
	c.p = prompt.New(x.theirs, x.theirs, c)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.p.Run(ctx) }() // ends when the prompt is left
	x.wait("In [1]: ")
	cancel()
	if err := <-done; err == nil {
		t.Error("leaving gave no error")
	}
}

// A terminal without a cursor has prompts and Ctrl-C, and nothing that needs one.
func TestDumbTerminal(t *testing.T) {
	t.Setenv("TERM", "dumb")
	x := openTerminal(t)
	c := &completing{fake: fake{t: t}, interrupted: make(chan struct{}), blocking: make(chan struct{})}
	c.p = prompt.New(x.theirs, x.theirs, c)
	if !c.p.Interactive() {
		t.Fatal("it does not know a terminal")
	}
	done := make(chan error, 1)
	go func() { done <- c.p.Run(context.Background()) }() // ends when the prompt is left
	interrupt := func() {
		t.Helper()
		if err := unix.Kill(os.Getpid(), unix.SIGINT); err != nil {
			t.Fatal(err)
		}
	}

	x.wait("In [1]: ")
	x.keys("f {\r")
	x.wait("...: ")
	x.keys("}\r")
	x.wait(`Out[1]: "f {\n}"`)
	x.wait("In [2]: ")
	x.keys("f {\r")
	x.wait("...: ")
	interrupt() // gives up the cell
	x.wait("In [2]: ")
	x.keys("block\r")
	<-c.blocking
	interrupt() // the cell that runs
	x.wait("interrupted")
	x.wait("In [2]: ")
	x.keys("\x04") // Ctrl-D leaves
	if err := <-done; err != nil {
		t.Errorf("leaving gave %v", err)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if screen := x.screen.String(); strings.Contains(screen, "\x1b") {
		t.Errorf("the screen has escape sequences: %q", screen)
	}
}
