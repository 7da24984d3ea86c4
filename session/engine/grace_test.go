package engine

import (
	"sync/atomic"
	"testing"
	"time"
)

// A cell that computes gets its share of the processor before it is given up, and not for ever;
// one that is blocked only has the grace.
func TestGrace(t *testing.T) {
	for _, c := range []struct {
		name        string
		waited, had time.Duration
		computing   bool
		want        bool
	}{
		{"blocked", grace, 0, false, true},
		{"blocked where others compute", grace, grace, true, true},
		{"not let run by the machine", 3 * grace, grace / 5, true, false},
		{"had its share", 3 * grace, grace, true, true},
		{"never let run", (graceMost + 1) * grace, 0, true, true},
	} {
		if got := isBlocked(c.waited, c.had, func() bool { return c.computing }); got != c.want {
			t.Errorf("%s: given up: %t", c.name, got)
		}
	}
}

// The runtime says whether a goroutine computes.
func TestComputing(t *testing.T) {
	var stop atomic.Bool
	defer stop.Store(true)
	go func() { // ends with the test
		for !stop.Load() {
		}
	}()
	for late := time.Now().Add(patience); !computing(); time.Sleep(time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("a goroutine that computes is not seen")
		}
	}
}
