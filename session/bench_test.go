package session

import (
	"context"
	"os"
	"testing"
)

// BenchmarkRun is what the session itself adds to a cell: everything but its execution.
func BenchmarkRun(b *testing.B) {
	s, err := Open(b.Context(), Config{
		EngineCommand: []string{os.Args[0], "fake-engine", "ok"}, StateDir: b.TempDir(),
	})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Terminate()
	defer s.Subscribe(func(Event) {})()
	ctx := context.Background()
	if _, err := s.Run(ctx, RunRequest{Source: "1 + 1"}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r, err := s.Run(ctx, RunRequest{Source: "1 + 1"})
		if err != nil || !r.OK() {
			b.Fatalf("%+v, %v", r, err)
		}
	}
}
