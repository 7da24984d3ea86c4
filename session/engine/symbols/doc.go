// Package symbols holds the standard library of Go 1.26 as reflect values, for interpreted cells.
//
// The tables (z_*.go) are written by the program in gen (go generate) from the toolchain's own
// sources, for Linux, macOS and Windows. They are static data: a program that contains them
// pays nothing for them at its start, and a package's map is built when it is first asked for.
//
// Generic functions and types have no value and are not in the tables. Nor are unsafe, plugin,
// runtime/cgo and runtime/race, and what of syscall differs between processors. The packages
// expvar and net/http/pprof are in package handlers, because whoever links them serves them. The package
// changes nothing: os.Exit is os.Exit here, and whoever lends symbols to a cell replaces what
// must not be reached.
package symbols

//go:generate go run ./gen
