package imports

import (
	"context"
	"maps"
	"time"
)

// Wait returns when no package is pending: each that Import answered with
// transform.ErrPending has been loaded or cannot be. It returns ctx's error if that comes first.
func (m *Importer) Wait(ctx context.Context) error {
	loaded := make(chan struct{}, 1)
	cancel := m.OnLoaded(func() {
		select {
		case loaded <- struct{}{}:
		default:
		}
	})
	defer cancel()
	for m.pending() {
		select {
		case <-loaded:
		case <-ctx.Done():
			return ctx.Err()
		case <-m.ctx.Done():
			return nil
		}
	}
	return nil
}

// Retry forgets packages that could not be had at that time, so that they are loaded when they are
// next asked for: what kept them may have been mended. It reports whether there are any.
func (m *Importer) Retry(before time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := len(m.failed)
	maps.DeleteFunc(m.failed, func(_ string, f *failure) bool { return f.at.Before(before) })
	return len(m.failed) < all
}

func (m *Importer) pending() bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.queued) > 0
}
