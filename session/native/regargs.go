package native

// regArgsMain is a file of the engine's main package. It mends in the engine what a fault of Go's
// compiler breaks in every program whose packages are compiled for plugins (-dynlink).
//
// What a function that reflection made (reflect.MakeFunc, a method value) is called with in
// registers lies in a frame that is written in assembly. Which of these words are pointers the
// runtime looks up in a table, runtime.methodValueCallFrameObjs, that it makes as it starts: there
// is the place of the pointer mask of abi.RegArgs. The compiler knows that mask and names it
// directly. It does so before it marks the mask as a symbol that no other module sees, so a
// reference by way of the global offset table comes of it, and the linker, to which masks are parts
// of one symbol, adds the mask's offset in there to the address of the table's entry. The
// runtime then takes whatever word is found so for the place of the mask. The collector frees what
// such a frame alone still holds, and takes numbers for pointers: "found pointer to free object",
// "found bad pointer in Go heap".
//
// In mask the compiler cannot know which type it is, and the mask is read from the type.
const regArgsMain = `package main

import (
	"internal/abi"
	"unsafe"
)

//go:linkname frames runtime.methodValueCallFrameObjs
var frames [1]struct {
	off, size, ptrBytes int32
	mask                uint32 // relative to rodata
}

//go:linkname rodata runtime.rodata
var rodata byte

func init() {
	if m := mask(abi.TypeFor[abi.RegArgs]()); m != nil {
		frames[0].mask = uint32(uintptr(unsafe.Pointer(m)) - uintptr(unsafe.Pointer(&rodata)))
	}
}

//go:noinline
func mask(t *abi.Type) *byte { return t.GCData }
`
