package session

import (
	"testing"

	"github.com/goawait/goawait/session/engine/wire"
)

// What is shown of a measurement is worded as IPython words it.
func TestTimeitText(t *testing.T) {
	for _, test := range []struct {
		loops  int
		rounds []int64
		want   string
	}{
		{1000, []int64{1060e6, 1072e6, 1048e6}, "1.06 ms ± 9.8 µs per loop (mean ± std. dev. of 3 runs, 1,000 loops each)"},
		{1, []int64{2.5e9}, "2.5 s ± 0 ns per loop (mean ± std. dev. of 1 run, 1 loop each)"},
		{10_000_000, []int64{1e8, 1e8}, "10 ns ± 0 ns per loop (mean ± std. dev. of 2 runs, 10,000,000 loops each)"},
		{1, []int64{999_999, 999_999}, "1 ms ± 0 ns per loop (mean ± std. dev. of 2 runs, 1 loop each)"},
		{
			1,
			[]int64{10_000, 90_000},
			"The slowest run took 9.00 times longer than the fastest. This could mean that an intermediate result is being cached.\n" +
				"50 µs ± 40 µs per loop (mean ± std. dev. of 2 runs, 1 loop each)",
		},
		{1, []int64{3_725e9}, "1h 2min 5s ± 0 ns per loop (mean ± std. dev. of 1 run, 1 loop each)"},
	} {
		m := measuring{precision: 3, timed: &wire.Timed{Loops: test.loops, Rounds: test.rounds}, waited: true}
		if got := m.text(); got != test.want {
			t.Errorf("%d loops, %v:\n%s\nwant\n%s", test.loops, test.rounds, got, test.want)
		}
	}

	computed := measuring{precision: 3, lane: laneNative, timed: &wire.Timed{Loops: 10, Rounds: []int64{100}, BlankNs: 0.512}}
	const want = "10 ns ± 0 ns per loop (mean ± std. dev. of 1 run, 10 loops each)\ncompiled; the loop itself takes 0.51 ns of it"
	if got := computed.text(); got != want {
		t.Errorf("code that computes: %s\nwant %s", got, want)
	}
}
