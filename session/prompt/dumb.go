package prompt

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
)

// A dumbTerminal is a lineReader for a terminal that cannot move its cursor (TERM=dumb), such as a
// shell inside an editor: there are prompts and Ctrl-C, but no keys, and so no history or completion.
type dumbTerminal struct {
	plainReader
	prompt *Prompt
	out    io.Writer
}

func (d *dumbTerminal) terminal() bool         { return true }
func (d *dumbTerminal) running() (done func()) { return interrupting(d.prompt) }

// read gives up the cell on Ctrl-C.
func (d *dumbTerminal) read(ctx context.Context, prompt string) (string, error) {
	reading, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	_, _ = io.WriteString(d.out, prompt)
	line, err := d.plainReader.read(reading, prompt)
	if err != nil && !errors.Is(err, io.EOF) && reading.Err() != nil && ctx.Err() == nil {
		_, _ = io.WriteString(d.out, "\n")
		return "", errAbandoned
	}
	return line, err
}
