package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/goawait/goawait/integration/invent"
)

// isolate finds one part that differs also when it is alone. Where there is none the program
// differs as a whole.
func (f *fuzzer) isolate(ctx context.Context, w way, parts []invent.Part) (*difference, error) {
	if len(parts) == 1 {
		return f.again(ctx, w, parts[0])
	}
	for _, half := range [][]invent.Part{parts[:len(parts)/2], parts[len(parts)/2:]} {
		want, err := f.expected(ctx, half)
		if err != nil {
			return nil, err
		}
		if d, err := f.compare(ctx, w, half, want); d == nil || err != nil {
			continue
		}
		return f.isolate(ctx, w, half)
	}
	return nil, nil
}

// report makes a difference small, writes the cell and says what differs.
func (f *fuzzer) report(ctx context.Context, d *difference) error {
	f.shrink(ctx, d)
	name := filepath.Join(f.keep, fmt.Sprintf("fuzz-%s-%d.goa", d.way.name, d.part.Seed))
	text := d.way.write([]invent.Part{d.part})
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		return err
	}
	return fmt.Errorf("%s differs in lane %s (kept as %s, of seed %d)\n--- go run\n%s\n--- goawait\n%s", d.part.Name, d.way.lane, name, d.part.Seed, d.want, d.got)
}

// shrink leaves out statements and declarations for as long as the part differs.
func (f *fuzzer) shrink(ctx context.Context, d *difference) {
	for changed := true; changed && ctx.Err() == nil; {
		changed = false
		for _, which := range []func(*invent.Part) *[]string{
			func(p *invent.Part) *[]string { return &p.Stmts },
			func(p *invent.Part) *[]string { return &p.Decls },
		} {
			for i := len(*which(&d.part)) - 1; i >= 0; i-- {
				smaller := d.part
				list := which(&smaller)
				*list = slices.Delete(slices.Clone(*list), i, i+1)
				if now, err := f.again(ctx, d.way, smaller); err == nil && now != nil {
					*d, changed = *now, true
				}
			}
		}
	}
}

var errEmpty = errors.New("nothing is left")

// again runs one part.
func (f *fuzzer) again(ctx context.Context, w way, p invent.Part) (*difference, error) {
	if len(p.Stmts) == 0 {
		return nil, errEmpty
	}
	want, err := f.expected(ctx, []invent.Part{p})
	if err != nil {
		return nil, err
	}
	return f.compare(ctx, w, []invent.Part{p}, want)
}
