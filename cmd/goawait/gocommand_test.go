package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Somebody whose editor was not started in a terminal has a PATH without Go.
func TestUseEditorsGo(t *testing.T) {
	command := func(folder string) string {
		path := filepath.Join(folder, "bin", "go")
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	onPath, given, root := command(t.TempDir()), command(t.TempDir()), t.TempDir()
	inRoot := command(root)
	tests := []struct{ name, path, given, want string }{
		{"on PATH", filepath.Dir(onPath), "", onPath},
		{"given", filepath.Dir(onPath), given, given},
		{"given and not there", filepath.Dir(onPath), "/no/such/go", onPath},
		{"given and another program", filepath.Dir(onPath), "/bin/sh", onPath},
		{"in GOROOT", t.TempDir(), "", inRoot},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("PATH", tt.path)
			t.Setenv(goVariable, tt.given)
			t.Setenv("GOROOT", root)
			useEditorsGo()
			if got, err := exec.LookPath("go"); err != nil || got != tt.want {
				t.Errorf("the go command is %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestSDKs(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"go1.9.7", "go1.26.1", "go1.26rc1", "go1.26.10", "gotip"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for _, path := range sdks(dir) {
		names = append(names, filepath.Base(path))
	}
	if len(names) != 5 || names[0] != "go1.26.10" || names[1] != "go1.26.1" {
		t.Errorf("the toolchains are %q", names)
	}
}
