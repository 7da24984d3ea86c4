package native

import (
	"context"
	"errors"
	"testing"
)

// What the workspace's code imports of other modules is compiled before a cell imports it, gives
// way to cells, and ends with its context.
func TestAhead(t *testing.T) {
	w, e := workspace(t, greeting+`
-- go.mod --
module example.com/ws

go 1.26

require example.com/greet v1.0.0

replace example.com/greet => ./greet
-- use/use.go --
package use

import _ "example.com/greet"
-- other/other.go --
package other
`)
	if err := w.Ahead(t.Context(), []string{"example.com/ws/other", "example.com/nowhere"}); err != nil {
		t.Errorf("Ahead: %v", err)
	}
	p := cell("example.com/ws/goawait/cell1", greets)
	p.Compiling = func(path string) { t.Errorf("%s was not compiled ahead", path) }
	expect(t, load(t, w, e, build(t, w, e, p)), "hello from greet")

	done := w.hurry()
	if err := w.aheadOnce(t.Context(), nil); !errors.Is(err, errGivenWay) {
		t.Errorf("beside a cell it ended with %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.Ahead(ctx, nil) }() // ends by cancel
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled it ended with %v", err)
	}
	go func() { ended <- w.Ahead(t.Context(), nil) }() // ends after done
	done()
	if err := <-ended; err != nil {
		t.Errorf("after the cell it ended with %v", err)
	}
}
