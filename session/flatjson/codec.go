package flatjson

import (
	"encoding/json"
	"reflect"
	"sync"
	"unsafe"
)

// A Codec writes and reads the struct T. It is safe for concurrent use.
type Codec[T any] struct {
	Plain bool // the characters <, > and & are written as they are, which json.Marshal escapes

	once  sync.Once // for table, which is made when it is needed first
	table *table
}

func (c *Codec[T]) get() *table {
	c.once.Do(func() { c.table = tableOf(reflect.TypeFor[T]()) })
	return c.table
}

// Append appends v to text, as json.Marshal has it.
func (c *Codec[T]) Append(text []byte, v *T) ([]byte, error) {
	w := writer{text: text, plain: c.Plain}
	w.object(c.get(), unsafe.Pointer(v))
	return w.text, w.err
}

// Decode reads text into v, as json.Unmarshal does. v must be zero.
func (c *Codec[T]) Decode(text []byte, v *T) error {
	r := reader{text: text}
	if r.object(c.get(), unsafe.Pointer(v)) && r.ended() {
		return nil
	}
	*v = *new(T)
	return json.Unmarshal(text, v)
}
