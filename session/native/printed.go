package native

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"regexp"
)

// This file gives the types of cells the names that they print under. The compiler spells a type
// argument with the path of its package, F[goawait/cells.T], and a type that was declared again
// has an identifier of its own, Tˑ2. In a program they are F[main.T] and T, so the names in the
// compiled package are changed before it is linked: fmt, reflect, panics and encoders all read
// those. What types are is decided by symbols and hashes, which stay: two versions of T are two
// types that print alike, as two types of functions are in Go.

// numbered matches what tells the identifier of a type from that of an earlier one.
var numbered = regexp.MustCompile(`(main\.[\pL_][\pL\p{Nd}_]*?)ˑ[0-9]+`)

// printed is the name that a type prints under.
func printed(name []byte, path string) []byte {
	return numbered.ReplaceAll(bytes.ReplaceAll(name, []byte(path+"."), []byte("main.")), []byte("$1"))
}

// Of an object file (cmd/internal/goobj): what it begins with, which of its blocks define
// symbols, which hold their data and its index, and the size of a symbol.
const (
	objectMagic           = "\x00go120ld"
	firstDefs, behindDefs = 3, 7
	dataIndex, dataBlock  = 13, 16
	blocks                = 19
	symbolSize            = 8 + 2 + 1 + 1 + 1 + 4 + 4
	objectHeader          = len(objectMagic) + 8 + 4 + 4*blocks
)

var errObject = errors.New("the compiler writes object files of a form that is not known here")

// printNames changes the names of types in a compiled package.
func printNames(file, path string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	at := bytes.Index(text, []byte("\n!\n"+objectMagic))
	if at < 0 {
		return fmt.Errorf("reading %s: %w", file, errObject)
	}
	if err := eachName(text[at+len("\n!\n"):], func(data []byte) { rename(data, path) }); err != nil {
		return fmt.Errorf("reading %s: %w", file, err)
	}
	return os.WriteFile(file, text, 0o600)
}

// eachName calls f with the data of each symbol of an object that is a name of reflection's: a
// byte of flags, the length, and the name.
func eachName(object []byte, f func(data []byte)) error {
	if len(object) < objectHeader {
		return errObject
	}
	word := func(at uint32) uint32 {
		if int(at)+4 > len(object) {
			return 0
		}
		return binary.LittleEndian.Uint32(object[at:])
	}
	offset := func(block int) uint32 { return word(uint32(len(objectMagic) + 12 + 4*block)) }
	n := (offset(behindDefs) - offset(firstDefs)) / symbolSize
	if (offset(dataIndex+1)-offset(dataIndex))/4 != n+1 {
		return errObject
	}
	for i := range n {
		from, to := word(offset(dataIndex)+4*i), word(offset(dataIndex)+4*i+4)
		from, to = offset(dataBlock)+from, offset(dataBlock)+to
		if from > to || int(to) > len(object) {
			return errObject
		}
		data := object[from:to]
		if len(data) < 3 || data[0] > 1 { // 1: it is exported
			continue
		}
		if length, size := binary.Uvarint(data[1:]); size > 0 && length == uint64(len(data)-1-size) {
			f(data)
		}
	}
	return nil
}

// rename puts the name that is printed in the place of a name. It is no longer; the length is
// written in as many bytes as it was.
func rename(data []byte, path string) {
	_, size := binary.Uvarint(data[1:])
	name := data[1+size:]
	short := printed(name, path)
	if len(short) >= len(name) {
		return
	}
	rest := copy(name, short)
	clear(name[rest:])
	n := len(short)
	for i := range size {
		data[1+i] = byte(n&0x7f) | 0x80
		n >>= 7
	}
	data[size] &^= 0x80
}
