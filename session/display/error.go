package display

import (
	"fmt"
	"reflect"
	"time"
)

// maxError is how long an error has to say what it is.
const maxError = 5 * time.Second

// ErrorText is err.Error() where that is code of the person's: it may panic, or never return.
// Then the text says so. Its length is not limited.
func ErrorText(err error) string {
	return errorText(err, maxError)
}

func errorText(err error, within time.Duration) string {
	got := make(chan string, 1)
	from := any(err)
	foreign := strangerIn(err)
	if foreign != nil {
		from = foreign
	}
	tell := func() {
		defer func() {
			if v := recover(); v != nil {
				got <- fmt.Sprintf("an error of type %T, whose method Error panics: %s", from, panicText(v))
			}
		}()
		got <- err.Error()
	}
	if foreign == nil {
		tell()
		return <-got
	}
	go tell() // ends when the method does
	late := time.NewTimer(within)
	defer late.Stop()
	select {
	case text := <-got:
		return text
	case <-late.C:
		return fmt.Sprintf("an error of type %T, whose method Error does not return", from)
	}
}

// maxWrapped is how many errors may be wrapped in one that is known.
const maxWrapped = 32

// strangerIn is x, or the first error that it wraps, if its Error or String method may be code of the
// person's: those of trusted packages return at once, but may call that of what they wrap. It is nil
// if there is none.
func strangerIn(x any) any {
	left := maxWrapped
	return stranger(x, &left)
}

func stranger(x any, left *int) any {
	if *left--; *left < 0 || !trusted[packageOf(reflect.TypeOf(x))] {
		return x
	}
	for _, inner := range wrapped(x) {
		if inner == nil {
			continue
		}
		if s := stranger(inner, left); s != nil {
			return s
		}
	}
	return nil
}

// wrapped are the errors that a value of a trusted package wraps.
func wrapped(x any) []error {
	defer func() { _ = recover() }() // a nil pointer, whose method Error says so
	switch x := x.(type) {
	case interface{ Unwrap() error }:
		return []error{x.Unwrap()}
	case interface{ Unwrap() []error }:
		return x.Unwrap()
	}
	return nil
}
