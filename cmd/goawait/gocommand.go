package main

import (
	goversion "go/version"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// goVariable names the environment variable with the go command that goes before PATH's.
const goVariable = "GOAWAIT_GO"

// useEditorsGo puts a go command on this process's PATH, for what it starts as well. An editor
// that was not started in a terminal may have a PATH without the folder that the person's shell
// adds, so where PATH has no go command the places are looked at where Go is usually installed.
func useEditorsGo() {
	path := os.Getenv("PATH")
	if given := os.Getenv(goVariable); isGoCommand(given) {
		_ = os.Setenv("PATH", filepath.Dir(given)+string(os.PathListSeparator)+path)
	} else if _, err := exec.LookPath("go"); err != nil {
		if found := usualGo(); found != "" {
			_ = os.Setenv("PATH", path+string(os.PathListSeparator)+filepath.Dir(found))
		}
	}
}

// usualGo is a go command where one usually is, or empty.
func usualGo() string {
	home, _ := os.UserHomeDir()
	places := []string{os.Getenv("GOROOT")}
	if runtime.GOOS == "windows" {
		places = append(places, filepath.Join(os.Getenv("ProgramFiles"), "Go"))
	} else {
		places = append(places, "/usr/local/go", "/opt/homebrew", "/usr/local", "/home/linuxbrew/.linuxbrew", "/usr/lib/go", "/snap/go/current")
	}
	if home != "" {
		places = append(places, sdks(filepath.Join(home, "sdk"))...)
		places = append(places, filepath.Join(home, "go"), filepath.Join(home, ".local", "go"))
	}
	for _, place := range places {
		command := filepath.Join(place, "bin", "go")
		if runtime.GOOS == "windows" {
			command += ".exe"
		}
		if place != "" && isGoCommand(command) {
			return command
		}
	}
	return ""
}

// sdks are the toolchains that golang.org/dl put below dir, the newest first.
func sdks(dir string) []string {
	found, _ := filepath.Glob(filepath.Join(dir, "go*"))
	slices.SortFunc(found, func(a, b string) int { return goversion.Compare(filepath.Base(b), filepath.Base(a)) })
	return found
}

// isGoCommand tells whether a path is that of a program named go.
func isGoCommand(path string) bool {
	if !filepath.IsAbs(path) || strings.TrimSuffix(filepath.Base(path), ".exe") != "go" {
		return false
	}
	_, err := exec.LookPath(path)
	return err == nil
}
