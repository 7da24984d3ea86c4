package native

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// A reach is a file of the engine's main package that reaches into the runtime by linkname.
type reach struct{ name, text string }

// reaches are those that the toolchain has what they reach for.
func (tc *Toolchain) reaches() ([]reach, error) {
	var list []reach
	for _, r := range []struct {
		reach
		file string // of the runtime's sources
		has  string // what it must have
	}{
		{reach{"regargs.go", regArgsMain}, "runtime/stkframe.go", "getGCMask(abiRegArgsType)"},
		{reach{"exithook.go", exitHookMain}, "internal/runtime/exithook/hooks.go", "hooks   []Hook\n"},
	} {
		text, err := os.ReadFile(filepath.Join(tc.Root, "src", filepath.FromSlash(r.file)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if bytes.Contains(text, []byte(r.has)) {
			list = append(list, r.reach)
		}
	}
	return list, nil
}

// exitHookMain is a file of the engine's main package that has the engine hand over what was printed
// when os.Exit is called by code that is no cell's: a library's, or a function that a cell was given.
// Cells' own calls are the runtime's of cells, which says more.
const exitHookMain = `package main

import (
	_ "unsafe" // for the directive

	"` + ourModule + `/session/engine"
)

// hooks is what the runtime calls, the last first, as os.Exit ends the process.
//
//go:linkname hooks internal/runtime/exithook.hooks
var hooks []struct {
	F            func()
	RunOnFailure bool
}

func init() {
	hooks = append(hooks, struct {
		F            func()
		RunOnFailure bool
	}{engine.Leaving, true})
}
`
