package native

import (
	"runtime"
	"testing"
)

// Packages with C and with assembly come with the plugin that imports them first.
func TestPackagesWithCAndAssembly(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the assembly of this test is for amd64")
	}
	w, e := workspace(t, `
-- go.mod --
module example.com/ws

go 1.26
-- inc/inc.go --
package inc

// static int count = 40;
// static int next(void) { return ++count; }
import "C"

func Next() int { return int(C.next()) }
-- sum/sum.go --
package sum

func Add(a, b int64) int64
-- sum/sum_amd64.s --
#include "textflag.h"

TEXT ·Add(SB), NOSPLIT, $0-24
	MOVQ a+0(FP), AX
	ADDQ b+8(FP), AX
	MOVQ AX, ret+16(FP)
	RET
`)
	first := build(t, w, e, cell("example.com/ws/goawait/cell1", `
import "example.com/ws/inc"
import "example.com/ws/sum"
func Run() { println(inc.Next(), sum.Add(2, 3)) }
`))
	second := build(t, w, e, cell("example.com/ws/goawait/cell2", `
import "example.com/ws/inc"
func Run() { println(inc.Next()) }
`))
	expect(t, load(t, w, e, first, second), "41 5\n42")
}
