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
	tell := func() {
		defer func() {
			if v := recover(); v != nil {
				got <- fmt.Sprintf("an error of type %T, whose method Error panics: %s", err, panicText(v))
			}
		}()
		got <- err.Error()
	}
	if trusted[packageOf(reflect.TypeOf(err))] {
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
		return fmt.Sprintf("an error of type %T, whose method Error does not return", err)
	}
}
