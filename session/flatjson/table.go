package flatjson

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
)

// A kind is how a value is written and read.
type kind uint8

const (
	isOther    kind = iota // encoding/json does it
	isString               // and types made of it; so with the others
	isBool                 //
	isInt                  //
	isInt64                //
	isFloat                //
	isTime                 // written only
	isRaw                  // json.RawMessage: read only
	isAny                  // written only
	isStruct               // that is in the other
	isPointer              // to a struct, a string or an int
	isStrings              // a slice of them
	isInts                 // a slice of them
	isStructs              // a slice of structs
	isPointers             // a slice of pointers to structs
)

// A table is what is known of a struct. It does not change once it was handed out.
type table struct {
	typ    reflect.Type
	fields []field
	odd    bool // it is left to encoding/json as a whole
}

// A field is one of a struct, or of a struct that is embedded in it.
type field struct {
	offset    uintptr
	key       string // as it is written, with its quotes and the colon
	kind      kind
	of        kind   // what a pointer points to
	omitEmpty bool   // it is left out if it is empty
	table     *table // of the struct that it is made of; nil if there is none
	typ       reflect.Type

	depth int // how many structs it is embedded in
}

// tables are those that were made. A type may be part of itself.
var tables = struct {
	sync.Mutex // guards of
	of         map[reflect.Type]*table
}{of: make(map[reflect.Type]*table)}

// tableOf gives the table of a struct.
func tableOf(typ reflect.Type) *table {
	tables.Lock()
	defer tables.Unlock()
	return tableLocked(typ)
}

func tableLocked(typ reflect.Type) *table {
	if t := tables.of[typ]; t != nil {
		return t
	}
	t := &table{typ: typ}
	tables.of[typ] = t
	t.odd = !t.collect(typ, 0, 0)
	all := t.fields
	t.fields = nil
	for _, f := range all { // of several with one name the least embedded counts
		same := func(o field) bool { return o.key == f.key && o.offset != f.offset && o.depth <= f.depth }
		switch i := slices.IndexFunc(all, same); {
		case i < 0:
			t.fields = append(t.fields, f)
		case all[i].depth == f.depth:
			t.odd = true
		}
	}
	return t
}

// collect adds the fields of a struct in the order in which they are written. It reports whether
// a table can hold them.
func (t *table) collect(typ reflect.Type, base uintptr, depth int) bool {
	for i := range typ.NumField() {
		sf := typ.Field(i)
		name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
		switch {
		case sf.Anonymous && name == "" && sf.Type.Kind() == reflect.Struct && !hasOwnWay(sf.Type):
			if !t.collect(sf.Type, base+sf.Offset, depth+1) {
				return false
			}
			continue
		case name == "" || name == "-" || options != "" && options != "omitempty" || !sf.IsExported():
			return false
		}
		f := field{
			offset: base + sf.Offset, key: `"` + name + `":`, omitEmpty: options == "omitempty", typ: sf.Type, depth: depth,
		}
		f.kind, f.of, f.table = kindOf(sf.Type)
		t.fields = append(t.fields, f)
	}
	return true
}

// kindOf says how a value is to be treated, and of what it is made.
func kindOf(typ reflect.Type) (k, of kind, t *table) {
	switch {
	case typ == reflect.TypeFor[time.Time]():
		return isTime, 0, nil
	case typ == reflect.TypeFor[json.RawMessage]():
		return isRaw, 0, nil
	case hasOwnWay(typ):
		return isOther, 0, nil
	}
	switch typ.Kind() {
	case reflect.String:
		return isString, 0, nil
	case reflect.Bool:
		return isBool, 0, nil
	case reflect.Int:
		return isInt, 0, nil
	case reflect.Int64:
		return isInt64, 0, nil
	case reflect.Float64:
		return isFloat, 0, nil
	case reflect.Interface:
		if typ.NumMethod() == 0 {
			return isAny, 0, nil
		}
	case reflect.Struct:
		if t := tableLocked(typ); !t.odd {
			return isStruct, 0, t
		}
	case reflect.Pointer:
		switch of, _, t := kindOf(typ.Elem()); of {
		case isStruct, isString, isInt:
			return isPointer, of, t
		}
	case reflect.Slice:
		return kindOfSlice(typ.Elem())
	}
	return isOther, 0, nil
}

func kindOfSlice(elem reflect.Type) (k, of kind, t *table) {
	switch k, of, t := kindOf(elem); {
	case k == isString:
		return isStrings, 0, nil
	case k == isInt:
		return isInts, 0, nil
	case k == isStruct:
		return isStructs, 0, t
	case k == isPointer && of == isStruct:
		return isPointers, 0, t
	}
	return isOther, 0, nil
}

var (
	marshaler       = reflect.TypeFor[json.Marshaler]()
	textMarshaler   = reflect.TypeFor[encoding.TextMarshaler]()
	unmarshaler     = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// hasOwnWay reports whether a type says itself what it is in JSON.
func hasOwnWay(typ reflect.Type) bool {
	if typ.Kind() == reflect.Interface {
		return false // what is in it is looked at then
	}
	p := reflect.PointerTo(typ)
	return p.Implements(marshaler) || p.Implements(textMarshaler) || p.Implements(unmarshaler) || p.Implements(textUnmarshaler)
}
