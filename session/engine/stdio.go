package engine

import (
	"fmt"
	"io"
	"log"
	"os"
)

// stdio is what the engine keeps for itself, and the pipes that it reads.
type stdio struct {
	in     io.Reader
	out    io.Writer
	stdout *tap
	stderr *tap
}

// takeOver moves the protocol away from the standard files and gives the person's code
// others: nothing to read, and two pipes to write to. Then it is of no use for the person's
// code, or a library, to close, replace or write to the files it knows. Whoever took hold of
// os.Stdout or os.Stderr before writes to the pipes too.
//
// Descriptor 2 itself stays what it was: it is where the runtime says why it dies, and a pipe
// that ends with the process would swallow that.
func takeOver(in io.Reader, out io.Writer) (*stdio, error) {
	s := &stdio{in: in, out: out}
	var err error
	if f, ok := in.(*os.File); ok {
		if s.in, err = pollable(f); err != nil {
			return nil, fmt.Errorf("keeping the input: %w", err)
		}
	}
	if f, ok := out.(*os.File); ok {
		if s.out, err = duplicate(f); err != nil {
			return nil, fmt.Errorf("keeping the output: %w", err)
		}
	}
	if err = silenceInput(); err != nil {
		return nil, fmt.Errorf("opening %s: %w", os.DevNull, err)
	}
	if s.stdout, err = newTap(os.Stdout); err != nil {
		return nil, fmt.Errorf("making a pipe for the standard output: %w", err)
	}
	if s.stderr, err = newTap(os.Stderr); err != nil {
		return nil, fmt.Errorf("making a pipe for the error output: %w", err)
	}
	if err = s.stdout.makeStandard(); err != nil {
		return nil, fmt.Errorf("replacing the standard output: %w", err)
	}
	return s, nil
}

// A tap is a pipe whose writing end is one of the person's standard files.
type tap struct {
	pipeEnd
	file *os.File // os.Stdout or os.Stderr as everybody knew it, now with the pipe in it
	was  os.File  // what was in it; kept because a file that is garbage gets closed
}

func newTap(file *os.File) (*tap, error) {
	t := &tap{file: file, was: *file}
	if err := t.open(); err != nil {
		return nil, err
	}
	return t, t.reopen()
}

// reopen puts the pipe into the person's file.
func (t *tap) reopen() error {
	f, err := t.writer(t.file.Name())
	if err == nil {
		*t.file = *f
	}
	return err
}

// stdin is what was in os.Stdin; kept because a file that is garbage gets closed.
//
//lint:ignore U1000 it is kept, not read
var stdin os.File

// restore gives the person's code its files back where it closed them.
func (o *output) restore() {
	for _, st := range o.streams {
		st.restore()
	}
}

func (t *tap) restore() {
	if closed(t.file) {
		t.reopen()
	}
}

// attachLog has package log, and with it slog, print in the name of whoever logs.
func attachLog(h host) { log.SetOutput(hostWriter{h, "stderr"}) }
