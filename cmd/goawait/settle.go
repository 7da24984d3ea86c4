package main

import (
	"context"
	"slices"
	"time"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/engine/wire"
)

// maxSettling is how long the tasks that are left at the end of a run have until they wait or end.
const maxSettling = 50 * time.Millisecond

// settle lets the tasks go on that are about to run when the last cell has ended: what one prints
// or fails with before it waits for something is not lost with the engine. Tasks that wait are left.
func settle(ctx context.Context, s *session.Session) {
	ctx, cancel := context.WithTimeout(ctx, maxSettling)
	defer cancel()
	for ctx.Err() == nil {
		tasks, err := s.Tasks(ctx)
		if err != nil || !slices.ContainsFunc(tasks, func(t wire.Task) bool { return t.Waiting == "" }) {
			return
		}
		select {
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
		}
	}
}
