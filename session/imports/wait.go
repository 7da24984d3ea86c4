package imports

import "context"

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

func (m *Importer) pending() bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.queued) > 0
}
