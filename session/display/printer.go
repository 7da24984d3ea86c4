package display

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A printer writes one text. It writes on a little beyond maxText, and then stops.
type printer struct {
	buf      []byte
	deadline time.Time
	path     []visit // the references that led here
	depth    int     // of brackets
}

// A visit is a reference being followed: coming to it again is a cycle.
type visit struct {
	at  uintptr
	typ reflect.Type
	len int
}

func (p *printer) s(text string) { p.buf = append(p.buf, text...) }

func (p *printer) full() bool { return len(p.buf) > maxText }

// top shows the value itself: with its type's name, unless that is the text of the type.
func (p *printer) top(v reflect.Value, t *Type) {
	for v.Kind() == reflect.Interface && !v.IsNil() {
		v, t = v.Elem(), nil
	}
	p.value(v, t, true)
}

// value shows v. named puts the name of a struct's type before it: what is left out where
// the surrounding type implies it.
func (p *printer) value(v reflect.Value, t *Type, named bool) {
	if !v.IsValid() || isNil(v) {
		p.s("nil")
		return
	}
	if text, ok := p.byMethod(v); ok {
		p.limited(text)
		return
	}
	switch v.Kind() {
	case reflect.Interface:
		p.value(v.Elem(), nil, true)
	case reflect.Pointer:
		p.follow(v, 0, func() { p.s("&"); p.value(v.Elem(), t.elem(), named) })
	case reflect.Struct:
		p.structure(v, t, named)
	case reflect.Map:
		p.follow(v, v.Len(), func() { p.mapping(v, t) })
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			p.bytes(v.Bytes())
			return
		}
		p.follow(v, v.Len(), func() { p.list(v, t) })
	case reflect.Array:
		p.list(v, t)
	default:
		p.scalar(v, t)
	}
}

func (p *printer) scalar(v reflect.Value, t *Type) {
	switch v.Kind() {
	case reflect.Bool:
		p.buf = strconv.AppendBool(p.buf, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		p.buf = strconv.AppendInt(p.buf, v.Int(), 10)
		if r := rune(v.Int()); t != nil && t.Text == "rune" && utf8.ValidRune(r) {
			p.s(" " + strconv.QuoteRune(r))
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		p.buf = strconv.AppendUint(p.buf, v.Uint(), 10)
	case reflect.Uintptr:
		p.s("0x" + strconv.FormatUint(v.Uint(), 16))
	case reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		p.s(fmt.Sprint(number(v)))
	case reflect.String:
		p.quote(v.String())
	case reflect.Func:
		p.s(typeText(v, t))
	case reflect.Chan:
		p.s(typeText(v, t))
		if v.Cap() > 0 {
			p.s(fmt.Sprintf(" (%d of %d)", v.Len(), v.Cap()))
		}
	case reflect.UnsafePointer:
		p.s(fmt.Sprintf("0x%x", v.Pointer()))
	default:
		p.s(v.String())
	}
}

// number is v as fmt knows it, also where it comes from an unexported field.
func number(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Float32:
		return float32(v.Float())
	case reflect.Float64:
		return v.Float()
	case reflect.Complex64:
		return complex64(v.Complex())
	}
	return v.Complex()
}

// quote shows a string, the beginning of it if it is long.
func (p *printer) quote(s string) {
	const few = 20
	room := max(maxText-len(p.buf), few)
	if len(s) <= room {
		p.buf = strconv.AppendQuote(p.buf, s)
		return
	}
	n := room
	for n > room-utf8.UTFMax && !utf8.RuneStart(s[n]) {
		n--
	}
	p.buf = strconv.AppendQuote(p.buf, s[:n])
	p.s(fmt.Sprintf("… (%d bytes)", len(s)))
}

// limited writes a text that a method gave.
func (p *printer) limited(s string) {
	if room := max(maxText-len(p.buf), 0); len(s) > room {
		n := room
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n] + fmt.Sprintf("… (%d bytes)", len(s))
	}
	p.s(strings.ToValidUTF8(s, "\ufffd"))
}

// bytes shows a []byte: as text if it is text.
func (p *printer) bytes(b []byte) {
	const some = 32
	if isText(b) {
		p.s("[]byte(")
		p.quote(string(b[:min(len(b), 2*maxText)]))
		p.s(")")
	} else {
		p.s("[]byte{")
		for i, c := range b[:min(len(b), some)] {
			if i > 0 {
				p.s(", ")
			}
			p.s(fmt.Sprintf("%#02x", c))
		}
		if len(b) > some {
			p.s(", …")
		}
		p.s("}")
	}
	if len(b) > 2*maxText || !isText(b) && len(b) > some {
		p.s(fmt.Sprintf(" (%d bytes)", len(b)))
	}
}

func isText(b []byte) bool {
	b = b[:min(len(b), maxText)]
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 && utf8.FullRune(b) || r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f {
			return false
		}
		b = b[n:]
	}
	return true
}

// follow shows what v refers to, unless v is on the way to itself.
func (p *printer) follow(v reflect.Value, n int, show func()) {
	here := visit{v.Pointer(), v.Type(), n}
	for _, before := range p.path {
		if before == here {
			p.s("<cycle>")
			return
		}
	}
	p.path = append(p.path, here)
	show()
	p.path = p.path[:len(p.path)-1]
}
