package engine

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/wire"
)

// A startError says that a package which a plugin brought panicked as it was initialised. It stays
// half initialised: the runtime ends a process that initialises such a package again, so plugins
// that have it are not loaded any more.
type startError struct{ text string }

func (e *startError) Error() string { return e.text }

// open loads a plugin, and says of a panic what a program would say.
func (p *compiled) open(file string) (err error) {
	if len(p.failed) > 0 {
		if err := p.brings(file); err != nil {
			return err
		}
	}
	done := false
	defer func() {
		if done {
			return
		}
		v := recover()
		symbol, at := starting()
		pkg, unescaped := url.PathUnescape(symbol)
		if symbol == "" || unescaped != nil || v == nil {
			panic(v) // it is no package's
		}
		failed := &startError{fmt.Sprintf("%s (in the init of package %s, %s); what imports it cannot run before the session is restarted", (&async.PanicError{Value: v}).Error(), pkg, at)}
		if p.failed == nil {
			p.failed = make(map[string]*startError)
		}
		p.failed[symbol] = failed
		err = failed
	}()
	err = OpenPlugin(file)
	done = true
	return err
}

// brings is the error of a plugin with a package that did not start.
func (p *compiled) brings(file string) error {
	names, err := dynamicSymbols(file)
	if err != nil {
		return err
	}
	for symbol, failed := range p.failed {
		if slices.Contains(names, symbol+"..inittask") {
			return failed
		}
	}
	return nil
}

// starting finds the package whose init panics, as symbols name it, and where that is. It is called by
// a function that is deferred around the loading of a plugin.
func starting() (symbol, at string) {
	callers := make([]uintptr, 1000)
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)])
	panics := false
	init := ""
	for {
		f, more := frames.Next()
		switch {
		case !panics:
			panics = f.Function == "runtime.gopanic"
		case strings.HasPrefix(f.Function, "plugin."):
			if symbol = packageOfInit(init); symbol == "" {
				return "", ""
			}
			return symbol, at
		case !strings.HasPrefix(f.Function, "runtime."):
			init = f.Function
			if at == "" {
				at = fmt.Sprintf("%s:%d", below(f.File), f.Line)
			}
		}
		if !more {
			return "", ""
		}
	}
}

// below is a file's name as seen from the workspace, if it is in there.
func below(file string) string {
	dir, err := os.Getwd()
	if err != nil {
		return file
	}
	if name, err := filepath.Rel(dir, file); err == nil && filepath.IsLocal(name) {
		return name
	}
	return file
}

// unstarted is the outcome of a cell whose plugin could not be loaded.
func unstarted(c *cell, err error) outcome {
	var failed *startError
	if errors.As(err, &failed) {
		return outcome{state: wire.Panicked, err: failed.text}
	}
	if o, ok := notLoaded(err); ok {
		return o
	}
	return refused(c, err)
}
