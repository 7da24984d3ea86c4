package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/wire"
)

// A scripted lane runs cells that are Go functions of this file: the process with no
// interpreter in it. The source of a cell names its script.
type scripted struct {
	host
	mu    sync.Mutex // guards values
	names map[string]scriptName
}

type scriptName struct {
	def   wire.Define
	value reflect.Value
}

func newScripted(h host) (lane, namespace) {
	s := &scripted{host: h, names: make(map[string]scriptName)}
	return s, s
}

func (s *scripted) swap(*wire.Swap) (*wire.Swapped, error) {
	return nil, errors.New("a scripted lane compiles nothing")
}

func (s *scripted) rest() {}

func (s *scripted) run(c *cell) outcome {
	name, arg, _ := strings.Cut(c.Source, " ")
	script := scripts[name]
	if script == nil {
		return outcome{state: wire.Refused, err: "no script " + name}
	}
	body := func(ctx context.Context) (any, error) {
		if c.stopped() {
			async.Raise(context.Canceled)
		}
		return script(&scriptRun{s, c, ctx, arg}), nil
	}
	var v any
	var err error
	if c.Async {
		v, err = c.scope.Run(async.New("cell", body))
	} else {
		v, err = c.scope.Do("cell", body)
	}
	var panicked *async.PanicError
	switch {
	case errors.As(err, &panicked):
		return outcome{state: wire.Panicked, err: err.Error()}
	case errors.Is(err, context.Canceled) && c.stopped():
		return outcome{state: wire.Interrupted, err: "interrupted"}
	case err != nil:
		return outcome{state: wire.Raised, err: err.Error()}
	}
	return outcome{state: wire.Done, value: reflect.ValueOf(v)}
}

func (s *scripted) keep(def wire.Define, v reflect.Value) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names[def.Key] = scriptName{def, v}
}

func (s *scripted) lookup(key string) (wire.Define, reflect.Value, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, ok := s.names[key]
	return n.def, n.value, ok
}

func (s *scripted) drop(keys []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range keys {
		delete(s.names, k)
	}
}

// A scriptRun is one cell that runs a script.
type scriptRun struct {
	*scripted
	c   *cell
	ctx context.Context
	arg string
}

func (r *scriptRun) println(a ...any) { fmt.Fprintln(writerFor(r, os.Stdout), a...) }

// held keeps things that must stay reachable.
var held []any

// errBefore is how a library knows standard error that took hold of it at its init.
var errBefore = os.Stderr

// gate lets a background task of one cell wait for a later cell.
var gate = make(chan struct{}, 100)

var scripts = map[string]func(*scriptRun) any{
	"value":  func(*scriptRun) any { return 7 },
	"struct": func(*scriptRun) any { return struct{ Name, Deep any }{"n", []any{1, map[string]int{"k": 2}}} },
	"keep": func(r *scriptRun) any {
		r.keep(wire.Define{Key: "X_1", Name: "x", Type: &wire.Type{Text: "Nums"}}, reflect.ValueOf([]int{4, 5}))
		return nil
	},
	"echo": func(r *scriptRun) any { r.print("stdout", []byte(r.arg)); return nil },
	"mixed": func(r *scriptRun) any { // prints, writes, logs and native code: one order a stream
		for i := range 200 {
			r.println("print", i)
			fmt.Fprintln(os.Stdout, "file", i)
			r.print("stderr", fmt.Appendln(nil, "eprint", i))
			fmt.Fprintln(os.Stderr, "efile", i)
			log.New(log.Writer(), "", 0).Println("log", i)
		}
		return nil
	},
	"descriptor": func(r *scriptRun) any { // below os.Stdout, and by another program
		writeFD(1, "one\n")
		fmt.Fprintln(errBefore, "two")
		cmd := exec.Command("sh", "-c", "echo three; echo four >&2; cat")
		cmd.Stdout, cmd.Stderr, cmd.Stdin = os.Stdout, os.Stderr, os.Stdin
		if err := cmd.Run(); err != nil {
			panic(err)
		}
		return nil
	},
	"input": func(*scriptRun) any {
		n, err := os.Stdin.Read(make([]byte, 1))
		return fmt.Sprint(n, err)
	},
	"halves": func(r *scriptRun) any { // a character in two writes, and one that is never completed
		for _, s := range []string{"a\xc3", "\xa9b", "\xe2\x82"} {
			r.print("stdout", []byte(s))
			io.WriteString(os.Stderr, s)
		}
		return nil
	},
	"close": func(*scriptRun) any { os.Stdout.Close(); os.Stderr.Close(); os.Stdin.Close(); return nil },
	"redirect": func(r *scriptRun) any { // what tests of the person's own do
		old := os.Stdout
		defer func() { os.Stdout = old }()
		in, out, err := os.Pipe()
		if err != nil {
			panic(err)
		}
		os.Stdout = out
		r.println("caught")
		out.Close()
		text, _ := io.ReadAll(in)
		return string(text)
	},
	"flood": func(r *scriptRun) any { // arg bytes, by print, in lines of 1024
		var n int
		fmt.Sscan(r.arg, &n)
		line := []byte(strings.Repeat("x", 1023) + "\n")
		for ; n > 0; n -= len(line) {
			r.print("stdout", line)
		}
		return nil
	},
	"gush": func(r *scriptRun) any { // arg bytes, to the file
		var n int
		fmt.Sscan(r.arg, &n)
		for p := make([]byte, 1<<20); n > 0; n -= len(p) {
			os.Stdout.Write(p)
		}
		return nil
	},
	"forever": func(r *scriptRun) any {
		r.println("running")
		for {
			async.Checkpoint()
		}
	},
	"select": func(r *scriptRun) any { r.println("running"); select {} },
	"sleep":  func(r *scriptRun) any { r.println("running"); time.Sleep(time.Hour); return nil },
	"mutex": func(r *scriptRun) any {
		var mu sync.Mutex
		mu.Lock()
		r.println("running")
		mu.Lock()
		return nil
	},
	"await": func(r *scriptRun) any {
		r.println("running")
		_, err := async.Sleep(time.Hour).Await(r.ctx)
		async.Raise(err)
		return nil
	},
	"printing": func(r *scriptRun) any { // for ever; can be stopped only between prints
		for {
			r.println(strings.Repeat("y", 1000))
			async.Checkpoint()
		}
	},
	"panic":   func(*scriptRun) any { panic("ouch") },
	"raise":   func(*scriptRun) any { async.Raise(io.EOF); return nil },
	"goexit":  func(*scriptRun) any { runtime.Goexit(); return nil },
	"badtext": func(*scriptRun) any { return badText{} },
	"exit": func(r *scriptRun) any {
		r.println("before")
		os.Stdout.WriteString("written\n")
		r.exit(3, wire.Position{Cell: r.c.Cell, Line: 5})
		return nil
	},
	"gopanic": func(r *scriptRun) any {
		go func() { panic("in the background") }()
		select {}
	},
	"recurse": func(r *scriptRun) any { return recurse([64]int{}) },
	"maps": func(r *scriptRun) any {
		r.c.statement(2)
		m := map[int]int{}
		for range 8 {
			go func() {
				for i := 0; ; i++ {
					m[i%100] = i
				}
			}()
		}
		select {}
	},
	"fill": func(r *scriptRun) any { // small objects, until there is no memory
		for {
			held = append(held, make([]byte, 10_000))
			touch(held[len(held)-1].([]byte))
		}
	},
	"huge": func(r *scriptRun) any { b := make([]byte, 64<<30); touch(b); return len(b) },
	"statements": func(r *scriptRun) any {
		for line := 2; line <= 4; line++ {
			r.c.statement(line)
		}
		return nil
	},
	"spawn": func(r *scriptRun) any { // a task that prints once for each gate that opens
		t := async.Spawn(async.New("worker", func(ctx context.Context) (any, error) {
			for i := range 3 {
				select {
				case <-gate:
				case <-ctx.Done():
					return nil, ctx.Err()
				}
				r.println("task", i)
				fmt.Fprintln(writerFor(r, os.Stderr), "task", i)
				fmt.Fprintln(os.Stdout, "task file", i)
			}
			return nil, errors.New("worn out")
		}))
		return t.ID()
	},
	"open": func(*scriptRun) any { gate <- struct{}{}; return nil },
	"short": func(*scriptRun) any { // many tasks that come and go
		var ended atomic.Int64
		for range 1000 {
			t := async.Spawn(async.New("short", func(context.Context) (any, error) { ended.Add(1); return nil, nil }))
			t.Await(context.Background())
		}
		return ended.Load()
	},
	"dir": func(*scriptRun) any { dir, _ := os.Getwd(); return dir + " " + os.Getenv("ENGINE_TEST_VALUE") },
}

type badText struct{}

func (badText) String() string { select {} }

func touch(b []byte) {
	for i := 0; i < len(b); i += 4096 {
		b[i] = 1
	}
}

func recurse(a [64]int) int {
	a[0]++
	//lint:ignore SA5007 that is what the test is about
	return recurse(a) + a[1]
}
