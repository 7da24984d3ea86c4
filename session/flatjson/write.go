package flatjson

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"
	"unsafe"
)

// A writer appends to a text until there is an error.
type writer struct {
	text  []byte
	plain bool // see Codec
	err   error
}

// object appends the struct of that table at p.
func (w *writer) object(t *table, p unsafe.Pointer) {
	if t.odd {
		w.other(reflect.NewAt(t.typ, p).Interface())
		return
	}
	w.text = append(w.text, '{')
	some := false
	for i := range t.fields {
		f := &t.fields[i]
		at := unsafe.Add(p, f.offset)
		if f.omitEmpty && f.empty(at) {
			continue
		}
		if some {
			w.text = append(w.text, ',')
		}
		some = true
		w.text = append(w.text, f.key...)
		w.value(f, at)
	}
	w.text = append(w.text, '}')
}

// empty reports whether omitempty leaves out the field at p.
func (f *field) empty(p unsafe.Pointer) bool {
	switch f.kind {
	case isString:
		return *(*string)(p) == ""
	case isBool:
		return !*(*bool)(p)
	case isInt:
		return *(*int)(p) == 0
	case isInt64:
		return *(*int64)(p) == 0
	case isFloat:
		return *(*float64)(p) == 0
	case isAny:
		return *(*any)(p) == nil
	case isPointer:
		return *(*unsafe.Pointer)(p) == nil
	case isStrings, isInts, isStructs, isPointers, isRaw:
		return len(*(*[]struct{})(p)) == 0
	case isStruct, isTime:
		return false
	}
	switch v := reflect.NewAt(f.typ, p).Elem(); v.Kind() {
	case reflect.Map, reflect.Slice, reflect.Array:
		return v.Len() == 0
	case reflect.Struct:
		return false
	default:
		return v.IsZero()
	}
}

// value appends the field at p.
func (w *writer) value(f *field, p unsafe.Pointer) {
	switch f.kind {
	case isString:
		w.string(*(*string)(p))
	case isBool:
		w.text = strconv.AppendBool(w.text, *(*bool)(p))
	case isInt:
		w.text = strconv.AppendInt(w.text, int64(*(*int)(p)), 10)
	case isInt64:
		w.text = strconv.AppendInt(w.text, *(*int64)(p), 10)
	case isFloat:
		w.float(*(*float64)(p))
	case isTime:
		w.own((*time.Time)(p).MarshalJSON())
	case isAny:
		w.any(*(*any)(p))
	case isStruct:
		w.object(f.table, p)
	case isPointer:
		w.pointer(f, *(*unsafe.Pointer)(p))
	case isStrings, isInts, isStructs, isPointers:
		w.slice(f, p)
	default:
		w.other(reflect.NewAt(f.typ, p).Interface())
	}
}

// pointer appends what the field, a pointer, points to.
func (w *writer) pointer(f *field, p unsafe.Pointer) {
	switch {
	case p == nil:
		w.null()
	case f.of == isString:
		w.string(*(*string)(p))
	case f.of == isInt:
		w.text = strconv.AppendInt(w.text, int64(*(*int)(p)), 10)
	default:
		w.object(f.table, p)
	}
}

// slice appends the field at p, a slice.
func (w *writer) slice(f *field, p unsafe.Pointer) {
	if *(*unsafe.Pointer)(p) == nil { // where its elements would be
		w.null()
		return
	}
	w.text = append(w.text, '[')
	for i := range len(*(*[]struct{})(p)) {
		if i > 0 {
			w.text = append(w.text, ',')
		}
		switch f.kind {
		case isStrings:
			w.string((*(*[]string)(p))[i])
		case isInts:
			w.text = strconv.AppendInt(w.text, int64((*(*[]int)(p))[i]), 10)
		case isPointers:
			if elem := (*(*[]unsafe.Pointer)(p))[i]; elem == nil {
				w.null()
			} else {
				w.object(f.table, elem)
			}
		default:
			w.object(f.table, unsafe.Add(*(*unsafe.Pointer)(p), uintptr(i)*f.table.typ.Size()))
		}
	}
	w.text = append(w.text, ']')
}

// any appends what is in an interface: by a table if it is a pointer to a struct that has one.
func (w *writer) any(v any) {
	if v == nil {
		w.null()
		return
	}
	if typ := reflect.TypeOf(v); typ.Kind() == reflect.Pointer && typ.Elem().Kind() == reflect.Struct && !hasOwnWay(typ.Elem()) {
		w.pointer(&field{of: isStruct, table: tableOf(typ.Elem())}, reflect.ValueOf(v).UnsafePointer())
		return
	}
	w.other(v)
}

func (w *writer) null() { w.text = append(w.text, "null"...) }

// string appends a string in quotes. Where it has characters that are not simply escaped, or is
// no UTF-8, encoding/json does it.
func (w *writer) string(s string) {
	start := len(w.text)
	w.text = append(w.text, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		var escaped byte
		switch {
		case c == '"' || c == '\\':
			escaped = c
		case c == '\n':
			escaped = 'n'
		case c == '\t':
			escaped = 't'
		case c == '\r':
			escaped = 'r'
		case c < ' ' || !w.plain && (c == '<' || c == '>' || c == '&'):
			w.text = w.text[:start]
			w.other(s)
			return
		case c < utf8.RuneSelf:
			continue
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError || r == '\u2028' || r == '\u2029' {
				w.text = w.text[:start]
				w.other(s)
				return
			}
			i += size - 1
			continue
		}
		w.text = append(append(w.text, s[from:i]...), '\\', escaped)
		from = i + 1
	}
	w.text = append(append(w.text, s[from:]...), '"')
}

// float appends a number. Very large and very small ones have an exponent.
func (w *writer) float(f float64) {
	if abs := math.Abs(f); abs != 0 && !(abs >= 1e-6 && abs < 1e21) {
		w.other(f)
		return
	}
	w.text = strconv.AppendFloat(w.text, f, 'f', -1, 64)
}

// other appends v as encoding/json has it.
func (w *writer) other(v any) {
	if !w.plain {
		w.own(json.Marshal(v))
		return
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	w.own(bytes.TrimSuffix(text.Bytes(), []byte("\n")), err)
}

// own appends what a value has for itself, or keeps the first error.
func (w *writer) own(text []byte, err error) {
	w.text = append(w.text, text...)
	if w.err == nil {
		w.err = err
	}
}
