package engine

import (
	"context"
	"maps"
	"reflect"
	"sync"

	"github.com/goawait/goawait/session/async"
)

// asyncTable is package async in the instant lane: what has no type parameters is itself, what
// has is instantiated with any or has a twin here.
var asyncTable = sync.OnceValue(func() map[string]reflect.Value {
	table := maps.Clone(asyncSymbols)
	for name, v := range map[string]any{
		"AwaitAny": async.AwaitAny, "Go": async.Go, "LeftBehind": async.LeftBehind, "Raised": async.Raised, "Runners": async.Runners,
		"NewLoop": async.NewLoop, "NewCustomLoop": async.NewCustomLoop,
		"RunnerSync": async.RunnerSync, "RunnerError": (*async.RunnerError)(nil), "SuspendError": (*async.SuspendError)(nil),
		"RunnerGoroutine": async.RunnerGoroutine, "RunnerLoop": async.RunnerLoop,
		"Runner": (*async.Runner)(nil), "Scope": (*async.Scope)(nil),

		"Queue": (*async.Queue[any])(nil), "NewQueue": async.NewQueue[any],
		"Race": async.RaceAny, "WithTimeout": async.WithTimeoutAny, "WithDeadline": async.WithDeadlineAny,
		"SpawnIn": async.SpawnIn[any], "Untyped": async.UntypedAny,
		"Call": callTwin, "Recv": recvTwin, "AdaptAs": adaptTwin,
	} {
		table[name] = reflect.ValueOf(v)
	}
	table["ErrScopeEnded"] = reflect.ValueOf(&async.ErrScopeEnded).Elem()
	return table
})

// twined calls fn, a function or method of package async, and gives its results as the untyped
// twins have them.
func twined(spread bool, fn any, args ...any) any {
	out := callLater(spread, fn, args...).do()
	list := make(manyResults, len(out))
	for i, v := range out {
		list[i] = untyped(v.Interface())
	}
	return list
}

// untyped is x, or its twin if it is a coroutine.
func untyped(x any) any {
	if c, ok := x.(async.AnyCoroutine); ok && !reflect.ValueOf(c).IsNil() {
		return async.UntypedAny(c)
	}
	return x
}

// raceOf is async.Race of the elements of a slice.
func raceOf(slice any) *async.Coroutine[any] { return async.RaceAny(elements(slice)...) }

// nth is the result number i of a call, of the type that into points to.
func nth(results any, i int, into any) any {
	assignTo(into, results.(manyResults)[i])
	return valueAt(into)
}

// callTwin is async.Call.
func callTwin(ctx context.Context, name string, fn any) (any, error) {
	return async.AwaitCall(ctx, name, func(ctx context.Context) (any, error) { return pairOf(fn, ctx) })
}

// pairOf calls a function of a context that gives a value and an error.
func pairOf(fn any, ctx context.Context) (any, error) {
	out := reflect.ValueOf(fn).Call([]reflect.Value{reflect.ValueOf(ctx)})
	err, _ := out[1].Interface().(error)
	return out[0].Interface(), err
}

// recvTwin is async.Recv.
func recvTwin(ctx context.Context, ch any) (any, bool, error) { return async.AwaitChan(ctx, ch) }

// adaptTwin is async.Adapt, for the type that the key stands for.
func adaptTwin(key string, fn any) { async.Raise(async.AdaptAs(key, fn)) }
