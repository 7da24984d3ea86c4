package display

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// trusted packages have String and Error methods that return at once, if those of what they wrap do.
var trusted = map[string]bool{
	"errors": true, "fmt": true, "io": true, "io/fs": true, "os": true, "syscall": true, "time": true,
	"net": true, "net/url": true, "net/http": true, "net/netip": true, "math/big": true, "strconv": true,
	"reflect": true, "encoding/json": true, "strings": true, "bytes": true,
}

// byMethod gives the text that the value's own Error or String method makes.
func (p *printer) byMethod(v reflect.Value) (string, bool) {
	if !v.CanInterface() || v.Kind() == reflect.Interface || v.NumMethod() == 0 || p.deadline.IsZero() {
		return "", false
	}
	var method func() string
	switch x := v.Interface().(type) {
	case time.Time:
		method = x.Round(0).String // without the reading of the monotonic clock
	case reflect.Value:
		return "", false
	case error:
		method = x.Error
	case fmt.Stringer:
		method = x.String
	default:
		return "", false
	}
	if strangerIn(v.Interface()) == nil {
		return call(method)
	}
	return p.callInTime(method)
}

func packageOf(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.PkgPath()
}

// call calls the method. A panic is shown in place of its text.
func call(method func() string) (text string, ok bool) {
	defer func() {
		if v := recover(); v != nil {
			text, ok = "<panic: "+panicText(v)+">", true
		}
	}()
	return method(), true
}

// panicText describes a panic without calling its methods: they are what panicked.
func panicText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case error:
		if strings.HasPrefix(packageOf(reflect.TypeOf(v)), "runtime") {
			return v.Error()
		}
	}
	return fmt.Sprintf("a value of type %T", v)
}

// callInTime is call on a goroutine of its own, which is left behind if it takes too long.
func (p *printer) callInTime(method func() string) (string, bool) {
	wait := time.Until(p.deadline)
	if wait <= 0 {
		return "", false
	}
	type answer struct {
		text string
		ok   bool
	}
	got := make(chan answer, 1)
	go func() { // ends when the method does
		text, ok := call(method)
		got <- answer{text, ok}
	}()
	late := time.NewTimer(wait)
	defer late.Stop()
	select {
	case a := <-got:
		return a.text, a.ok
	case <-late.C:
		p.deadline = time.Unix(0, 0) // no more methods in this text
		return "", false
	}
}
