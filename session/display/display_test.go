package display

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"math/big"
	"net"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"
)

type point struct{ X, Y int }

type node struct {
	Val  int
	Next *node
}

type shouting string

func (s shouting) String() string { return strings.ToUpper(string(s)) }

type broken struct{ N int }

func (b *broken) String() string { panic("no text") }

type brokenBadly struct{}

func (brokenBadly) Error() string { panic(brokenBadly{}) }

type slow struct{ block chan struct{} }

func (s slow) String() string { <-s.block; return "late" }

type secret struct {
	name string
	when time.Duration
	errs []error
}

var (
	ring   = func() *node { n := &node{Val: 1}; n.Next = &node{2, n}; return n }()
	selfIn = func() []any { s := make([]any, 1); s[0] = s; return s }()
	nilErr error
)

func TestText(t *testing.T) {
	five := 5
	for _, c := range []struct {
		value any
		typ   *Type
		want  string
	}{
		{"200 OK", nil, `"200 OK"`},
		{"tab\there \x00\xff é", nil, `"tab\there \x00\xff é"`},
		{7, nil, "7"},
		{-7, nil, "-7"},
		{uint8(200), nil, "200"},
		{'a', nil, "97"},
		{'a', &Type{Text: "rune"}, "97 'a'"},
		{true, nil, "true"},
		{1.5, nil, "1.5"},
		{3.0, nil, "3"},
		{float32(0.1), nil, "0.1"},
		{math.Inf(1), nil, "+Inf"},
		{1e21, nil, "1e+21"},
		{complex(1, -2), nil, "(1-2i)"},
		{struct{ Login string }{"gopher"}, nil, `{Login:"gopher"}`},
		{struct{}{}, nil, "{}"},
		{point{1, 2}, nil, "display.point{X:1, Y:2}"},
		{point{1, 2}, &Type{Text: "Point"}, "Point{X:1, Y:2}"},
		{&point{1, 2}, nil, "&display.point{X:1, Y:2}"},
		{&point{1, 2}, &Type{Text: "*Point", Elem: &Type{Text: "Point"}}, "&Point{X:1, Y:2}"},
		{struct{ Xname, XAge int }{1, 2}, &Type{Text: "cat", Order: []string{"name", "XAge"}}, "cat{name:1, XAge:2}"},
		{[]point{{1, 2}, {3, 4}}, nil, "[{X:1, Y:2}, {X:3, Y:4}]"},
		{[]any{point{1, 2}, "a", nil, 3}, nil, `[display.point{X:1, Y:2}, "a", nil, 3]`},
		{[]*int{&five, nil}, nil, "[&5, nil]"},
		{[3]bool{true}, nil, "[true, false, false]"},
		{[]int{}, nil, "[]"},
		{map[string]int{"b": 2, "a": 1}, nil, `map["a":1, "b":2]`},
		{map[any]int{"b": 2, 10: 1, 9: 3, 1.5: 4, point{1, 1}: 5}, nil, `map[9:3, 10:1, 1.5:4, "b":2, display.point{X:1, Y:1}:5]`},
		{map[float64]string{math.NaN(): "a", 0: "b"}, nil, `map[NaN:"a", 0:"b"]`},
		{[]byte("hé\n"), nil, `[]byte("hé\n")`},
		{[]byte{0, 1, 255}, nil, "[]byte{0x00, 0x01, 0xff}"},
		{func(int) int { return 0 }, nil, "func(int) int"},
		{func(int) int { return 0 }, &Type{Text: "func(n Num) Num"}, "func(n Num) Num"},
		{make(chan int), nil, "chan int"},
		{make(chan<- int, 3), nil, "chan<- int (0 of 3)"},
		{uintptr(255), nil, "0xff"},
		{errors.New("boom"), nil, "boom"},
		{fmt.Errorf("reading: %w", io.EOF), nil, "reading: EOF"},
		{&url.Error{Op: "Get", URL: "u", Err: io.EOF}, nil, `Get "u": EOF`},
		{1500 * time.Millisecond, nil, "1.5s"},
		{[]time.Duration{time.Second, 2}, nil, "[1s, 2ns]"},
		{time.Date(2024, 1, 2, 3, 4, 5, 6, time.UTC), nil, "2024-01-02 03:04:05.000000006 +0000 UTC"},
		{big.NewInt(12), nil, "12"},
		{net.IPv4(1, 2, 3, 4), nil, "1.2.3.4"},
		{shouting("hey"), nil, "HEY"},
		{[]shouting{"hey"}, nil, "[HEY]"},
		{map[shouting]error{"hey": io.EOF}, nil, "map[HEY:EOF]"},
		{&broken{1}, nil, "<panic: no text>"},
		{[]any{&broken{1}, 2}, nil, "[<panic: no text>, 2]"},
		{brokenBadly{}, nil, "<panic: a value of type display.brokenBadly>"},
		{secret{"x", time.Second, []error{io.EOF}}, nil, `display.secret{name:"x", when:1000000000, errs:[&errors.errorString{s:"EOF"}]}`},
		{reflect.ValueOf(point{1, 2}), nil, "reflect.Value(display.point{X:1, Y:2})"},
		{ring, nil, "&display.node{Val:1, Next:&{Val:2, Next:<cycle>}}"},
		{selfIn, nil, "[<cycle>]"},
	} {
		if got := Of(reflect.ValueOf(c.value), c.typ); got.Text != c.want || got.Nil {
			t.Errorf("%T: got %s (nil %t), want %s", c.value, got.Text, got.Nil, c.want)
		}
	}
}

func TestNil(t *testing.T) {
	for _, v := range []reflect.Value{
		{},
		reflect.ValueOf((*point)(nil)), reflect.ValueOf([]int(nil)), reflect.ValueOf(map[int]int(nil)),
		reflect.ValueOf((func())(nil)), reflect.ValueOf((chan int)(nil)), reflect.ValueOf(&nilErr).Elem(),
	} {
		if got := Of(v, nil); got.Text != "nil" || !got.Nil || got.Children != 0 {
			t.Errorf("%v: %+v", v, got)
		}
	}
}

func TestLimits(t *testing.T) {
	deep := any(0)
	for range 100 {
		deep = []any{deep}
	}
	wide := make([][]string, 1000)
	for i := range wide {
		wide[i] = []string{strings.Repeat("x", 100)}
	}
	long := make([]int, 1_000_000)
	for _, c := range []struct {
		value any
		want  string // part of it
	}{
		{deep, "[[[[[[[…]]]]]]]"},
		{wide, "more]"},
		{long, "0, 0, … 999900 more]"},
		{strings.Repeat("é", 1_000_000), `"… (2000000 bytes)`},
		{[]byte(strings.Repeat("x", 1_000_000)), " (1000000 bytes)"},
		{make([]byte, 1000), "0x00, …} (1000 bytes)"},
		{errors.New(strings.Repeat("é", 1_000_000)), "… (2000000 bytes)"},
		{shouting("\xff"), "\ufffd"},
	} {
		got := Of(reflect.ValueOf(c.value), nil).Text
		if !strings.Contains(got, c.want) || len(got) > 2*maxText {
			t.Errorf("%T: %d bytes, no %q: %.200s", c.value, len(got), c.want, got)
		}
	}
}

// A method that does not return costs its text, once.
func TestSlowMethod(t *testing.T) {
	block := make(chan struct{})
	defer close(block)
	all := make([]slow, 50)
	for i := range all {
		all[i].block = block
	}
	start := time.Now()
	got := Of(reflect.ValueOf(all), nil).Text
	if took := time.Since(start); took > 20*maxWait {
		t.Errorf("took %v", took)
	}
	if !strings.HasPrefix(got, "[{block:chan struct {}}, {block:") {
		t.Errorf("got %s", got)
	}
}

func TestChildren(t *testing.T) {
	one := 1
	typ := &Type{Text: "cat", Order: []string{"name", "Age"}, Fields: map[string]*Type{"Age": {Text: "Years"}}}
	for _, c := range []struct {
		value any
		typ   *Type
		want  string
	}{
		{point{1, 2}, nil, "X=1 Y=2"},
		{&point{1, 2}, nil, "X=1 Y=2"},
		{struct{ Xname, Age int }{1, 2}, typ, "name=1 Age=2 Years"},
		{[]string{"a", "b"}, nil, `[0]="a" [1]="b"`},
		{[]any{[]int{7}}, nil, "[0]=[7]"},
		{map[string]int{"b": 2, "a": 1}, nil, `"a"=1 "b"=2`},
		{&one, nil, "*=1"},
		{&[]int{4}, nil, "[0]=4"},
		{7, nil, ""},
		{"abc", nil, ""},
		{nil, nil, ""},
		{(*point)(nil), nil, ""},
		{map[int]int(nil), nil, ""},
	} {
		v := reflect.ValueOf(c.value)
		var got []string
		for _, child := range Children(v, c.typ, 0, 100) {
			text := child.Name + "=" + Of(child.Value, child.Type).Text
			if child.Type != nil {
				text += " " + child.Type.Text
			}
			got = append(got, text)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%T: got %s, want %s", c.value, strings.Join(got, " "), c.want)
		}
		if n := Of(v, c.typ).Children; n != len(got) {
			t.Errorf("%T: %d children announced, %d given", c.value, n, len(got))
		}
	}
}

func TestChildrenByRange(t *testing.T) {
	v := reflect.ValueOf(make([]int, 1000))
	for _, c := range []struct {
		start, n, want int
		first          string
	}{{0, 10, 10, "[0]"}, {990, 100, 10, "[990]"}, {1000, 5, 0, ""}, {-1, 5, 0, ""}, {5, -1, 0, ""}, {math.MaxInt, math.MaxInt, 0, ""}} {
		got := Children(v, nil, c.start, c.n)
		if len(got) != c.want || c.want > 0 && got[0].Name != c.first {
			t.Errorf("%+v: %d children", c, len(got))
		}
	}
}

type endless struct{ block chan struct{} }

func (e endless) Error() string { <-e.block; return "late" }

func TestErrorText(t *testing.T) {
	never := endless{make(chan struct{})}
	defer close(never.block)
	for _, c := range []struct {
		err  error
		want string
	}{
		{io.EOF, "EOF"},
		{fmt.Errorf("reading: %w", io.EOF), "reading: EOF"},
		{(*url.Error)(nil), "an error of type *url.Error, whose method Error panics: runtime error: invalid memory address or nil pointer dereference"},
		{brokenBadly{}, "an error of type display.brokenBadly, whose method Error panics: a value of type display.brokenBadly"},
	} {
		if got := ErrorText(c.err); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	around := func(err error) error { return &url.Error{Op: "Get", URL: "http://go.dev", Err: err} }
	for _, err := range []error{never, around(never), errors.Join(io.EOF, &fs.PathError{Op: "open", Path: "x", Err: around(never)})} {
		if got := errorText(err, time.Millisecond); got != "an error of type display.endless, whose method Error does not return" {
			t.Error(got)
		}
	}
	if got, want := ErrorText(around(brokenBadly{})), "an error of type display.brokenBadly, whose method Error panics: a value of type display.brokenBadly"; got != want {
		t.Error(got)
	}
	if got, want := ErrorText(around(&fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist})), `Get "http://go.dev": open x: file does not exist`; got != want {
		t.Error(got)
	}
	circle := &url.Error{Op: "Get"} // of which nothing is known
	circle.Err = errors.Join(circle)
	if strangerIn(circle) == nil {
		t.Error("a circle has been walked")
	}
}
