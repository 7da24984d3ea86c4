package lanes_test

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/goawait/goawait/session/engine/lanes"
	"github.com/goawait/goawait/session/imports"
	"github.com/goawait/goawait/transform"
)

var importer = sync.OnceValue(func() *imports.Importer { return imports.New("") })

// check parses and checks a cell, which has to be OK.
func check(t *testing.T, src string) *transform.Checked {
	t.Helper()
	env := &transform.Env{Autoawait: true, Importer: importer(), CellNo: 1}
	c := transform.Check(context.Background(), transform.Parse([]byte(src)), nil, env)
	if c.Pending() && importer().Wait(t.Context()) == nil {
		c = transform.Check(context.Background(), transform.Parse([]byte(src)), nil, env)
	}
	if !c.OK() {
		for _, e := range c.Errors {
			t.Errorf("line %d: %s", 1+strings.Count(src[:e.Start], "\n"), e.Msg)
		}
		t.FailNow()
	}
	return c
}

func TestRefused(t *testing.T) {
	refused(t, "testdata/refused.goa", func(c *transform.Checked) []lanes.Refusal { return lanes.Instant(c, importer().Has) })
}

func TestDeferred(t *testing.T) {
	refused(t, "testdata/deferred.goa", func(c *transform.Checked) []lanes.Refusal {
		return lanes.Deferred(c, importer().Standard)
	})
}

// refused compares what is refused with the marks in the cells of a file, one to one.
func refused(t *testing.T, file string, refusals func(*transform.Checked) []lanes.Refusal) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(text), "//%% ")[1:] {
		title, src, _ := strings.Cut(part, "\n")
		t.Run(title, func(t *testing.T) {
			got := map[int]string{}
			for _, r := range refusals(check(t, src)) {
				got[1+strings.Count(src[:r.Start], "\n")] = r.Construct
				if !strings.HasPrefix(r.Msg, r.Construct) || r.End < r.Start {
					t.Errorf("an odd refusal: %+v", r)
				}
			}
			for i, line := range strings.Split(src, "\n") {
				_, want, _ := strings.Cut(line, "// refuse: ")
				if got[i+1] != want {
					t.Errorf("line %d, %s\nrefused: %q\nwant:    %q", i+1, line, got[i+1], want)
				}
			}
		})
	}
}
