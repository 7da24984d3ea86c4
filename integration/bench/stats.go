package main

import (
	"slices"
	"time"
)

// samples are durations of one thing, in the order in which they were measured.
type samples []time.Duration

// quantile gives the smallest sample that at least q of all are not above; 0 of none.
func (s samples) quantile(q float64) time.Duration {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	i := int(q * float64(len(sorted)))
	return sorted[min(i, len(sorted)-1)]
}

func (s samples) median() time.Duration { return s.quantile(0.5) }

func (s samples) mean() time.Duration {
	var sum time.Duration
	for _, d := range s {
		sum += d
	}
	return sum / time.Duration(max(len(s), 1))
}

// A contest is one thing measured on two sides turn by turn: ours[i] and theirs[i] are
// neighbours in time.
type contest struct {
	name         string
	ours, theirs samples
	aim          float64 // the ratio that is aimed at
}

// ratio is how many times longer theirs takes, by the medians.
func (c contest) ratio() float64 {
	return float64(c.theirs.median()) / float64(c.ours.median())
}

// blocks is how many stretches of a run are compared to see how far its ratio can be trusted.
const blocks = 5

// ratioSpread gives the lowest and the highest ratio among stretches of the run.
func (c contest) ratioSpread() (low, high float64) {
	size := len(c.ours) / blocks
	if size == 0 {
		return c.ratio(), c.ratio()
	}
	for b := range blocks {
		part := contest{ours: c.ours[b*size : (b+1)*size], theirs: c.theirs[b*size : (b+1)*size]}
		r := part.ratio()
		if b == 0 {
			low, high = r, r
		}
		low, high = min(low, r), max(high, r)
	}
	return low, high
}

// noise is a fixed piece of work that is timed again and again between the measurements: on a
// quiet machine it takes always the same.
type noise struct {
	took samples
	sink uint64
}

func newNoise() *noise {
	n := &noise{}
	for range 20 { // until the clock frequency and the caches are settled
		n.sample()
	}
	n.took = nil
	return n
}

// sample does the work once.
func (n *noise) sample() {
	start := time.Now()
	x := n.sink | 1
	for range 200_000 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	n.sink = x
	n.took = append(n.took, time.Since(start))
}
