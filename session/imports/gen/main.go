// Command gen writes the bundle of the standard library's types that package imports embeds:
// the export data of every importable package, for each system that differs.
//
// Its output depends on nothing but the sources of the toolchain that runs it.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	dir := "bundle"
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	if err := write(dir); err != nil {
		log.Fatal(err)
	}
}

func write(dir string) error {
	files, err := generate(systems)
	if err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// generate returns the files of the bundle by name.
func generate(systems []string) (map[string][]byte, error) {
	root, err := goroot()
	if err != nil {
		return nil, err
	}
	paths, err := importable(root)
	if err != nil {
		return nil, err
	}
	var all []*library
	for _, goos := range systems {
		lib, err := load(root, goos, paths)
		if err != nil {
			return nil, fmt.Errorf("loading the standard library of %s: %w", goos, err)
		}
		all = append(all, lib)
	}
	files, err := pack(all)
	if err != nil {
		return nil, err
	}
	files["version"] = []byte(runtime.Version() + "\n")
	return files, nil
}

func goroot() (string, error) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("asking for GOROOT: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}
