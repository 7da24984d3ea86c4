package main

// known are programs that differ in a lane, and why: because of what a cell is, or because they
// look at what Go leaves open.
var known = map[string]string{
	"cell go/fixedbugs/issue18149.go": "a line directive in a cell is not heeded",
	"cell go/fixedbugs/issue29504.go": "it reads the lines of its own traceback",
	"cell go/nilptr.go":               "it depends on where the linker puts its data",
	"cell go/zerosize.go":             "whether two variables without a size have one address is open",
}
