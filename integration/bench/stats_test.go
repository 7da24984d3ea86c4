package main

import (
	"testing"
	"time"
)

func TestQuantiles(t *testing.T) {
	s := samples{5, 1, 4, 2, 3}
	for q, want := range map[float64]time.Duration{0: 1, 0.5: 3, 0.9: 5, 1: 5} {
		if got := s.quantile(q); got != want {
			t.Errorf("quantile(%v) = %d, want %d", q, got, want)
		}
	}
	if got := (samples{}).median(); got != 0 {
		t.Errorf("the median of nothing = %d, want 0", got)
	}
	if s[0] != 5 {
		t.Error("the order of the measurements is lost")
	}
}

func TestRatioSpread(t *testing.T) {
	var c contest
	for i := range 50 {
		c.ours = append(c.ours, 10)
		theirs := time.Duration(100)
		if i >= 40 { // the machine was disturbed at the end
			theirs = 300
		}
		c.theirs = append(c.theirs, theirs)
	}
	if got := c.ratio(); got != 10 {
		t.Errorf("ratio = %v, want 10: a median is not moved by one bad stretch", got)
	}
	low, high := c.ratioSpread()
	if low != 10 || high != 30 {
		t.Errorf("ratioSpread = %v, %v, want 10, 30", low, high)
	}
}
