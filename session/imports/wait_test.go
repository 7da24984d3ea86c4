package imports

import (
	"context"
	"errors"
	"testing"

	"github.com/goawait/goawait/transform"
)

func TestWait(t *testing.T) {
	needGo(t)
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOPROXY", "off")
	m := New(workspace(t, "workspace.txtar"))
	defer m.Close()
	if err := m.Wait(t.Context()); err != nil {
		t.Errorf("with nothing pending: %v", err)
	}
	if _, err := m.Import("example.com/ws/ok"); !errors.Is(err, transform.ErrPending) {
		t.Fatalf("the first answer: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := m.Wait(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	if err := m.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustImport(t, m, "example.com/ws/ok")
}
