package engine

import (
	"slices"
	"testing"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
)

// The length of a round grows by tens until it takes a fifth of a second; then it is measured.
func TestTimingFindsItsLoops(t *testing.T) {
	for _, test := range []struct {
		plan wire.Timing
		loop time.Duration
		want []int // lengths of the rounds
	}{
		{wire.Timing{Rounds: 2}, time.Millisecond, []int{1, 10, 100, 1000, 1000, 1000}},
		{wire.Timing{Rounds: 1}, time.Second, []int{1, 1}},
		{wire.Timing{Rounds: 3, Loops: 5}, time.Second, []int{5, 5, 5}},
	} {
		m := &timing{plan: test.plan}
		var got []int
		for n := m.Batch(); n > 0; n = m.Batch() {
			got = append(got, n)
			m.elapsed = time.Duration(n) * test.loop
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%+v with loops of %v: rounds of %v, want %v", test.plan, test.loop, got, test.want)
		}
		want := m.plan.Rounds
		if r := m.result(); len(r.Rounds) != want || r.Rounds[0] != int64(r.Loops)*int64(test.loop) {
			t.Errorf("%+v gave %+v", test.plan, r)
		}
	}
}
