// Command gen writes the standard-library symbol tables of package symbols.
//
// It type-checks the standard library of the toolchain that runs it, from source, once for each
// platform in platforms, and writes for each package one file with what all of them have and
// one file an operating system with what only that one has. With -check it writes nothing and
// exits 1 if the files on disk are not what it would write.
//
// It does what yaegi's own extract does, but for tables that cost nothing at start, for several
// platforms in one go, and with untyped constants evaluated on the platform that runs.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// A platform is one that the tables are made for.
type platform struct{ os, arch string }

var platforms = []platform{
	{"linux", "amd64"},
	{"linux", "arm64"},
	{"darwin", "amd64"},
	{"darwin", "arm64"},
	{"windows", "amd64"},
	{"windows", "arm64"},
}

// systems are the operating systems in platforms.
var systems = []string{"darwin", "linux", "windows"}

// excluded packages get no table: unsafe is the language's, plugin and runtime/cgo change how
// the program that contains them is linked, runtime/race is there under -race only, and expvar
// and net/http/pprof change what every program that contains them serves: see package handlers.
var excluded = map[string]bool{
	"unsafe": true, "plugin": true, "runtime/cgo": true, "runtime/race": true, "expvar": true, "net/http/pprof": true,
}

const prefix = "z_" // of every generated file

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	dir := flag.String("dir", ".", "directory of package symbols")
	check := flag.Bool("check", false, "compare instead of writing")
	flag.Parse()

	files, err := generate()
	if err != nil {
		log.Fatal(err)
	}
	stale, err := sync(*dir, files, *check)
	if err != nil {
		log.Fatal(err)
	}
	if *check && len(stale) > 0 {
		log.Fatalf("stale: %s; run go generate ./session/engine/symbols", strings.Join(stale, " "))
	}
}

// generate gives the content of every file by its name.
func generate() (map[string][]byte, error) {
	apis := make(map[platform]map[string]*api)
	for _, p := range platforms {
		pkgs, err := load(p)
		if err != nil {
			return nil, fmt.Errorf("loading the standard library for %s/%s: %w", p.os, p.arch, err)
		}
		apis[p] = make(map[string]*api)
		for _, pkg := range pkgs {
			apis[p][pkg.Path()] = extract(pkg)
		}
	}
	return render(merge(apis))
}

// sync makes the generated files in dir equal to files and gives the names of those that
// were not. If check is set it only compares.
func sync(dir string, files map[string][]byte, check bool) ([]string, error) {
	var stale []string
	old, err := filepath.Glob(filepath.Join(dir, prefix+"*.go"))
	if err != nil {
		return nil, err
	}
	for _, path := range old {
		if _, ok := files[filepath.Base(path)]; ok {
			continue
		}
		stale = append(stale, filepath.Base(path))
		if !check {
			if err := os.Remove(path); err != nil {
				return nil, err
			}
		}
	}
	for name, want := range files {
		path := filepath.Join(dir, name)
		if got, err := os.ReadFile(path); err == nil && bytes.Equal(got, want) {
			continue
		}
		stale = append(stale, name)
		if !check {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				return nil, err
			}
		}
	}
	sort.Strings(stale)
	return stale, nil
}
