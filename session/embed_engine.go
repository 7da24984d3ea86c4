package session

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine"
	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/session/imports"
	"github.com/goawait/goawait/session/mirror"
	"github.com/goawait/goawait/transform"
)

// An embedding is one Embed: what is lent to its session, and the engine that runs in the
// program's own process.
type embedding struct {
	in      io.Reader
	out     io.Writer
	name    string
	private bool
	runner  async.Runner
	changes []Changes

	transformers []Transformer

	importer *imports.Importer
	mirror   *mirror.Mirror
	host     *engine.Inside
	lent     []lentVar
}

// A lentVar is a variable of the program's; place points to it.
type lentVar struct {
	name  string
	place reflect.Value
}

func newEmbedding() *embedding {
	e := &embedding{host: engine.NewInside(), importer: imports.New("")}
	e.in, e.out = standardConsole()
	e.name = strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe")
	e.mirror = mirror.New(linked{e.importer})
	e.host.Symbols = e.mirror.Symbols
	e.lendItself()
	return e
}

// lendItself has cells embed again.
func (e *embedding) lendItself() {
	const path = "github.com/goawait/goawait/session"
	for name, f := range map[string]any{
		"Embed": Embed, "Var": Var, "Func": Func, "Runner": Runner, "Named": Named, "Private": Private,
	} {
		if err := e.mirror.Add(path, "session", name, reflect.ValueOf(f)); err != nil {
			panic(err) // cannot happen: they are functions
		}
	}
}

// linked is an importer of those packages of the standard library that engines inside a program
// have.
type linked struct{ *imports.Importer }

// Standard implements mirror.Importer.
func (l linked) Standard(path string) bool { return l.Importer.Standard(path) && engine.Has(path) }

func (e *embedding) lend(name string, place reflect.Value) error {
	if err := checkName(name); err != nil {
		return err
	}
	if slices.ContainsFunc(e.lent, func(l lentVar) bool { return l.name == name }) {
		return fmt.Errorf("the name %s is lent twice", name)
	}
	e.lent = append(e.lent, lentVar{name, place})
	return nil
}

func (e *embedding) lendPackage(path string, members map[string]any) error {
	name := path[strings.LastIndexByte(path, '/')+1:]
	for member, v := range members {
		value := reflect.ValueOf(v)
		if value.Kind() == reflect.Pointer && value.Type().Elem().Name() == member && value.Type().Elem().PkgPath() == path {
			e.mirror.TypeOf(value.Type())
			continue
		}
		if err := e.mirror.Add(path, name, member, value); err != nil {
			return err
		}
	}
	return nil
}

// settings are those that an embedding brings.
func (e *embedding) settings() map[string]Changes {
	name := async.RunnerSync
	if e.runner != nil {
		var builtin bool
		if name, builtin = runnerName(e.runner); !builtin {
			e.host.Runners = map[string]async.Runner{name: e.runner}
		}
	}
	return map[string]Changes{"runner": {Runner: &name}}
}

// runners are the names of the runners that a session has; e is nil for one of its own.
func (e *embedding) runners() []string {
	if e == nil {
		return builtRunners
	}
	names := append(slices.Collect(maps.Keys(e.host.Runners)), builtRunners...)
	slices.Sort(names)
	return slices.Compact(names)
}

// aboutRunner is what %autoawait says beside the runner.
func (e *embedding) aboutRunner(runner string) string {
	if e == nil || runner != async.RunnerSync {
		return ""
	}
	return "\nThis prompt is inside a running program and has no event loop, so an await that would really wait raises.\n" +
		"session.Runner(async.Loop), given to session.Embed, gives it one; so does `%autoawait loop` here."
}

// afresh is the namespace of a session that is begun anew, all names but the program's gone.
func (e *embedding) afresh() *transform.Namespace {
	if e == nil {
		return nil
	}
	e.host.Reset()
	return e.names(nil)
}

// names adds what is lent to ns, under keys that were never used.
func (e *embedding) names(ns *transform.Namespace) *transform.Namespace {
	if e == nil {
		return ns
	}
	for _, l := range e.lent {
		t := e.mirror.TypeOf(l.place.Type().Elem())
		var n *transform.Name
		ns, n = ns.WithVar(l.name, t)
		e.host.Lend(wire.Define{Key: n.Key, Name: n.Name, Kind: "var", Type: wireType(transform.ShapeOf(t, cellPath))}, l.place)
	}
	return ns
}

// spawn starts an engine in this process.
func (e *embedding) spawn() (*process, error) {
	requests, stdin := io.Pipe()
	stdout, messages := io.Pipe()
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { // ends with end, or when the session hangs up
		defer close(ended)
		e.host.Serve(ctx, requests, messages)
	}()
	return &process{
		pid: os.Getpid(), stdin: stdin, stdout: stdout, stderr: io.NopCloser(strings.NewReader("")),
		wait: func() *os.ProcessState { <-ended; end(); return nil }, end: end,
	}, nil
}

// runnerName is the name of the runner that was given, and whether it is one of the built-in
// ones.
func runnerName(run async.Runner) (name string, builtin bool) {
	at := reflect.ValueOf(run).Pointer()
	for name, own := range map[string]async.Runner{async.RunnerGoroutine: async.Goroutine, async.RunnerLoop: async.Loop} {
		if reflect.ValueOf(own).Pointer() == at {
			return name, true
		}
	}
	name = "the program's"
	if f := runtime.FuncForPC(at); f != nil {
		name = f.Name()[strings.LastIndexByte(f.Name(), '.')+1:]
	}
	return name, false
}
