package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/traefik/yaegi/interp"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/display"
	"github.com/goawait/goawait/session/engine/cellrt"
	"github.com/goawait/goawait/session/engine/wire"
)

// instant is the lane that interprets. Every cell gets an interpreter of its own, which lives
// as long as something of the cell's does: a function, a goroutine. What cells share is in
// names.
type instant struct {
	host     host
	names    *names
	compiled *compiled
	more     func(path string) map[string]reflect.Value // symbols beside those of the engine; may be nil

	spare *interp.Interpreter // for the next cell, made while nobody waits; guarded by compiling
}

// compiling is held while a cell is compiled: two compilations at once fail.
var compiling sync.Mutex

// running holds the cells whose statements have not ended.
var running sync.Map // *cell → nothing

func newInstant(h host) (lane, namespace) {
	in := &instant{host: h, names: newNames()}
	in.compiled = newCompiled(h, in.names)
	in.attach()
	return in, in.names
}

// attach makes the lane ready for its first cell.
func (in *instant) attach() {
	async.OnCancel(requestHalt)
	go in.rest() // ends by itself, at once
}

// run compiles and executes a cell, see lane.
func (in *instant) run(c *cell) outcome {
	if c.Plugin != "" {
		return in.runCompiled(c)
	}
	if strange := strangeType(c.Types); strange != "" {
		return outcome{state: wire.NeedsNative, err: strange}
	}
	rt := &cellRuntime{no: c.Cell, host: in.host, statement: c.statement, more: in.more, names: in.names, timing: newTiming(c.Timing)}
	if c.Handover {
		rt.handing = newHanding(c.Stamp, c.hot)
		defer rt.handing.watch()()
	}
	body, err := in.body(c.Run, rt)
	var absent *absentPackage
	if errors.As(err, &absent) && OpenPlugin != nil {
		return outcome{state: wire.NeedsNative, err: "the package " + absent.path} // of a type of a compiled cell's variable
	}
	if err != nil {
		return refused(c, err)
	}
	cellrt.Defined(c.functions(), nil)
	running.Store(c, nil)
	defer running.Delete(c)
	fn := &function{rt: rt, line: 1, sig: new(signature)}
	exec := func(context.Context) (any, error) {
		if c.stopped() {
			c.scope.Interrupt()
		}
		async.Current().SetPos(c.Cell, 1)
		var value any
		fn.run(func(line *int) {
			defer enterCoroutine(frameOf(line))()
			value = body(line)
		})
		if c.HasValue {
			c.show(reflect.ValueOf(value))
		}
		return value, nil
	}
	return in.perform(c, exec, rt.timing)
}

// perform executes the statements of a cell, as its runner has it if it is async, and profiles
// them if that is asked for. t is nil unless they measure themselves.
func (in *instant) perform(c *cell, exec func(context.Context) (any, error), t *timing) outcome {
	defer cellrt.Guard()()
	var prof *profiler
	if c.Profile {
		prof = startProfiler()
	}
	var value any
	var err error
	if c.Async {
		value, err = c.scope.Run(async.NewAt(c.Package, c.Cell, 1, exec))
	} else {
		value, err = c.scope.Do(c.Package, exec)
	}
	o := in.outcome(c, value, err)
	if prof != nil {
		o.profile = prof.stop()
	}
	o.timed = t.result()
	return o
}

// outcome says how a cell ended.
func (in *instant) outcome(c *cell, value any, err error) outcome {
	o := outcome{state: wire.Done, value: reflect.ValueOf(value)}
	if err == nil {
		return o
	}
	o.value = reflect.Value{}
	o.trace = trace(c.scope.Root().Trace())
	var panicked *async.PanicError
	switch {
	case c.stopped() && errors.Is(err, context.Canceled):
		o.state, o.err = wire.Interrupted, "interrupted"
	case errors.As(err, &panicked) && error(panicked) == err:
		o.state, o.err = wire.Panicked, display.ErrorText(err)
	default:
		o.state, o.err = wire.Raised, "await: "+display.ErrorText(err)
	}
	return o
}

func newInterpreter() *interp.Interpreter {
	return interp.New(interp.Options{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard})
}

// rest makes an interpreter for the next cell, which is a fifth of what a small one costs.
func (in *instant) rest() {
	compiling.Lock()
	defer compiling.Unlock()
	if in.spare == nil {
		in.spare = newInterpreter()
	}
}

// body gives what a cell's statements are: compiled, or evaluated as they stand.
func (in *instant) body(r *wire.Run, rt *cellRuntime) (run func(*int) any, err error) {
	if r.Direct == nil {
		return in.compile(r, rt)
	}
	return rt.direct(in.names, r.Direct)
}

// compile gives what a cell's statements are, with its names bound to their places.
func (in *instant) compile(r *wire.Run, rt *cellRuntime) (run func(*int) any, err error) {
	compiling.Lock()
	defer compiling.Unlock()
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("compiling panicked: %v", v)
		}
	}()
	i := in.spare
	if in.spare = nil; i == nil {
		i = newInterpreter()
	}
	exports := interp.Exports{rtPath + "/rt": rt.symbols()}
	for _, imp := range r.Imports {
		fields := strings.Fields(imp)
		if len(fields) == 0 {
			continue
		}
		key, table, err := rt.used(fields[0], fields[1:])
		if err != nil {
			return nil, err
		}
		exports[key] = table
	}
	if err := i.Use(exports); err != nil {
		return nil, err
	}
	if _, err := i.Eval(r.Source); err != nil {
		return nil, err
	}
	symbols := i.Symbols(r.Package)[r.Package]
	vars, err := symbolOf[func() []any](symbols, "Vars")
	if err != nil {
		return nil, err
	}
	run, err = symbolOf[func(*int) any](symbols, "Run")
	if err != nil {
		return nil, err
	}
	return run, in.bind(i, rt, r, vars())
}

// symbolOf gives a function of the cell's package as compiled code can call it.
func symbolOf[T any](symbols map[string]reflect.Value, name string) (T, error) {
	var none T
	v, ok := symbols[name]
	if !ok {
		return none, fmt.Errorf("%s is not in the compiled cell", name)
	}
	f, ok := v.Interface().(T)
	if !ok {
		return none, fmt.Errorf("%s is a %s", name, v.Type())
	}
	return f, nil
}

// An absentPackage is a package whose symbols interpreted cells cannot have.
type absentPackage struct{ path string }

func (e *absentPackage) Error() string {
	return "the package " + e.path + " is not part of this engine"
}

// used picks the symbols of a package that a cell uses. They go under another path than the
// package's own: yaegi treats the standard library's specially, and slowly.
func (r *cellRuntime) used(path string, symbols []string) (string, map[string]reflect.Value, error) {
	table := r.lend(path)
	if table == nil {
		return "", nil, &absentPackage{path}
	}
	r.reflects = r.reflects || path == "reflect"
	list := make(map[string]reflect.Value, len(symbols))
	for _, s := range symbols {
		v, ok := table[s]
		if !ok {
			return "", nil, fmt.Errorf("%s.%s is not part of this engine", path, s)
		}
		list[s] = v
	}
	name := path[strings.LastIndexByte(path, '/')+1:]
	return "std/" + path + "/" + name, list, nil
}

// bind makes the cell's variables, of which it is given the addresses, those of the session.
func (in *instant) bind(i *interp.Interpreter, rt *cellRuntime, r *wire.Run, pointers []any) error {
	if len(pointers) != len(r.Defines)+len(r.Uses) {
		return fmt.Errorf("the cell has %d names and not %d", len(pointers), len(r.Defines)+len(r.Uses))
	}
	places := make(map[uintptr]reflect.Value, len(pointers))
	for n, p := range pointers {
		own := reflect.ValueOf(p)
		var place reflect.Value
		var err error
		if n < len(r.Defines) {
			place = in.names.define(r.Defines[n], own.Type(), r.Stamp)
			rt.declares(r.Defines[n], r.Stamp, place)
		} else if place, err = in.names.use(r.Uses[n-len(r.Defines)], own.Type()); err != nil {
			return err
		}
		places[own.Pointer()] = place
	}
	if n := alias(i, places); n < len(places) {
		return fmt.Errorf("%d of %d names were found in the interpreter", n, len(places))
	}
	return nil
}

// atLine is how yaegi begins the message of an error.
var atLine = regexp.MustCompile(`^(?:compiling panicked: )?(?:[^:\s]*:)?(\d+):(\d+): `)

// refused is the outcome of a cell whose lowered source does not compile. It is not the
// person's fault, but it is at their line.
func refused(c *cell, err error) outcome {
	text := err.Error()
	o := outcome{state: wire.Refused}
	if m := atLine.FindStringSubmatch(text); m != nil {
		text = text[len(m[0]):]
		if n, _ := strconv.Atoi(m[1]); n >= 1 && n <= len(c.Lines) {
			o.trace = []wire.Position{{Cell: c.Cell, Line: c.Lines[n-1]}}
		}
	}
	text, _, _ = strings.Cut(text, "\n")
	o.err = "the instant lane cannot run this cell, a fault of goawait and not of the cell: " + text
	if c.Plugin != "" {
		o.err = text
	}
	return o
}
