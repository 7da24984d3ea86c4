package engine

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/wire"
)

// This file evaluates expressions by reflection, see wire.Expr: nothing is compiled for them,
// which is most of what a short cell costs.

// A thunk gives the value of an expression each time it is called: one, but for a call.
type thunk func() reflect.Value

// direct makes the body of a cell of an expression. Everything that it mentions is looked up
// now, so that with an error nothing ran.
func (r *cellRuntime) direct(names *names, e *wire.Expr) (func(*int) any, error) {
	d := &director{rt: r, names: names, tables: map[string]map[string]reflect.Value{}}
	many, err := d.root(e)
	if err != nil {
		return nil, err
	}
	return func(line *int) any {
		*line = e.Line
		return many(line)
	}, nil
}

// A director looks up what an expression mentions.
type director struct {
	rt     *cellRuntime
	names  *names
	tables map[string]map[string]reflect.Value // of packages
}

// root gives the value of the whole cell, as lowered code does: a []any for several values.
func (d *director) root(e *wire.Expr) (func(line *int) any, error) {
	switch e.Op {
	case wire.OpAwait:
		x, err := d.value(e.Args[0])
		return func(line *int) any {
			return d.rt.await(line, e.Line, e.Kind, "", x().Interface())
		}, err
	case wire.OpFollow:
		c, err := d.call(e.Args[0])
		return func(line *int) any {
			return d.rt.await(line, e.Line, awaitCall, e.Name, c())
		}, err
	case wire.OpCall:
		c, err := d.call(e)
		return func(*int) any {
			out := c().do()
			if len(out) == 1 {
				return out[0].Interface()
			}
			list := make([]any, len(out))
			for i, v := range out {
				list[i] = v.Interface()
			}
			return list
		}, err
	}
	x, err := d.value(e)
	return func(*int) any { return x().Interface() }, err
}

// await is Await of what has one value or none, which is returned as it is.
func (r *cellRuntime) await(line *int, at, kind int, name string, x any) any {
	values, _, err := r.awaitAt(line, at, kind, name, x)
	if err != nil {
		async.Raise(err)
	}
	if len(values) != 1 {
		return nil
	}
	return values[0]
}

// value looks up an expression with one value.
func (d *director) value(e *wire.Expr) (thunk, error) {
	switch e.Op {
	case wire.OpConst:
		v, err := d.constant(e)
		return func() reflect.Value { return v }, err
	case wire.OpName:
		_, place, ok := d.names.lookup(e.Name)
		if !ok {
			return nil, fmt.Errorf("the session has no %s", e.Name)
		}
		return func() reflect.Value { return place }, nil
	case wire.OpSymbol:
		v, err := d.symbol(e.Path, e.Name)
		return func() reflect.Value { return v }, err
	case wire.OpCall:
		c, err := d.call(e)
		return func() reflect.Value { return c().do()[0] }, err
	}
	args := make([]thunk, len(e.Args))
	for i, a := range e.Args {
		var err error
		if args[i], err = d.value(a); err != nil {
			return nil, err
		}
	}
	switch e.Op {
	case wire.OpField:
		return func() reflect.Value { return fieldOf(args[0](), e.At) }, nil
	case wire.OpMethod:
		return func() reflect.Value { return methodNamed(args[0](), e.Name) }, nil
	case wire.OpByAddr:
		return func() reflect.Value { return methodNamed(args[0]().Addr(), e.Name) }, nil
	case wire.OpLen:
		if e.Name == "cap" {
			return func() reflect.Value { return reflect.ValueOf(args[0]().Cap()) }, nil
		}
		return func() reflect.Value { return reflect.ValueOf(args[0]().Len()) }, nil
	case wire.OpIndex:
		return func() reflect.Value { return elementOf(args[0](), args[1]()) }, nil
	case wire.OpUnary:
		return func() reflect.Value { return unary(e.Name, args[0]()) }, nil
	case wire.OpBinary:
		return binary(e.Name, args[0], args[1]), nil
	}
	return nil, fmt.Errorf("an expression with the op %q is not known", e.Op)
}

// call looks up a call. Calling what it returns evaluates the function and the arguments.
func (d *director) call(e *wire.Expr) (func() *later, error) {
	parts := make([]thunk, len(e.Args))
	for i, a := range e.Args {
		var err error
		if parts[i], err = d.value(a); err != nil {
			return nil, err
		}
	}
	return func() *later {
		c := &later{fn: parts[0](), args: make([]reflect.Value, len(parts)-1)}
		for i, a := range parts[1:] {
			c.args[i] = asItIs(a())
		}
		return c
	}, nil
}

// asItIs is v as it is now, whatever becomes of the variable that it is.
func asItIs(v reflect.Value) reflect.Value {
	if !v.CanAddr() {
		return v
	}
	own := reflect.New(v.Type()).Elem()
	own.Set(v)
	return own
}

// symbol is a variable or function of a package, or a pointer of a type's.
func (d *director) symbol(path, name string) (reflect.Value, error) {
	table := d.tables[path]
	if table == nil {
		if table = d.rt.lend(path); table == nil {
			return reflect.Value{}, &absentPackage{path}
		}
		d.tables[path] = table
	}
	v, ok := table[name]
	if !ok {
		return v, fmt.Errorf("%s.%s is not part of this engine", path, name)
	}
	d.rt.reflects = d.rt.reflects || path == "reflect"
	return v, nil
}

// constant makes a value of the text of a constant.
func (d *director) constant(e *wire.Expr) (reflect.Value, error) {
	t := basicTypes[e.Type]
	if e.Path != "" {
		p, err := d.symbol(e.Path, e.Type)
		if err != nil {
			return p, err
		}
		t = p.Type().Elem()
	}
	if t == nil {
		return reflect.Value{}, fmt.Errorf("constants of type %s are not known", e.Type)
	}
	v := reflect.New(t).Elem()
	var err error
	switch {
	case v.Kind() == reflect.String:
		v.SetString(e.Name)
	case v.Kind() == reflect.Bool:
		v.SetBool(e.Name == "true")
	case v.CanInt():
		var n int64
		n, err = strconv.ParseInt(e.Name, 10, t.Bits())
		v.SetInt(n)
	case v.CanUint():
		var n uint64
		n, err = strconv.ParseUint(e.Name, 10, t.Bits())
		v.SetUint(n)
	case v.CanFloat():
		var f float64
		f, err = strconv.ParseFloat(e.Name, 64)
		v.SetFloat(f)
	default:
		err = fmt.Errorf("constants of type %s are not known", t)
	}
	return v, err
}

// fieldOf is the field of a struct, or of what points to one, through embedded ones.
func fieldOf(v reflect.Value, at []int) reflect.Value {
	for _, i := range at {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				panic(nilDereference())
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}

// methodNamed is a method of v as a function.
func methodNamed(v reflect.Value, name string) reflect.Value {
	m := v.MethodByName(name)
	if !m.IsValid() {
		panic(fmt.Sprintf("%s has no method %s", v.Type(), name))
	}
	return m
}

// elementOf is x[i].
func elementOf(x, i reflect.Value) reflect.Value {
	if x.Kind() == reflect.Map {
		if v := x.MapIndex(i); v.IsValid() {
			return v
		}
		return reflect.Zero(x.Type().Elem())
	}
	n := 0
	switch {
	case i.CanInt():
		n = index(int(i.Int()), x.Len())
	case i.Uint() >= uint64(x.Len()):
		_ = make([]struct{}, x.Len())[i.Uint()]
	default:
		n = int(i.Uint())
	}
	return x.Index(n)
}
