package engine

import (
	"context"
	"fmt"
	"reflect"

	"github.com/goawait/goawait/session/async"
)

// The kinds of awaitables, numbered as transform.AwaitKind.
const (
	awaitMethod = iota + 1
	awaitChan
	awaitFunc
	awaitWait
	awaitContext
	awaitCall
	awaitAdapted
)

// Await awaits x in the current task. The values go where into points, and with capture the
// error (of a channel: the ok) as the last of them; otherwise an error is raised. It returns
// the first of into.
func (r *cellRuntime) Await(line *int, at, kind int, capture, spread bool, name string, x any, into ...any) any {
	values, ok, err := r.awaitAt(line, at, kind, name, x)
	switch {
	case kind == awaitChan && err == nil && capture:
		values = append(values, ok)
	case kind == awaitChan && err == nil && !ok:
		err = async.ErrClosed
	case capture && kind != awaitChan:
		async.Current().Handled()
		n := len(into) - 1
		if spread {
			n = 1
		}
		if len(values) != n {
			values = make([]any, n)
		}
		values, err = append(values[:n:n], err), nil
	}
	if err != nil {
		async.Raise(err)
	}
	if spread && len(values) > 0 {
		values = spreadOut(values, len(into), capture)
	}
	for i, p := range into {
		assignTo(p, values[i])
	}
	if len(into) == 0 {
		return nil
	}
	return into[0]
}

// awaitAt is awaitOne at a line of the cell.
func (r *cellRuntime) awaitAt(line *int, at, kind int, name string, x any) (values []any, ok bool, err error) {
	f := frameOf(line)
	f.line = at
	s := async.Current()
	s.SetPos(r.no, at)
	wait := beginWait()
	values, ok, err = awaitOne(taskContext(), kind, name, x)
	wait.end(waitedFor(wait, kind, name, x))
	s.SetPos(r.no, at)
	return values, ok, err
}

// awaitOne awaits x and returns its values.
func awaitOne(ctx context.Context, kind int, name string, x any) (values []any, ok bool, err error) {
	switch kind {
	case awaitChan:
		v, ok, err := async.AwaitChan(ctx, x)
		return []any{v}, ok, err
	case awaitFunc:
		v, err := async.AwaitFunc(ctx, x)
		return valuesOfCall(x, v), true, err
	case awaitWait:
		return nil, true, async.AwaitWait(ctx, x)
	case awaitAdapted:
		v, err := async.AwaitAdapted(ctx, name, x)
		return valuesOf(v), true, err
	case awaitContext:
		c, _ := x.(context.Context)
		if c == nil {
			panic(nilDereference())
		}
		return nil, true, async.AwaitContext(ctx, c)
	case awaitCall:
		beside := follow()
		v, err := async.AwaitCall(ctx, name, func(context.Context) (any, error) {
			defer beside()()
			return results(x.(*later).do())
		})
		values, _ := v.([]any)
		return values, true, err
	}
	v, err := async.AwaitAny(ctx, x)
	return valuesOf(v), true, err
}

// waitedFor says what an await of x is, for a profile; "" if nobody wants to know.
func waitedFor(w *pause, kind int, name string, x any) string {
	if w == nil {
		return ""
	}
	switch kind {
	case awaitChan:
		return "a channel"
	case awaitContext:
		return "a context"
	case awaitCall:
		return name
	case awaitFunc:
		return "a function"
	}
	if n, ok := x.(interface{ Name() string }); ok {
		return n.Name()
	}
	return fmt.Sprintf("%T", x)
}

// manyResults are the values of a function with several, kept apart from a []any of the
// person's.
type manyResults []any

// valuesOf makes a list of what a coroutine gave.
func valuesOf(v any) []any {
	if list, ok := v.(manyResults); ok {
		return list
	}
	return []any{v}
}

// valuesOfCall makes a list of what f gave, whose several results come as a []any: one that is
// f's only result is a value like any other.
func valuesOfCall(f, v any) []any {
	t := reflect.TypeOf(f)
	n := t.NumOut()
	if n > 0 && t.Out(n-1) == errorType {
		n--
	}
	if n < 2 {
		return []any{v}
	}
	list, _ := v.([]any)
	return list
}

// results splits what a call gave into its values and a last error.
func results(out []reflect.Value) ([]any, error) {
	var err error
	if n := len(out); n > 0 && out[n-1].Type() == errorType {
		err, _ = out[n-1].Interface().(error)
		out = out[:n-1]
	}
	list := make([]any, len(out))
	for i, v := range out {
		list[i] = v.Interface()
	}
	return list, err
}

var errorType = reflect.TypeFor[error]()

// spreadOut replaces the first value, a slice, by its elements.
func spreadOut(values []any, n int, capture bool) []any {
	var list []any
	v := reflect.ValueOf(values[0])
	if capture {
		n--
	}
	for i := range n {
		if v.Kind() == reflect.Slice && i < v.Len() {
			list = append(list, v.Index(i).Interface())
		} else {
			list = append(list, nil)
		}
	}
	return append(list, values[1:]...)
}

// assignTo puts v where p points; nil is the zero value.
func assignTo(p, v any) {
	to := reflect.ValueOf(p).Elem()
	from := reflect.ValueOf(v)
	switch {
	case v == nil:
		to.SetZero()
	case from.Type().AssignableTo(to.Type()):
		to.Set(from)
	case from.CanConvert(to.Type()):
		to.Set(from.Convert(to.Type()))
	default:
		panic(fmt.Sprintf("awaiting gave a %s where a %s was expected", from.Type(), to.Type()))
	}
}

// Async makes a function that returns a coroutine of inner, whose last result is an error if
// fails is set.
func (r *cellRuntime) Async(name string, fails bool, line int, inner any) any {
	v := reflect.ValueOf(inner)
	t := v.Type()
	fn := &function{rt: r, name: name, line: line, inner: v, sig: signatureOf(t)}
	var in []reflect.Type
	for i := 1; i < t.NumIn(); i++ {
		in = append(in, t.In(i))
	}
	outer := reflect.FuncOf(in, []reflect.Type{coroutineType}, t.IsVariadic())
	return reflect.MakeFunc(outer, func(args []reflect.Value) []reflect.Value {
		noteLine() // where it is made
		c := async.NewAt(name, r.no, line, func(context.Context) (any, error) {
			return fn.coroutine(args, fails)
		})
		return []reflect.Value{reflect.ValueOf(c)}
	}).Interface()
}

var coroutineType = reflect.TypeFor[*async.Coroutine[any]]()

// coroutine runs the body of an async function.
func (fn *function) coroutine(args []reflect.Value, fails bool) (any, error) {
	f := &frame{line: fn.line, fn: fn}
	defer enterCoroutine(f)()
	var out []reflect.Value
	f.callInner(args, &out)
	f.rethrow()
	var err error
	if fails {
		if err, _ = out[len(out)-1].Interface().(error); err != nil {
			async.Current().SetPos(fn.rt.no, f.line) // it was returned there
		}
		out = out[:len(out)-1]
	}
	switch {
	case len(out) == 0:
		return nil, err
	case len(out) == 1:
		return out[0].Interface(), err
	}
	list := make(manyResults, len(out))
	for i, v := range out {
		list[i] = v.Interface()
	}
	return list, err
}

// gatherAny is async.Gather. Its slice says which type its value has.
func gatherAny(spread bool, slice any, aws ...any) *async.Coroutine[any] {
	if spread && len(aws) == 1 {
		list := reflect.ValueOf(aws[0])
		aws = nil
		for i := range list.Len() {
			aws = append(aws, list.Index(i).Interface())
		}
	}
	return async.GatherAny(slice, aws...)
}

// gatherN is async.Gather2 and async.Gather3: its value is as many values.
func gatherN(aws ...any) *async.Coroutine[any] {
	all := async.GatherAny(nil, aws...)
	return async.New(all.Name(), func(ctx context.Context) (any, error) {
		v, err := all.Await(ctx)
		if err != nil {
			return nil, err
		}
		return manyResults(v.([]any)), nil
	})
}
