package session

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"io"
	"os"
	"reflect"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/prompt"
)

// An EmbedOption says what an embedded prompt has and how it works: what Var, Func, Package,
// Runner, Named, Console, Private and With return.
type EmbedOption interface{ embedOption() }

// An embedOption is the one kind of EmbedOption. The interface keeps what it changes out of the
// types that a cell that embeds again has to know.
type embedOption func(*embedding) error

func (embedOption) embedOption() {}

// Embed opens a prompt inside a running program: cells that are typed run in the program's own
// process, on its variables, with their real types and methods.
//
//	session.Embed(ctx, session.Var("db", &db), session.Runner(async.Loop))
//
// It returns when the person leaves, with exit, quit or Ctrl-D, when ctx is done, when a client
// that is attached ends the session, or when a cell calls os.Exit. The program goes on then: it
// is not ended, its standard files, signals and working folder are what they were, and the only
// goroutines left are those that cells started. What those print goes to the standard output.
// The error is ctx's, or says why there could be no prompt; leaving is no error.
//
// Beside the person at the terminal, an editor or another terminal can attach to the same
// session while the prompt is open; its first line says how. Only this user's processes can.
//
// # What cells have
//
// The standard library and package async, and of the program: what Var, Func and Package lend,
// with all types that these mention. A type of the program's is written with its package, also
// one of main: main.Config{Port: 80}. What is not exported can be seen but not named, as from
// any other package. Cells are interpreted (the instant lane), the functions and methods that
// they call are the program's own compiled code.
//
// # What is different from a session of its own
//
// Cells share the process with the program. A panic in a cell, or in a goroutine that it starts,
// ends the cell; os.Exit in a cell leaves the prompt. But a cell that has the Go runtime end the
// process, as a concurrent map write does, ends the program. Variables of the program that other
// goroutines use as well need the locks that they need anywhere.
//
// The default runner is sync, which has no event loop: an await that would really wait raises.
// Runner gives the prompt one that waits. Embeds nest: a cell may call a function of the program
// that embeds again, or session.Embed itself; the innermost has the terminal.
func Embed(ctx context.Context, options ...EmbedOption) error {
	e := newEmbedding()
	for _, option := range options {
		apply, ok := option.(embedOption)
		if !ok {
			return errors.New("embedding: an option is nil")
		}
		if err := apply(e); err != nil {
			return fmt.Errorf("embedding: %w", err)
		}
	}
	if err := e.run(ctx); err != nil {
		return fmt.Errorf("embedding: %w", err)
	}
	return nil
}

// Var lends a variable of the program to the prompt, under a name: pointer points to it. Cells
// read and write the variable itself.
func Var(name string, pointer any) EmbedOption {
	return embedOption(func(e *embedding) error {
		v := reflect.ValueOf(pointer)
		if v.Kind() != reflect.Pointer || v.IsNil() {
			return fmt.Errorf("session.Var(%q) needs a pointer to the variable, not %s", name, kindOf(v))
		}
		return e.lend(name, v)
	})
}

// Func lends a function, or a method value such as db.Ping, to the prompt under a name.
func Func(name string, function any) EmbedOption {
	return embedOption(func(e *embedding) error {
		v := reflect.ValueOf(function)
		if v.Kind() != reflect.Func || v.IsNil() {
			return fmt.Errorf("session.Func(%q) needs a function, not %s", name, kindOf(v))
		}
		place := reflect.New(v.Type())
		place.Elem().Set(v)
		return e.lend(name, place)
	})
}

// Package lends members of a package under its import path: functions, pointers to variables,
// and, for its types, any pointer to one such as (*shop.Order)(nil), under the type's name. The
// types that lent variables and functions mention are there without it.
func Package(path string, members map[string]any) EmbedOption {
	return embedOption(func(e *embedding) error { return e.lendPackage(path, members) })
}

// Runner has the prompt's cells with await driven by run: async.Loop, async.Goroutine or any
// function like them. Without it the runner is sync, which does not wait.
func Runner(run async.Runner) EmbedOption {
	return embedOption(func(e *embedding) error {
		if run == nil {
			return errors.New("session.Runner was given no function")
		}
		e.runner = run
		return nil
	})
}

// Named gives the prompt's session a name, by which it is listed and attached to. The default is
// the program's.
func Named(name string) EmbedOption {
	return embedOption(func(e *embedding) error {
		if name == "" {
			return errors.New("session.Named was given no name")
		}
		e.name = name
		return nil
	})
}

// Console has the prompt read from in and write to out instead of the standard files. If both
// are the same terminal there is line editing; otherwise cells are read as they come: a cell
// ends at an empty line, if it is whole by then, at a line that begins with //%%, or at the end
// of the input, which also leaves the prompt.
func Console(in io.Reader, out io.Writer) EmbedOption {
	return embedOption(func(e *embedding) error {
		e.in, e.out = in, out
		return nil
	})
}

// Private keeps the prompt to its console: nobody can attach to the session.
func Private() EmbedOption {
	return embedOption(func(e *embedding) error {
		e.private = true
		return nil
	})
}

// With sets settings of the session, such as autoawait or startup cells.
func With(c Changes) EmbedOption {
	return embedOption(func(e *embedding) error {
		e.changes = append(e.changes, c)
		return nil
	})
}

// kindOf says what a value is that should be something else.
func kindOf(v reflect.Value) string {
	switch {
	case !v.IsValid():
		return "nil"
	case (v.Kind() == reflect.Pointer || v.Kind() == reflect.Func) && v.IsNil():
		return "a nil " + v.Type().String()
	}
	return "a " + v.Type().String()
}

// checkName says what is wrong with the name of something lent; nil if nothing is.
func checkName(name string) error {
	if !token.IsIdentifier(name) || name == "_" {
		return fmt.Errorf("%q is not a name that a cell could use", name)
	}
	return nil
}

// standardConsole is where a prompt is if nobody says otherwise: where the one is in whose cell
// it is opened.
func standardConsole() (io.Reader, io.Writer) {
	if in, out, ok := prompt.Around(); ok {
		return in, out
	}
	return os.Stdin, os.Stdout
}
