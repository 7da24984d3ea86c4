package engine

import (
	"cmp"
	"fmt"
	"reflect"
)

// unary is an operator before a value of a basic type.
func unary(op string, x reflect.Value) reflect.Value {
	v := reflect.New(x.Type()).Elem()
	switch {
	case op == "!":
		v.SetBool(!x.Bool())
	case op == "+":
		return x
	case op == "-" && x.CanInt():
		v.SetInt(-x.Int())
	case op == "-" && x.CanUint():
		v.SetUint(-x.Uint())
	case op == "-" && x.CanFloat():
		v.SetFloat(-x.Float())
	case op == "^" && x.CanInt():
		v.SetInt(^x.Int())
	case op == "^" && x.CanUint():
		v.SetUint(^x.Uint())
	default:
		panic(fmt.Sprintf("%s%s is not known", op, x.Type()))
	}
	return v
}

// binary is an operator between two values of one basic type, or a shift.
func binary(op string, x, y thunk) thunk {
	switch op {
	case "&&":
		return func() reflect.Value {
			if v := x(); !v.Bool() {
				return v
			}
			return y()
		}
	case "||":
		return func() reflect.Value {
			if v := x(); v.Bool() {
				return v
			}
			return y()
		}
	case "<<", ">>":
		return func() reflect.Value { return shifted(op, x(), y()) }
	case "==", "!=", "<", "<=", ">", ">=":
		return func() reflect.Value { return reflect.ValueOf(compared(op, x(), y())) }
	}
	return func() reflect.Value { return computed(op, x(), y()) }
}

// A number is what arithmetic is done with: what has all the bits of the operands' type. What is
// beyond those is cut off where the result is set.
type number interface{ ~int64 | ~uint64 }

func computed(op string, x, y reflect.Value) reflect.Value {
	v := reflect.New(x.Type()).Elem()
	switch {
	case x.CanInt():
		v.SetInt(arithmetic(op, x.Int(), y.Int()))
	case x.CanUint():
		v.SetUint(arithmetic(op, x.Uint(), y.Uint()))
	case x.CanFloat():
		v.SetFloat(floating(op, x.Float(), y.Float()))
	case x.Kind() == reflect.String && op == "+":
		v.SetString(x.String() + y.String())
	default:
		panic(fmt.Sprintf("%s %s %s is not known", x.Type(), op, y.Type()))
	}
	return v
}

func arithmetic[N number](op string, x, y N) N {
	switch op {
	case "+":
		return x + y
	case "-":
		return x - y
	case "*":
		return x * y
	case "/":
		return x / y
	case "%":
		return x % y
	case "&":
		return x & y
	case "|":
		return x | y
	case "^":
		return x ^ y
	case "&^":
		return x &^ y
	}
	panic("the operator " + op + " is not known")
}

// floating computes with 64 bits also for 32: rounding twice gives the same as once.
func floating(op string, x, y float64) float64 {
	switch op {
	case "+":
		return x + y
	case "-":
		return x - y
	case "*":
		return x * y
	case "/":
		return x / y
	}
	panic("the operator " + op + " is not known")
}

func shifted(op string, x, n reflect.Value) reflect.Value {
	v := reflect.New(x.Type()).Elem()
	by := shift(n.Interface())
	switch {
	case x.CanInt() && op == "<<":
		v.SetInt(x.Int() << by)
	case x.CanInt():
		v.SetInt(x.Int() >> by)
	case op == "<<":
		v.SetUint(x.Uint() << by)
	default:
		v.SetUint(x.Uint() >> by)
	}
	return v
}

func compared(op string, x, y reflect.Value) bool {
	if x.Kind() == reflect.Bool {
		return (x.Bool() == y.Bool()) == (op == "==")
	}
	if x.CanFloat() { // of a NaN nothing is true but that it is not equal
		return ordered(op, x.Float(), y.Float())
	}
	return ordered(op, compareOrdered(x, y), 0)
}

func ordered[T cmp.Ordered](op string, x, y T) bool {
	switch op {
	case "==":
		return x == y
	case "!=":
		return x != y
	case "<":
		return x < y
	case "<=":
		return x <= y
	case ">":
		return x > y
	}
	return x >= y
}
