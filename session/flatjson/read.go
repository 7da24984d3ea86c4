package flatjson

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// maxDepth is how deep objects may be in each other.
const maxDepth = 100

// A reader takes values off a text. Its methods report false at the first thing that is not plain,
// which need not be wrong.
type reader struct {
	text  []byte
	at    int
	depth int
}

// space skips blanks and gives the byte after them; 0 at the end.
func (r *reader) space() byte {
	for r.at < len(r.text) {
		switch c := r.text[r.at]; c {
		case ' ', '\t', '\n', '\r':
			r.at++
		default:
			return c
		}
	}
	return 0
}

// ended reports whether there are only blanks left.
func (r *reader) ended() bool { return r.space() == 0 && r.at == len(r.text) }

// take skips blanks and then c, if it is there.
func (r *reader) take(c byte) bool {
	if r.space() != c || r.at == len(r.text) {
		return false
	}
	r.at++
	return true
}

// word skips blanks and then that word, if it is there.
func (r *reader) word(w string) bool {
	r.space()
	if len(r.text)-r.at < len(w) || string(r.text[r.at:r.at+len(w)]) != w {
		return false
	}
	r.at += len(w)
	return true
}

// elements calls elem for each element up to the closing bracket; the opening one was taken.
func (r *reader) elements(closing byte, elem func() bool) bool {
	if r.take(closing) {
		return true
	}
	for r.depth++; r.depth <= maxDepth && elem(); {
		if !r.take(',') {
			r.depth--
			return r.take(closing)
		}
	}
	return false
}

// object reads into the struct of that table at p.
func (r *reader) object(t *table, p unsafe.Pointer) bool {
	next := 0 // fields mostly come in their order
	return !t.odd && r.take('{') && r.elements('}', func() bool {
		for range t.fields {
			f := &t.fields[next]
			if next++; next == len(t.fields) {
				next = 0
			}
			if r.word(f.key) {
				return r.value(f, unsafe.Add(p, f.offset))
			}
		}
		return false
	})
}

// value reads into the field at p.
func (r *reader) value(f *field, p unsafe.Pointer) (ok bool) {
	switch f.kind {
	case isString:
		*(*string)(p), ok = r.string()
	case isBool:
		*(*bool)(p) = r.word("true")
		ok = *(*bool)(p) || r.word("false")
	case isInt:
		*(*int)(p), ok = r.int()
	case isInt64:
		*(*int64)(p), ok = r.int64()
	case isFloat:
		if start, found := r.number(); found {
			n, err := strconv.ParseFloat(string(r.text[start:r.at]), 64)
			*(*float64)(p), ok = n, err == nil
		}
	case isRaw:
		*(*json.RawMessage)(p), ok = r.raw()
	case isStruct:
		ok = r.object(f.table, p)
	case isPointer:
		ok = *(*unsafe.Pointer)(p) == nil && (r.word("null") || r.pointer(f, p))
	case isStrings, isInts, isStructs, isPointers:
		ok = *(*unsafe.Pointer)(p) == nil && (r.word("null") || r.take('[') && r.slice(f, p))
	}
	return ok
}

// pointer reads what the field at p is to point to.
func (r *reader) pointer(f *field, p unsafe.Pointer) (ok bool) {
	switch f.of {
	case isString:
		s := new(string)
		*s, ok = r.string()
		*(**string)(p) = s
	case isInt:
		n := new(int)
		*n, ok = r.int()
		*(**int)(p) = n
	default:
		ok = r.fresh(f.table, (*unsafe.Pointer)(p))
	}
	return ok
}

// fresh reads an object into a new struct, and has p point to that.
func (r *reader) fresh(t *table, p *unsafe.Pointer) bool {
	*p = reflect.New(t.typ).UnsafePointer()
	return r.object(t, *p)
}

// slice reads the elements of the field at p, whose bracket was taken.
func (r *reader) slice(f *field, p unsafe.Pointer) (ok bool) {
	switch f.kind {
	case isStrings:
		list := []string{}
		ok = r.elements(']', func() bool {
			s, ok := r.string()
			list = append(list, s)
			return ok
		})
		*(*[]string)(p) = list
	case isInts:
		list := []int{}
		ok = r.elements(']', func() bool {
			n, ok := r.int()
			list = append(list, n)
			return ok
		})
		*(*[]int)(p) = list
	case isPointers:
		list := []unsafe.Pointer{}
		ok = r.elements(']', func() bool {
			list = append(list, nil)
			return r.fresh(f.table, &list[len(list)-1])
		})
		*(*[]unsafe.Pointer)(p) = list
	default:
		list := reflect.MakeSlice(f.typ, 0, 0)
		ok = r.elements(']', func() bool {
			list = reflect.Append(list, reflect.Zero(f.table.typ))
			return r.object(f.table, list.Index(list.Len()-1).Addr().UnsafePointer())
		})
		reflect.NewAt(f.typ, p).Elem().Set(list)
	}
	return ok
}

// string reads a string. One with an escape by number, or that is no UTF-8, is not plain.
func (r *reader) string() (string, bool) {
	if !r.take('"') {
		return "", false
	}
	start, ascii := r.at, true
	for ; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; {
		case c == '"':
			s := r.text[start:r.at]
			r.at++
			return string(s), ascii || utf8.Valid(s)
		case c == '\\':
			return r.escaped(start)
		case c < ' ':
			return "", false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return "", false
}

// escapes are what simple escapes mean, by the letter.
var escapes = [...]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escaped reads on in a string that began at start, from its first escape.
func (r *reader) escaped(start int) (string, bool) {
	text := append(make([]byte, 0, 2*(r.at-start)+64), r.text[start:r.at]...)
	for r.at < len(r.text) {
		c := r.text[r.at]
		r.at++
		switch {
		case c == '"':
			return string(text), utf8.Valid(text)
		case c == '\\':
			if r.at == len(r.text) || int(r.text[r.at]) >= len(escapes) || escapes[r.text[r.at]] == 0 {
				return "", false
			}
			c = escapes[r.text[r.at]]
			r.at++
		case c < ' ':
			return "", false
		}
		text = append(text, c)
	}
	return "", false
}

// number skips a number and tells where it began.
func (r *reader) number() (start int, ok bool) {
	r.space()
	start = r.at
	digits := func() bool {
		from := r.at
		for r.at < len(r.text) && r.text[r.at] >= '0' && r.text[r.at] <= '9' {
			r.at++
		}
		return r.at > from
	}
	is := func(set string) bool {
		if r.at == len(r.text) || bytes.IndexByte([]byte(set), r.text[r.at]) < 0 {
			return false
		}
		r.at++
		return true
	}
	is("-")
	if !is("0") && !digits() {
		return start, false
	}
	if is(".") && !digits() {
		return start, false
	}
	if is("eE") {
		is("+-")
		return start, digits()
	}
	return start, true
}

// int reads a whole number.
func (r *reader) int() (int, bool) {
	n, ok := r.int64()
	return int(n), ok && int64(int(n)) == n
}

// int64 reads a whole number of up to 18 digits.
func (r *reader) int64() (int64, bool) {
	start, ok := r.number()
	if !ok || r.at-start > 18 {
		return 0, false
	}
	n, negative := int64(0), false
	for _, c := range r.text[start:r.at] {
		switch {
		case c == '-' && !negative:
			negative = true
		case c < '0' || c > '9':
			return 0, false
		default:
			n = n*10 + int64(c-'0')
		}
	}
	if negative {
		n = -n
	}
	return n, true
}

// raw takes any value but null as it is.
func (r *reader) raw() (json.RawMessage, bool) {
	if r.space() == 'n' {
		return nil, false
	}
	start := r.at
	if !r.skip() {
		return nil, false
	}
	return bytes.Clone(r.text[start:r.at]), true
}

// skip goes past any value.
func (r *reader) skip() bool {
	switch r.space() {
	case '{':
		r.at++
		return r.elements('}', func() bool { return r.skipString() && r.take(':') && r.skip() })
	case '[':
		r.at++
		return r.elements(']', r.skip)
	case '"':
		return r.skipString()
	case 't':
		return r.word("true")
	case 'f':
		return r.word("false")
	case 'n':
		return r.word("null")
	}
	_, ok := r.number()
	return ok
}

// skipString goes past a string.
func (r *reader) skipString() bool {
	if !r.take('"') {
		return false
	}
	for ; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; {
		case c == '"':
			r.at++
			return true
		case c == '\\':
			r.at++
			if !r.letter() {
				return false
			}
		case c < ' ':
			return false
		}
	}
	return false
}

// letter goes to the last byte of an escape, past its backslash.
func (r *reader) letter() bool {
	switch {
	case r.at == len(r.text):
		return false
	case r.text[r.at] != 'u':
		return int(r.text[r.at]) < len(escapes) && escapes[r.text[r.at]] != 0
	}
	for range 4 {
		r.at++
		if r.at == len(r.text) || !strings.ContainsRune("0123456789abcdefABCDEF", rune(r.text[r.at])) {
			return false
		}
	}
	return true
}
