package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goawait/goawait/session/prompt"
	"github.com/goawait/goawait/transform"
)

// run opens the session and its prompt, and closes both.
func (e *embedding) run(ctx context.Context) error {
	var changes Changes
	cfg := Config{Name: e.name, Importer: e.mirror, Settings: changes, Transformers: e.transformers, inside: e}
	s, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer e.importer.Close()
	defer s.Terminate()
	for _, c := range e.changes {
		if err := s.Set(c); err != nil {
			return err
		}
	}
	ctx, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	go func() { // ends with ctx
		select {
		case <-e.exited:
			leave(prompt.ErrLeft)
		case <-ctx.Done():
		}
	}()
	err = s.Prompt(ctx, e.in, e.out, e.banner())
	if errors.Is(err, prompt.ErrLeft) {
		return nil
	}
	return err
}

// banner is the prompt's first line.
func (e *embedding) banner() string {
	names := make([]string, len(e.lent))
	for i, l := range e.lent {
		names[i] = l.name
	}
	text := "goawait inside " + e.name
	if len(names) > 0 {
		text += " with " + strings.Join(names, ", ")
	}
	return text + ". exit or Ctrl-D goes on with the program."
}

// Prompt lets a person at in and out work in the session until they leave, ctx is done, or the
// session ends. first is shown before the first prompt of a terminal. Several prompts and other
// clients may share a session; each shows the output of all. The error is ctx's, or nil.
func (s *Session) Prompt(ctx context.Context, in io.Reader, out io.Writer, first string) error {
	ctx, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	f := &front{s: s}
	p := prompt.New(in, out, f)
	defer s.Subscribe(func(ev Event) {
		switch {
		case ev.Output != nil:
			_, _ = io.WriteString(p, ev.Output.Text)
		case ev.Status != nil && ev.Status.State == "ended":
			leave(prompt.ErrLeft)
		}
	})()
	if p.Interactive() && first != "" {
		fmt.Fprintln(p, first)
	}
	err := p.Run(ctx)
	if errors.Is(err, prompt.ErrLeft) {
		return nil
	}
	return err
}

// A front is a session as a prompt sees it.
type front struct{ s *Session }

func (f *front) Next() int {
	f.s.mu.Lock()
	defer f.s.mu.Unlock()
	return f.s.last + 1
}

// Incomplete reports whether more input may mend what is wrong with text.
func (f *front) Incomplete(text string) bool {
	for _, e := range transform.Parse([]byte(text)).Errors {
		if e.Incomplete {
			return true
		}
	}
	return false
}

func (f *front) Run(ctx context.Context, text string) (prompt.Shown, error) {
	r, err := f.s.Run(ctx, RunRequest{Source: strings.TrimRight(text, "\n"), Context: "repl"})
	if errors.Is(err, ErrTerminated) {
		return prompt.Shown{}, prompt.ErrLeft
	}
	if err != nil {
		return prompt.Shown{}, err
	}
	shown := prompt.Shown{Cell: r.Cell}
	switch {
	case !r.OK():
		shown.Error = f.s.failure(r)
	case r.Value != nil && !r.Value.Nil:
		shown.Value = r.Value.Text
	}
	return shown, nil
}

// failure is a result's error in one line, the other diagnostics of its check, and the way
// that a raised error took through the person's functions.
func (s *Session) failure(r *Result) string {
	lines := []string{r.Text}
	for _, at := range r.Trace[min(1, len(r.Trace)):] {
		lines = append(lines, "\tfrom "+s.Place(at))
	}
	return strings.Join(lines, "\n")
}

func (f *front) Interrupt() { f.s.Interrupt(0) }

func (f *front) Complete(string, int) (int, []string) { return 0, nil }

func (f *front) History() []string {
	var lines []string
	for _, e := range f.s.History() {
		lines = append(lines, strings.Split(strings.TrimRight(e.Source, "\n"), "\n")...)
	}
	return lines
}
