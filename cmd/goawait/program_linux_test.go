package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sleeper is a program that says when it is there, and again if it is let live.
const sleeper = `package main

import (
	"fmt"
	"os"
	"runtime"
	"time"
)

func main() {
	runtime.GC()
	fmt.Println("there", len(os.Args))
	time.Sleep(3 * time.Minute)
	fmt.Println("survived")
}
`

// A program ends when goawait does, also where that was killed: the pipe that both write to
// has no writer left.
func TestProgramEndsWithGoawait(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sleeper.go"), []byte(sleeper), 0o600); err != nil {
		t.Fatal(err)
	}
	self, err := exec.LookPath("goawait") // testscript puts this test's binary there
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "run", "sleeper.go", "argument")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOAWAIT_CACHE="+filepath.Join(dir, "cache"))
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	out := bufio.NewReader(r)
	if line, err := out.ReadString('\n'); line != "there 2\n" {
		t.Fatalf("it said %q, %v", line, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	start := time.Now()
	if rest, _ := io.ReadAll(out); strings.Contains(string(rest), "survived") {
		t.Errorf("the program lived on for %v", time.Since(start))
	}
}
