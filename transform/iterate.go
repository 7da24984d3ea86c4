package transform

import (
	"go/types"
)

// This file is the dialect's table of what async for ranges over and async with enters.

// An asyncForm is how an async for or async with is put to go/types. As with a site, it does
// not depend on types of the cell itself.
type asyncForm struct {
	kind    AsyncKind
	address bool // it is the operand's address that has the methods
	ends    bool // go/types is to take it that nothing comes after an async with whose body leaves
}

// An iterated is a row of the table that an operand was found to match.
type iterated struct {
	asyncForm
	values []types.Type
}

// ranged finds the row for what an async for ranges over.
func ranged(t types.Type, addressable bool) iterated {
	switch u := t.Underlying().(type) {
	case *types.Chan:
		if u.Dir() != types.SendOnly {
			return iterated{asyncForm{kind: ForChan}, []types.Type{u.Elem()}}
		}
	case *types.Signature:
		if values, ok := yielded(u); ok {
			return iterated{asyncForm{kind: ForSeq}, values}
		}
	}
	address := false
	next := method(t, false, "Next")
	if next == nil && addressable {
		next, address = method(t, true, "Next"), true
	}
	if next == nil || !takesContext(next, 1) || next.Results().Len() != 3 {
		return iterated{}
	}
	r := next.Results()
	if !isBool(r.At(1).Type()) || !types.Identical(r.At(2).Type(), errorType) {
		return iterated{}
	}
	return iterated{asyncForm{kind: ForNext, address: address}, []types.Type{r.At(0).Type()}}
}

// yielded is what a push iterator gives for each item.
func yielded(f *types.Signature) ([]types.Type, bool) {
	if f.TypeParams().Len() > 0 || f.Variadic() || f.Params().Len() != 1 || f.Results().Len() != 0 {
		return nil, false
	}
	yield, ok := f.Params().At(0).Type().Underlying().(*types.Signature)
	if !ok || yield.Variadic() || yield.Params().Len() > 2 || yield.Results().Len() != 1 || !isBool(yield.Results().At(0).Type()) {
		return nil, false
	}
	return tupleTypes(yield.Params()), true
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.Bool
}

// takesContext reports whether a method has n parameters, the first a context.
func takesContext(f *types.Signature, n int) bool {
	return !f.Variadic() && f.Params().Len() == n && isContext(f.Params().At(0).Type())
}

// entered finds the row for what an async with enters.
func entered(t types.Type, addressable bool) iterated {
	if i, ok := enteredAs(t); ok {
		return i
	}
	if !addressable {
		return iterated{}
	}
	i, ok := enteredAs(types.NewPointer(t))
	if !ok {
		return iterated{}
	}
	i.address = true
	return i
}

func enteredAs(t types.Type) (iterated, bool) {
	if enter, exit := method(t, false, "Enter"), method(t, false, "Exit"); enter != nil && exit != nil &&
		takesContext(enter, 1) && enter.Results().Len() == 2 && types.Identical(enter.Results().At(1).Type(), errorType) &&
		takesContext(exit, 2) && types.Identical(exit.Params().At(1).Type(), errorType) && onlyError(exit) {
		return iterated{asyncForm{kind: WithEnter}, []types.Type{enter.Results().At(0).Type()}}, true
	}
	if f := method(t, false, "Close"); f != nil && f.Params().Len() == 0 && onlyError(f) {
		return iterated{asyncForm{kind: WithCloser, ends: true}, []types.Type{t}}, true
	}
	lock, unlock := method(t, false, "Lock"), method(t, false, "Unlock")
	if lock != nil && unlock != nil && isBare(lock) && isBare(unlock) {
		return iterated{asyncForm{kind: WithLocker, ends: true}, []types.Type{t}}, true
	}
	return iterated{}, false
}

func onlyError(f *types.Signature) bool {
	return f.Results().Len() == 1 && types.Identical(f.Results().At(0).Type(), errorType)
}

func isBare(f *types.Signature) bool { return f.Params().Len() == 0 && f.Results().Len() == 0 }

// unranged says why t cannot be ranged over by async for.
func (k *checker) unranged(tv types.TypeAndValue) string {
	name := types.TypeString(types.Default(tv.Type), k.qualifier)
	msg := name + " cannot be ranged over by async for: it takes a channel, an iter.Seq, an iter.Seq2, or what has Next(context.Context) (T, bool, error)"
	switch u := types.Default(tv.Type).Underlying().(type) {
	case *types.Chan:
		return name + " cannot be ranged over by async for: it can only be sent to"
	case *types.Slice, *types.Array, *types.Map, *types.Basic:
		return name + " cannot be ranged over by async for: nothing is waited for between its items; range over it with for"
	case *types.Signature:
		if u.Params().Len() == 0 && u.Results().Len() == 1 {
			if i := ranged(u.Results().At(0).Type(), false); i.kind != AsyncInvalid {
				return name + " cannot be ranged over by async for: call it"
			}
		}
	}
	if coroutineOf(tv.Type) != nil {
		return name + " cannot be ranged over by async for: await it first"
	}
	if i := ranged(types.NewPointer(tv.Type), false); i.kind != AsyncInvalid {
		return name + " cannot be ranged over by async for, but its address can"
	}
	return msg
}

// unentered says why t cannot be entered by async with.
func (k *checker) unentered(tv types.TypeAndValue) string {
	name := types.TypeString(types.Default(tv.Type), k.qualifier)
	msg := name + " cannot be entered by async with"
	if coroutineOf(tv.Type) != nil {
		return msg + ": await it first"
	}
	if f, ok := tv.Type.Underlying().(*types.Signature); ok && f.Params().Len() == 0 && f.Results().Len() == 1 {
		if i := entered(f.Results().At(0).Type(), false); i.kind != AsyncInvalid {
			return msg + ": call it"
		}
	}
	if t, ok := tv.Type.(*types.Tuple); ok {
		return "a call with " + count(t.Len(), "result") + " cannot be entered by async with: define its results first"
	}
	if _, ok := enteredAs(types.NewPointer(tv.Type)); ok {
		return msg + ", but its address can"
	}
	return msg + ": it takes an io.Closer, a sync.Locker, or what has Enter(context.Context) (T, error) and Exit(context.Context, error) error"
}
