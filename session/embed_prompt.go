package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/goawait/goawait/session/background"
	"github.com/goawait/goawait/session/prompt"
)

// run opens the session and its prompt, and closes both.
func (e *embedding) run(ctx context.Context) error {
	defer e.importer.Close()
	ctx, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	e.host.Exit = func(int) { leave(prompt.ErrLeft) }
	s, err := Open(ctx, Config{Name: e.name, Importer: e.mirror, Transformers: e.transformers, inside: e})
	if err != nil {
		return err
	}
	defer s.Terminate()
	for _, c := range e.changes {
		if err := s.Set(c); err != nil {
			return err
		}
	}
	attach, hangUp := e.offer(ctx, s)
	defer hangUp()
	if err := s.Prompt(ctx, e.in, e.out, e.banner()+" "+attach); !errors.Is(err, prompt.ErrLeft) {
		return err
	}
	return nil
}

// banner says where the prompt is and how it is left.
func (e *embedding) banner() string {
	names := make([]string, len(e.lent))
	for i, l := range e.lent {
		names[i] = l.name
	}
	text := "goawait inside " + e.name
	if len(names) > 0 {
		text += " with " + strings.Join(names, ", ")
	}
	return text + "; exit or Ctrl-D goes on with the program."
}

// offer lets other processes of this user attach to the session until hangUp is called. how
// says how, or why they cannot.
func (e *embedding) offer(ctx context.Context, s *Session) (how string, hangUp func()) {
	if e.private {
		return "", func() {}
	}
	place, err := background.PlaceOfProgram()
	if err != nil {
		return fmt.Sprintf("Nobody can attach: %v.", err), func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	ready := make(report, 1)
	var served sync.WaitGroup
	served.Go(func() {
		err := background.Serve(ctx, place, background.Options{
			Program: e.name, Ready: ready,
			Handlers: map[string]background.Handler{
				RemoteProtocol: func(ctx context.Context, conn io.ReadWriteCloser) { s.ServeRemote(ctx, conn) },
			},
		})
		if err != nil {
			_, _ = ready.Write(nil) // it has reported, unless it could not begin to
		}
	})
	hangUp = func() {
		cancel()
		served.Wait()
	}
	if line := <-ready; line != "ready\n" {
		return "Nobody can attach: " + strings.TrimSpace(strings.TrimPrefix(line, "error ")) + ".", hangUp
	}
	return fmt.Sprintf("Attach with `goawait repl --session %s` or an editor's `goawait dap --session %[1]s`.", e.handle()), hangUp
}

// handle names the session so that no other has the name.
func (e *embedding) handle() string { return fmt.Sprintf("%s@%d", e.name, os.Getpid()) }

// A report is a writer that keeps the first thing that is written.
type report chan string

func (r report) Write(b []byte) (int, error) {
	select {
	case r <- string(b):
	default:
	}
	return len(b), nil
}
