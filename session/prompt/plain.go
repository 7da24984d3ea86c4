package prompt

import (
	"context"
	"io"
	"os"
	"strings"
)

// A plainReader reads lines from what is no terminal, a byte at a time: what comes after a
// cell may be meant for another prompt inside it, or for the program.
type plainReader struct{ in io.Reader }

func (r *plainReader) terminal() bool  { return false }
func (r *plainReader) running() func() { return func() {} }
func (r *plainReader) ran(string)      {}
func (r *plainReader) close()          {}

// read waits for the line in a goroutine of its own if the input cannot be waited for
// otherwise. That goroutine ends when the input gives something or ends.
func (r *plainReader) read(ctx context.Context, _ string) (string, error) {
	if f, ok := r.in.(*os.File); ok {
		return readLine(&interruptible{ctx: ctx, file: f})
	}
	type answer struct {
		line string
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		line, err := readLine(r.in)
		got <- answer{line, err}
	}()
	select {
	case a := <-got:
		return a.line, a.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

func readLine(in io.Reader) (string, error) {
	var line []byte
	one := make([]byte, 1)
	for {
		n, err := in.Read(one)
		switch {
		case n == 1 && one[0] == '\n':
			return strings.TrimSuffix(string(line), "\r"), nil
		case n == 1:
			line = append(line, one[0])
		case err != nil:
			return string(line), err
		}
	}
}
