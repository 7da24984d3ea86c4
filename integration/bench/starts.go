package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// aimStart is how many times faster than ipython3 a start is to be.
const aimStart = 10

// measureStarts starts both from nothing to the value of 1+1, turn by turn.
func measureStarts(ctx context.Context, o options, h *home, n *noise) ([]contest, error) {
	c := contest{name: "cold start: `goawait run -e '1+1'` / `ipython3 -c '1+1'`", aim: aimStart}
	start := func(want string, name string, args ...string) (time.Duration, error) {
		cmd := h.command(ctx, name, args...)
		begun := time.Now()
		out, err := cmd.CombinedOutput()
		took := time.Since(begun)
		if err != nil {
			return 0, fmt.Errorf("%s: %w: %s", name, err, out)
		}
		if got := strings.TrimSpace(string(out)); want != "" && got != want {
			return 0, fmt.Errorf("%s says %q, not %q", name, got, want)
		}
		return took, nil
	}
	const warmups = 2
	for i := range warmups + o.starts {
		a, err := start("2", o.goawait, "run", "-e", "1+1")
		if err != nil {
			return nil, err
		}
		b, err := start("", "/usr/bin/ipython3", "-c", "1+1") // it prints nothing of it
		if err != nil {
			return nil, err
		}
		n.sample()
		if i >= warmups {
			c.ours, c.theirs = append(c.ours, a), append(c.theirs, b)
		}
	}
	return []contest{c}, nil
}
