#include "textflag.h"

// func StackUsed() uintptr
TEXT ·StackUsed(SB), NOSPLIT, $0-8
	MOVD 8(g), R0 // g.stack.hi, at the offset that runtime/cgo relies on as well
	MOVD RSP, R1
	SUB  R1, R0
	MOVD R0, ret+0(FP)
	RET

// func goroutine() uintptr
TEXT ·goroutine(SB), NOSPLIT, $0-8
	MOVD g, ret+0(FP)
	RET
