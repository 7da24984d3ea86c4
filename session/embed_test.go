package session_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/async"
)

type config struct {
	Host   string
	Port   int
	Tags   map[string]int
	secret string
}

func (c *config) Addr() string        { return fmt.Sprintf("%s:%d", c.Host, c.Port) }
func (c config) With(port int) config { c.Port = port; return c }
func (c *config) Fail() error         { return errNo }
func (c *config) Each(f func(string)) { f(c.Host) }

var errNo = errors.New("no")

// prompt runs an embedded prompt on a script and returns what it shows.
func prompt(t *testing.T, script string, options ...session.EmbedOption) string {
	t.Helper()
	var out strings.Builder
	options = append(options, session.Console(strings.NewReader(script), &out), session.Private())
	if err := session.Embed(context.Background(), options...); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestEmbedReadsAndWritesTheProgram(t *testing.T) {
	cfg := &config{Host: "localhost", Port: 80, Tags: map[string]int{"a": 1}, secret: "x"}
	n := 3
	var e error
	out := prompt(t, `cfg.Addr()

cfg.Port = 8080; n++

next := cfg.With(9)
next.Addr()

cfg

cfg.Tags["b"] = n

f := func(x int) int { return x * n }
f(10)

e = cfg.Fail()
errors.Is(e, e)

double(4)

cfg.secret

panic("ouch")

cfg.Each(func(s string) { fmt.Println("host", s) })

session_test.NotLent

%reset

n
`, session.Var("cfg", &cfg), session.Var("n", &n), session.Var("e", &e), session.Runner(async.Loop),
		session.Func("double", func(i int) int { return 2 * i }))
	want := `Out[1]: "localhost:80"
Out[3]: "localhost:9"
Out[4]: &session_test.config{Host:"localhost", Port:8080, Tags:map["a":1], secret:"x"}
Out[6]: 40
Out[7]: true
Out[8]: 8
cell 9, line 1, column 5: cfg.secret undefined (cannot refer to unexported field secret)
cell 10, line 1: panic: ouch
host localhost
cell 12, line 1, column 14: undefined: session_test.NotLent
Out[14]: 4
`
	if out != want {
		t.Errorf("the prompt showed\n%s\nwant\n%s", out, want)
	}
	if cfg.Port != 8080 || n != 4 || cfg.Tags["b"] != 4 || !errors.Is(e, errNo) {
		t.Errorf("the program has %+v, %d, %v", cfg, n, e)
	}
}

// What the program lends and an interpreted function defers can recover, or it is refused.
func TestEmbedDefers(t *testing.T) {
	var given any
	saver := &saver{given: &given}
	var closer io.Closer = saver
	out := prompt(t, `func try(f func()) { defer func() { fmt.Println("outside", recover(), given) }(); f() }

try(func() { defer saver.Save(); panic("method") })

try(func() { defer closer.Close(); panic("interface") })

try(func() { defer save(); panic("function") })

try(func() { defer saver.SaveAs("x"); panic("with parameters") })

try(func() { defer func() { saver.SaveAs("x") }(); panic("wrapped") })
`, session.Var("given", &given), session.Var("saver", &saver), session.Var("closer", &closer), session.Func("save", saver.Save))
	want := `outside <nil> method
outside <nil> interface
outside <nil> function
cell 5, line 1, column 20: a deferred call of a func(string), which may recover, needs the native lane, which a prompt inside a program does not have
outside wrapped <nil>
`
	if out != want {
		t.Errorf("the prompt showed\n%s\nwant\n%s", out, want)
	}
}

// A saver recovers.
type saver struct{ given *any }

func (s *saver) Save()              { *s.given = recover() }
func (s *saver) Close() error       { s.Save(); *s.given = recover(); return nil }
func (s *saver) SaveAs(name string) { *s.given = recover() }

func TestEmbedNests(t *testing.T) {
	n := 1
	out := prompt(t, `m := n + 1

session.Embed(context.Background(), session.Var("m", &m), session.Private())

m = m * 10

k := 5

session.Embed(context.Background(), session.Var("k", &k), session.Private())

k++

exit

k

exit

m; k

n = m

m
`, session.Var("n", &n))
	want := `Out[4]: 6
cell 3, line 1, column 4: undefined: k
Out[5]: 20
`
	if out != want {
		t.Errorf("the prompts showed\n%s\nwant\n%s", out, want)
	}
	if n != 20 {
		t.Errorf("n is %d", n)
	}
}

// Leaving in any way leaves the program as it was.
func TestEmbedIsLeft(t *testing.T) {
	for _, script := range []string{"exit\n", "quit()\n1\n", "", "os.Exit(3)\n\n1\n", "defer func() { recover() }()\nos.Exit(3)\n\n1\n", "%autoawait goroutine\n\nawait func() { os.Exit(3) }\n\n1\n", "go func() { panic(1) }()\n", "func f() int { return f() }\nf()\n"} {
		before, stdout := runtime.NumGoroutine(), os.Stdout
		out := prompt(t, script)
		if strings.Contains(out, "Out[") {
			t.Errorf("%q: the prompt went on: %s", script, out)
		}
		if os.Stdout != stdout {
			t.Errorf("%q changed the standard output", script)
		}
		for deadline := time.Now().Add(time.Minute); runtime.NumGoroutine() > before; runtime.Gosched() {
			if time.Now().After(deadline) {
				t.Fatalf("%q left goroutines:\n%s", script, stacks())
			}
		}
	}
}

func stacks() string {
	b := make([]byte, 1<<20)
	return string(b[:runtime.Stack(b, true)])
}

// A prompt that waits for input is left when its context ends, and one that runs a cell too.
func TestEmbedEndsWithItsContext(t *testing.T) {
	for _, script := range []string{"", "for {}\n\n", "select {}\n\n", "<-make(chan int)\n\n"} {
		ctx, cancel := context.WithCancelCause(context.Background())
		r, w := io.Pipe()
		go func() { // ends when all is written
			io.WriteString(w, script)
			cancel(errNo)
		}()
		var out strings.Builder
		err := session.Embed(ctx, session.Console(r, &out), session.Private(), session.Var("x", new(int)))
		if !errors.Is(err, errNo) {
			t.Errorf("%q: %v, want the cause", script, err)
		}
		w.Close()
	}
}

func TestEmbedOptions(t *testing.T) {
	for want, option := range map[string]session.EmbedOption{
		`session.Var("x") needs a pointer to the variable, not a int`: session.Var("x", 1),
		`session.Var("x") needs a pointer to the variable, not nil`:   session.Var("x", nil),
		`session.Func("x") needs a function, not a *int`:              session.Func("x", new(int)),
		`"a b" is not a name that a cell could use`:                   session.Var("a b", new(int)),
		`session.Runner was given no function`:                        session.Runner(nil),
		`an option is nil`:                                            nil,
	} {
		err := session.Embed(context.Background(), option)
		if err == nil || err.Error() != "embedding: "+want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// The default runner has no loop, and says what to do about it.
func TestEmbedWithoutLoop(t *testing.T) {
	out := prompt(t, `%autoawait

await func() int { return 3 }

await async.Sleep(time.Millisecond)

%autoawait loop

await async.Sleep(time.Millisecond); 4
`)
	t.Log(out)
	for _, want := range []string{
		"autoawait is `on`, and set to use `sync`\n", "session.Runner(async.Loop)", "Out[5]: 4\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the prompt showed\n%s\nwithout %q", out, want)
		}
	}
}
