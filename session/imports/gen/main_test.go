package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

var all = flag.Bool("all", false, "compare every package of every system, which takes half a minute")

// The bundle holds what this toolchain's sources give. A few packages stand for all, unless
// -all is given.
func TestBundleIsFresh(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("needs the go command")
	}
	want, err := os.ReadFile(filepath.Join("..", "bundle", "version"))
	if err != nil {
		t.Fatal(err)
	}
	if got := runtime.Version(); got != string(bytes.TrimSpace(want)) {
		t.Skipf("the bundle was made by %s, and this is %s", bytes.TrimSpace(want), got)
	}
	if !*all {
		root, err := goroot()
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // twice: the output depends on nothing else
			lib, err := load(root, systems[0], []string{"context", "os", "slices"})
			if err != nil {
				t.Fatal(err)
			}
			for path, data := range lib.data {
				if !bytes.Equal(data, bundled(t, path)) {
					t.Errorf("package %s differs: run go generate ./session/imports", path)
				}
			}
		}
		return
	}
	files, err := generate(systems)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		have, err := os.ReadFile(filepath.Join("..", "bundle", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(have, content) {
			t.Errorf("bundle/%s is stale: run go generate ./session/imports", name)
		}
	}
}

// bundled returns the export data of a package in the committed bundle.
func bundled(t *testing.T, path string) []byte {
	t.Helper()
	for _, name := range []string{"std.zip", "std_" + systems[0] + ".zip"} {
		z, err := zip.OpenReader(filepath.Join("..", "bundle", name))
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		f, err := z.Open(path + ".x")
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	t.Fatalf("package %s is not in the bundle", path)
	return nil
}
