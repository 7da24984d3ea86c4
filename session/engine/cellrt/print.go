package cellrt

import (
	"fmt"
	"io"
	"log"
	"os"
	"runtime"

	"github.com/goawait/goawait/session/async"
)

// The engine sets these before it loads a plugin.
var (
	// Writer gives what to write to in place of w, so that it is known who writes.
	Writer = func(w io.Writer) io.Writer { return w }
	// Builtin is what the built-in function print does with its arguments, println if line.
	Builtin = func(line bool, args []any) {}
	// Ending ends the process at a place in a cell.
	Ending = func(code int, at async.Position) { os.Exit(code) }
)

// Print is fmt.Print.
func Print(args ...any) (int, error) { return fmt.Fprint(Writer(os.Stdout), args...) }

// Printf is fmt.Printf.
func Printf(format string, args ...any) (int, error) {
	return fmt.Fprintf(Writer(os.Stdout), format, args...)
}

// Println is fmt.Println.
func Println(args ...any) (int, error) { return fmt.Fprintln(Writer(os.Stdout), args...) }

// Fprint is fmt.Fprint.
func Fprint(w io.Writer, args ...any) (int, error) { return fmt.Fprint(Writer(w), args...) }

// Fprintf is fmt.Fprintf.
func Fprintf(w io.Writer, format string, args ...any) (int, error) {
	return fmt.Fprintf(Writer(w), format, args...)
}

// Fprintln is fmt.Fprintln.
func Fprintln(w io.Writer, args ...any) (int, error) { return fmt.Fprintln(Writer(w), args...) }

// Builtinprint is the built-in function print.
func Builtinprint(args ...any) { Builtin(false, args) }

// Builtinprintln is the built-in function println.
func Builtinprintln(args ...any) { Builtin(true, args) }

// Exit is os.Exit.
func Exit(code int) { Ending(code, here()) }

// Fatal is log.Fatal.
func Fatal(args ...any) {
	log.Print(args...)
	Ending(1, here())
}

// Fatalf is log.Fatalf.
func Fatalf(format string, args ...any) {
	log.Printf(format, args...)
	Ending(1, here())
}

// Fatalln is log.Fatalln.
func Fatalln(args ...any) {
	log.Println(args...)
	Ending(1, here())
}

// here is the innermost place in a cell on the stack of the caller.
func here() async.Position {
	if at, ok := Where(maxFrames); ok {
		return at
	}
	return async.Current().Pos()
}

// Where is the innermost place in a compiled cell among the nearest frames of the caller's stack;
// false if there is none.
func Where(nearest int) (async.Position, bool) {
	if !loaded() {
		return async.Position{}, false
	}
	pcs := make([]uintptr, nearest)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		f, more := frames.Next()
		if at, ok := Position(f); ok {
			return at, true
		}
		if !more {
			return async.Position{}, false
		}
	}
}
