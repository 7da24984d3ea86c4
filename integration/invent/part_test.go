package invent_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goawait/goawait/integration/invent"
)

// TestPrograms holds that what is made up is Go, does the same each time, mostly gets past its
// first statements, and has every template in it.
func TestPrograms(t *testing.T) {
	for _, style := range []invent.Style{{Plain: true}, {}, {Async: true}} {
		var parts []invent.Part
		for seed := range int64(60) {
			parts = append(parts, invent.Make(seed, style))
		}
		dir := t.TempDir()
		file, exe := filepath.Join(dir, "p.go"), filepath.Join(dir, "p.exe")
		text := "package main\n" + invent.Plainly(invent.Program(parts))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("go", "build", "-o", exe, file).CombinedOutput(); err != nil {
			t.Fatalf("style %+v: %v\n%s", style, err, out)
		}
		out, err := exec.Command(exe).CombinedOutput()
		if err != nil {
			t.Fatalf("style %+v: %v\n%s", style, err, out)
		}
		if again, _ := exec.Command(exe).CombinedOutput(); string(out) != string(again) {
			t.Errorf("style %+v: it does not do the same again", style)
		}
		if n := strings.Count(string(out), "part recovered: "); n > len(parts)/2 {
			t.Errorf("style %+v: %d of %d parts end in a panic", style, n, len(parts))
		}
	}
}

// TestEveryTemplateIsUsed counts what the seeds choose.
func TestEveryTemplateIsUsed(t *testing.T) {
	used := map[string]int{}
	for seed := range int64(400) {
		for _, name := range invent.Make(seed, invent.Style{Async: true}).Templates {
			used[name]++
		}
	}
	for _, name := range invent.Templates() {
		if used[name] == 0 {
			t.Errorf("template %s is in none of 400 parts", name)
		}
	}
	if len(used) < 100 {
		t.Errorf("%d templates are in use, want 100", len(used))
	}
}

func TestTheSameSeedMakesTheSame(t *testing.T) {
	for seed := range int64(20) {
		a, b := invent.Make(seed, invent.Style{Async: true}), invent.Make(seed, invent.Style{Async: true})
		if a.Function() != b.Function() {
			t.Errorf("seed %d made two programs", seed)
		}
	}
}
