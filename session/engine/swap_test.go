package engine

import (
	"reflect"
	"slices"
	"testing"

	"github.com/goawait/goawait/session/engine/cellrt"
	"github.com/goawait/goawait/session/engine/wire"
)

// A swapping is a session with the functions f and g, which the run with the stamp 1 declared, and
// compiled ones for them.
type swapping struct {
	*compiled
	made  *cellrt.Compiled
	words [2]uint32
	used  *int // what the compiled functions have for the session's n
}

func newSwapping(t *testing.T) *swapping {
	t.Helper()
	s := &swapping{compiled: &compiled{names: newNames(), turn: make(chan struct{}, 1)}}
	n := 1
	s.names.keep(wire.Define{Key: "N_1", Kind: "var"}, reflect.ValueOf(n))
	s.declare("F_1", 1, "f interpreted")
	s.declare("G_1", 1, "g interpreted")
	s.made = &cellrt.Compiled{
		ID: t.Name(), Cell: new(cellrt.Cell),
		Functions: []cellrt.Place{{Key: "F_1", Pointer: says("f compiled")}, {Key: "G_1", Pointer: says("g compiled")}},
		Uses:      []cellrt.Place{{Key: "N_1", Pointer: &s.used}},
		Words:     []cellrt.Word{{Key: "F_1", Word: &s.words[0]}, {Key: "G_1", Word: &s.words[1]}},
	}
	cellrt.Register(s.made)
	return s
}

func says(text string) func() string { return func() string { return text } }

// declare is what a cell that declares a function does: it has a place, and then is there.
func (s *swapping) declare(key string, stamp int64, text string) {
	s.begin(key, stamp)(text)
}

func (s *swapping) begin(key string, stamp int64) (there func(text string)) {
	r := &cellRuntime{names: s.names}
	place := s.names.define(wire.Define{Key: key, Kind: "func"}, reflect.TypeFor[*func() string](), stamp)
	r.declares(wire.Define{Key: key, Kind: "func"}, stamp, place)
	return func(text string) { r.Into(place.Interface(), says(text)) }
}

func (s *swapping) call(key string) string {
	_, f, _ := s.names.lookup(key)
	return f.Call(nil)[0].String()
}

// swap swaps what the run with a stamp declared, and gives what became of it, and what f and g
// say then.
func (s *swapping) swapped(stamp int64) (keys []string, early bool, f, g string, err error) {
	done, err := s.compiled.swap(&wire.Swap{Cell: 7, Stamp: stamp, Compiled: s.made.ID})
	if err == nil {
		keys, early = done.Keys, done.Early
	}
	return keys, early, s.call("F_1"), s.call("G_1"), err
}

// moved reports whether compiled callers would call the session's f and g, and not those that they
// were compiled with. It asks as they do: a word by itself can also say that some task of an earlier
// test is to stop.
func (s *swapping) moved() (f, g bool) {
	return cellrt.Moved(&s.words[0]), cellrt.Moved(&s.words[1])
}

func TestSwap(t *testing.T) {
	s := newSwapping(t)
	keys, early, f, g, err := s.swapped(1)
	if err != nil || early || !slices.Equal(keys, []string{"F_1", "G_1"}) || f != "f compiled" || g != "g compiled" {
		t.Fatal(keys, early, f, g, err)
	}
	_, n, _ := s.names.lookup("N_1")
	if s.used != n.Addr().Interface() || s.made.Cell.No != 7 {
		t.Errorf("it uses another n, or is of cell %d", s.made.Cell.No)
	}
	s.declare("F_1", 2, "f anew")
	cellrt.Defined([]string{"F_1"}, nil)
	if f, g := s.moved(); s.call("F_1") != "f anew" || !f || g {
		t.Error("the new declaration does not count", s.call("F_1"), f, g)
	}
}

// TestSwapOlder swaps in what was compiled of a declaration that is not the newest.
func TestSwapOlder(t *testing.T) {
	s := newSwapping(t)
	s.declare("F_1", 2, "f anew")
	keys, _, f, g, err := s.swapped(1)
	if err != nil || !slices.Equal(keys, []string{"G_1"}) || f != "f anew" || g != "g compiled" {
		t.Fatal(keys, f, g, err)
	}
	if f, g := s.moved(); !f || g {
		t.Error("the compiled g would call the f that it was compiled with", f, g)
	}
	s.declare("G_1", 3, "g anew")
	if keys, _, _, g, err := s.swapped(1); err != nil || len(keys) != 0 || g != "g anew" {
		t.Error(keys, g, err)
	}
}

// TestSwapEarly swaps while a cell that declares anew has not come to its declaration.
func TestSwapEarly(t *testing.T) {
	s := newSwapping(t)
	there := s.begin("F_1", 2)
	if keys, early, f, _, err := s.swapped(2); err != nil || !early || f != "f interpreted" {
		t.Fatal(keys, early, f, err)
	}
	there("f anew")
	if keys, early, f, _, err := s.swapped(2); err != nil || early || len(keys) != 1 || f != "f compiled" {
		t.Error(keys, early, f, err)
	}
}

// TestSwapOther swaps where the session has not what the functions were compiled for.
func TestSwapOther(t *testing.T) {
	s := newSwapping(t)
	s.names.keep(wire.Define{Key: "N_1", Kind: "var"}, reflect.ValueOf("a text"))
	if _, _, f, g, err := s.swapped(1); err == nil || f != "f interpreted" || g != "g interpreted" {
		t.Error(f, g, err)
	}
	s = newSwapping(t)
	s.names.drop([]string{"F_1", "N_1"})
	done, err := s.compiled.swap(&wire.Swap{Stamp: 1, Compiled: s.made.ID})
	if err == nil || s.call("G_1") != "g interpreted" {
		t.Error(done, err)
	}
}
