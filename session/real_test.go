package session_test

import (
	"context"
	"os"
	"testing"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/imports"
)

// openReal opens a session on a real engine.
func openReal(tb testing.TB, cfg session.Config) *session.Session {
	tb.Helper()
	importer := imports.New(".")
	tb.Cleanup(importer.Close)
	cfg.Importer, cfg.EngineCommand = importer, []string{os.Args[0], "engine"}
	s, err := session.Open(tb.Context(), cfg)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.Terminate)
	return s
}

// BenchmarkCell is the whole way of a cell, its execution included.
func BenchmarkCell(b *testing.B) {
	for _, source := range []string{"1 + 1", "await async.Sleep(0)"} {
		b.Run(source, func(b *testing.B) {
			s := openReal(b, session.Config{StateDir: b.TempDir()})
			defer s.Subscribe(func(session.Event) {})()
			ctx := context.Background()
			run := func() {
				if r, err := s.Run(ctx, session.RunRequest{Source: source}); err != nil || !r.OK() {
					b.Fatalf("%+v, %v", r, err)
				}
			}
			run()
			for b.Loop() {
				run()
			}
		})
	}
}
