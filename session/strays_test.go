package session

import (
	"strings"
	"testing"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
)

// TestStrays writes to an engine's descriptor 2, piece by piece, and ends it.
func TestStrays(t *testing.T) {
	const death = "panic: no\n\ngoroutine 1 [running]:\nmain.f()\n"
	for _, test := range []struct {
		name        string
		pieces      []string // "" is the end of a cell, "+" what shows that the engine lives
		died        bool
		want, words string
	}{
		{"a line", []string{"hello\n"}, false, "hello\n", ""},
		{"parts of a line", []string{"pa", "rt ", "of\n", "all"}, false, "part of\nall", ""},
		{"what only looks like it", []string{"p", "an", "ic", "ky\n", "go\n"}, true, "panicky\ngo\n", ""},
		{"not at the beginning", []string{"a ", "panic: b\n"}, true, "a panic: b\n", ""},
		{"death", []string{"last words\n" + death[:30], death[30:]}, true, "last words\n", death},
		{"death in pieces", []string{"fatal", " error: all is lost\n", "more"}, true, "", "fatal error: all is lost\nmore"},
		{"a word that was to come", []string{"pan"}, true, "pan", ""},
		{"the same as its cell ends", []string{"pan", "", "ic: b\n"}, true, "panic: b\n", ""},
		{"what it lived through", []string{"panic: said\nand more\n", "", "+", "hello\n"}, true, "panic: said\nand more\nhello\n", ""},
		{"and then death", []string{"panic: said\nand", "+", " more\n", death}, true, "panic: said\nand more\n", death},
		{"what others ended", []string{death}, false, death, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			s := &strays{found: func(text string) { got += text }, doubt: func() {}}
			s.Write([]byte("before it was ready\n"))
			s.begin()
			for _, piece := range test.pieces {
				switch piece {
				case "":
					s.flush()
				case "+":
					s.release()
				default:
					s.Write([]byte(piece))
				}
			}
			if words := s.end(test.died); got != test.want || words != test.words {
				t.Errorf("it found %q and %q, want %q and %q", got, words, test.want, test.words)
			}
		})
	}
}

// What was written to an engine's own standard error stands in its cell's output, whatever way the
// two came.
func TestStraysBeforeTheResult(t *testing.T) {
	w := openFake(t, "ok", Config{})
	for range 200 {
		if r := w.run(`"fake:stray by itself"`); r.Output != "by itself\n" {
			t.Fatalf("cell %d printed %q", r.Cell, r.Output)
		}
	}
	if r := w.run(`"fake:stray one"; "fake:print two"`); r.Output != "one\ntwo\n" {
		t.Errorf("the cell printed %q", r.Output)
	}
}

// What begins as the runtime's last words do is output like any other if the engine lives, and no
// reason of its end when it ends later.
func TestStraysLikeLastWords(t *testing.T) {
	w := openFake(t, "ok", Config{timing: timing{doubt: time.Millisecond}})
	const line = "panic: not really\n"
	if r := w.run(`"fake:stray panic: not really"`); r.State != wire.Done || r.Output != line {
		t.Errorf("the cell ended as %s and printed %q", r.State, r.Output)
	}
	if r := w.run(`"fake:stray goroutine 7 is tired"; "fake:kill"`); r.State != Died || !strings.Contains(r.Text, "the engine ended: killed") || r.Output != "goroutine 7 is tired\n" {
		t.Errorf("the cell ended as %s, %q, and printed %q", r.State, r.Text, r.Output)
	}
	if r := w.run(`"fake:stray panic: not really"; "fake:exit 3"`); !strings.Contains(r.Text, "the engine ended: os.Exit(3)") || r.Output != line {
		t.Errorf("the cell ended with %q and printed %q", r.Text, r.Output)
	}
}
