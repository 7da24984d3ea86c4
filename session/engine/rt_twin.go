package engine

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
)

// twin calls the twin of a generic function of the standard library: the same, by reflection.
// Its result has the type that into points to; into is nil if there is none.
func twin(name string, into any, args ...any) any {
	var result any
	switch name {
	case "cmp.Compare":
		result = compareValues(reflect.ValueOf(args[0]), reflect.ValueOf(args[1]))
	case "slices.Clone":
		result = cloneSlice(reflect.ValueOf(args[0])).Interface()
	case "slices.Contains":
		result = slices.Contains(elements(args[0]), args[1])
	case "slices.Equal":
		result = slices.Equal(elements(args[0]), elements(args[1]))
	case "slices.Index":
		result = slices.Index(elements(args[0]), args[1])
	case "slices.Max":
		result = extremeOf(args[0], "Max", func(a, b any) any { return maxOf(reflect.New(reflect.TypeOf(a)).Interface(), a, b) })
	case "slices.Min":
		result = extremeOf(args[0], "Min", func(a, b any) any { return minOf(reflect.New(reflect.TypeOf(a)).Interface(), a, b) })
	case "slices.Reverse":
		list := elements(args[0])
		slices.Reverse(list)
		putElements(args[0], list)
	case "slices.Sort":
		list := elements(args[0])
		slices.SortFunc(list, func(a, b any) int { return compareValues(reflect.ValueOf(a), reflect.ValueOf(b)) })
		putElements(args[0], list)
	case "slices.SortFunc":
		sortElements(args[0], args[1], slices.SortFunc[[]any])
	case "slices.SortStableFunc":
		sortElements(args[0], args[1], slices.SortStableFunc[[]any])
	default:
		panic(fmt.Sprintf("%s has no twin", name))
	}
	if into == nil {
		return nil
	}
	assignTo(into, result)
	return valueAt(into)
}

// elements are the elements of a slice, in a slice of their own.
func elements(slice any) []any {
	v := reflect.ValueOf(slice)
	list := make([]any, v.Len())
	for i := range list {
		list[i] = v.Index(i).Interface()
	}
	return list
}

func putElements(slice any, list []any) {
	v := reflect.ValueOf(slice)
	for i, x := range list {
		v.Index(i).Set(argument(x, v.Type().Elem()))
	}
}

// sortElements sorts by the same comparisons as the function itself makes, so that equal
// elements come out in the same order.
func sortElements(slice, compare any, sort func([]any, func(a, b any) int)) {
	f := reflect.ValueOf(compare)
	elem := reflect.TypeOf(slice).Elem()
	list := elements(slice)
	defer func() { putElements(slice, list) }() // also if compare panics: what is sorted by then is
	sort(list, func(a, b any) int {
		return int(f.Call([]reflect.Value{argument(a, elem), argument(b, elem)})[0].Int())
	})
}

func cloneSlice(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return v
	}
	return reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v)
}

func extremeOf(slice any, name string, of func(a, b any) any) any {
	list := elements(slice)
	if len(list) == 0 {
		panic("slices." + name + ": empty list")
	}
	best := list[0]
	for _, x := range list[1:] {
		best = of(best, x)
	}
	return best
}

// compareValues is cmp.Compare.
func compareValues(a, b reflect.Value) int {
	if a.CanFloat() {
		return cmp.Compare(a.Float(), b.Float())
	}
	return compareOrdered(a, b)
}
