package flatjson_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/goawait/goawait/dap/protocol"
	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/session/flatjson"
)

// fill gives every field of v that JSON knows a value, each another, down to a depth.
func fill(v reflect.Value, n *int, depth int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("<%d> \"é\"\n", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Float64:
		v.SetFloat(float64(*n) / 8)
	case reflect.Uint8:
		v.SetUint(uint64(*n % 256))
	case reflect.Pointer:
		if depth > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), n, depth-1)
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			v.SetBytes(fmt.Appendf(nil, `{"n":[%d]}`, *n))
		} else if depth > 0 {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			fill(v.Index(0), n, depth-1)
			fill(v.Index(1), n, depth-1)
		}
	case reflect.Map:
		if depth > 0 {
			key, elem := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, n, depth-1)
			fill(elem, n, depth-1)
			v.Set(reflect.MakeMap(v.Type()))
			v.SetMapIndex(key, elem)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), n, depth)
			}
		}
	}
}

// agree holds that a message of every kind is written and read as encoding/json does it: whole,
// and with each of its fields alone.
func agree[T any](t *testing.T) {
	t.Helper()
	n := 0
	check := func(v *T) {
		for _, plain := range []bool{false, true} {
			codec := flatjson.Codec[T]{Plain: plain}
			var want bytes.Buffer
			enc := json.NewEncoder(&want)
			enc.SetEscapeHTML(!plain)
			if err := enc.Encode(v); err != nil {
				t.Fatal(err)
			}
			text, err := codec.Append(nil, v)
			if err != nil || string(text)+"\n" != want.String() {
				t.Fatalf("%T was written, error %v, as\n%s\nwant\n%s", v, err, text, &want)
			}
			var got, same T
			if err := errOf(codec.Decode(text, &got), json.Unmarshal(text, &same)); err != nil || !reflect.DeepEqual(got, same) {
				t.Fatalf("%s was read, error %v, as\n%+v\nwant\n%+v", text, err, got, same)
			}
		}
	}
	check(new(T))
	full := new(T)
	fill(reflect.ValueOf(full).Elem(), &n, 4)
	check(full)
	for i := range reflect.TypeFor[T]().NumField() {
		one := new(T)
		fill(reflect.ValueOf(one).Elem().Field(i), &n, 2)
		check(one)
	}
}

func errOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func TestMessages(t *testing.T) {
	agree[wire.Request](t)
	agree[wire.Run](t)
	agree[wire.Message](t)
	agree[wire.Result](t)
	agree[wire.TaskNews](t)
	agree[session.Entry](t)
	agree[protocol.EvaluateArguments](t)
	agree[protocol.EvaluateBody](t)
	agree[protocol.OutputBody](t)
	agree[protocol.Request](t)
	agree[protocol.Response](t)
	agree[protocol.Event](t)
}
