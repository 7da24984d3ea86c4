package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/session/prompt"
	"github.com/goawait/goawait/transform"
)

// Prompt lets a person at in and out work in the session until they leave, ctx is done, or the
// session ends. first is shown before the first prompt of a terminal. Several prompts and other
// clients may share a session; each shows the output of all. The error is ctx's, or nil.
func (s *Session) Prompt(ctx context.Context, in io.Reader, out io.Writer, first string) error {
	return talk(ctx, s, in, out, first)
}

// Prompt is Session.Prompt: the session is in another process, the person here.
func (r *Remote) Prompt(ctx context.Context, in io.Reader, out io.Writer, first string) error {
	return talk(ctx, r, in, out, first)
}

// A talker is a session that a prompt can be for, here or in another process.
type talker interface {
	Run(ctx context.Context, r RunRequest) (*Result, error)
	Subscribe(fn func(Event)) (cancel func())
	Interrupt(cell int)
	Place(at wire.Position) string
	tellProblems() // shows what is wrong with the settings, unless somebody was shown it
	next() int
	past() []Entry
	Complete(text string, offset int) Completions
}

func talk(ctx context.Context, s talker, in io.Reader, out io.Writer, first string) error {
	ctx, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	p := prompt.New(in, out, &front{s})
	defer s.Subscribe(func(e Event) {
		switch {
		case e.Output != nil:
			_, _ = io.WriteString(p, e.Output.Text)
		case e.Died != nil && !e.Died.Asked && e.Died.Cell == 0:
			_, _ = io.WriteString(p, e.Died.Message+"\n")
		case e.Status != nil && e.Status.State == "ended":
			leave(prompt.ErrLeft)
		}
	})()
	if p.Interactive() && first != "" {
		fmt.Fprintln(p, first)
	}
	s.tellProblems()
	err := p.Run(ctx)
	if errors.Is(err, prompt.ErrLeft) {
		return nil
	}
	return err
}

func (s *Session) next() int { return s.Overview().Next }

func (s *Session) past() []Entry { return s.History() }

func (r *Remote) next() int {
	ctx, cancel := context.WithTimeout(context.Background(), placeTimeout)
	defer cancel()
	o, _ := r.Overview(ctx) // without an answer the prompt is about to be left
	return o.Next
}

// tellProblems does nothing: who opened the session shows them.
func (r *Remote) tellProblems() {}

func (r *Remote) past() (entries []Entry) {
	r.brief(&remoteCall{Op: opHistory}, &entries)
	return entries
}

// A front is a session as a prompt sees it.
type front struct{ talker }

// Next implements prompt.Session.
func (f *front) Next() int { return f.next() }

// Incomplete reports whether more input may mend what is wrong with text.
func (f *front) Incomplete(text string) bool {
	for _, e := range transform.Parse([]byte(text)).Errors {
		if e.Incomplete {
			return true
		}
	}
	return false
}

// Run implements prompt.Session.
func (f *front) Run(ctx context.Context, text string) (prompt.Shown, error) {
	r, err := f.talker.Run(ctx, RunRequest{Source: strings.TrimRight(text, "\n"), Context: "repl"})
	if errors.Is(err, ErrTerminated) || errors.Is(err, errHungUp) {
		return prompt.Shown{}, prompt.ErrLeft
	}
	if err != nil {
		return prompt.Shown{Error: err.Error()}, ctx.Err()
	}
	shown := prompt.Shown{Cell: r.Cell}
	switch {
	case !r.OK():
		shown.Error = f.failure(r)
	case r.Value != nil && !r.Value.Nil:
		shown.Value = r.Value.Text
	}
	return shown, nil
}

// failure is a result's error, the other errors of its check, and the way that a raised error
// took through the person's functions.
func (f *front) failure(r *Result) string {
	lines := []string{r.Text}
	if r.State == CheckFailed {
		told := false // the first is in Text
		for _, e := range r.Diagnostics {
			if e.Severity == transform.SeverityError && !told {
				told = true
			} else if e.Severity == transform.SeverityError {
				line, col := lineCol([]byte(r.Source), e.Start)
				lines = append(lines, fmt.Sprintf("cell %d, line %d, column %d: %s", r.Cell, line, col, oneLine(e.Msg)))
			}
		}
	}
	for _, at := range r.Trace[min(1, len(r.Trace)):] {
		lines = append(lines, "\tfrom "+f.Place(at))
	}
	return strings.Join(lines, "\n")
}

// Interrupt implements prompt.Session.
func (f *front) Interrupt() { f.talker.Interrupt(0) }

// Complete implements prompt.Session.
func (f *front) Complete(text string, offset int) (start int, words []string) {
	got := f.talker.Complete(text, offset)
	if got.End != offset { // the prompt replaces what is before the cursor only
		return offset, nil
	}
	for _, item := range got.Items {
		words = append(words, item.Insert)
	}
	return got.Start, words
}

// maxPast is how many earlier cells a prompt has in its history.
const maxPast = 2000

// History implements prompt.Session.
func (f *front) History() []string {
	var cells []string
	for _, e := range f.past() {
		if cell := strings.TrimRight(e.Source, " \t\n"); cell != "" {
			cells = append(cells, cell)
		}
	}
	return cells[max(0, len(cells)-maxPast):]
}
