package main

// Why programs differ in a lane: because of what a cell is, or because they look at what Go
// leaves open.
const (
	stack      = "it looks for its own files, lines or functions on the stack, which are those of a cell"
	exits      = "it ends with os.Exit(0), which in a cell ends the session's engine"
	directive  = "it needs a //go: directive, and comments of a cell have no meaning"
	lines      = "a line directive in a cell is not heeded"
	order      = "its variables are initialised in another order than they are written in; a cell runs from top to bottom"
	unbuilt    = "a variable of type cgo.Incomplete cannot be in memory that the session keeps"
	addresses  = "it depends on where the linker puts its data"
	sampling   = "it looks for its own functions in a profile of the process"
	pathOfCell = "reflection says that the path of its package is goawait/cells"
)

// known are the programs that differ in a lane, and why.
var known = map[string]string{
	"cell go/devirtualization_nil_panics.go": stack,
	"cell go/fixedbugs/bug347.go":            stack,
	"cell go/fixedbugs/bug348.go":            stack,
	"cell go/fixedbugs/bug446.go":            order,
	"cell go/fixedbugs/issue10332.go":        pathOfCell,
	"cell go/fixedbugs/issue17381.go":        stack,
	"cell go/fixedbugs/issue18149.go":        lines,
	"cell go/fixedbugs/issue19040.go":        "the panic of a nil receiver names its method with the path of the package, goawait/cells",
	"cell go/fixedbugs/issue21879.go":        stack,
	"cell go/fixedbugs/issue22083.go":        stack,
	"cell go/fixedbugs/issue22662.go":        lines,
	"cell go/fixedbugs/issue24491a.go":       directive,
	"cell go/fixedbugs/issue24491b.go":       directive,
	"cell go/fixedbugs/issue27201.go":        stack,
	"cell go/fixedbugs/issue29504.go":        stack,
	"cell go/fixedbugs/issue4562.go":         stack,
	"cell go/fixedbugs/issue56990.go":        "package testing ends the process itself, before the engine has passed on what it printed",
	"cell go/fixedbugs/issue58300.go":        stack,
	"cell go/fixedbugs/issue58300b.go":       stack,
	"cell go/fixedbugs/issue5856.go":         stack,
	"cell go/fixedbugs/issue7690.go":         stack,
	"cell go/heapsampling.go":                sampling,
	"cell go/nilptr.go":                      addresses,
	"cell go/uintptrescapes3.go":             directive,
	"cell go/zerosize.go":                    "whether two variables without a size have one address is open",
	"cell yaegi/panic0.go":                   "a file of cells that fails ends with status 1, a program with 2",
}
