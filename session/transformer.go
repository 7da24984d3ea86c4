package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"os/exec"
	"strings"
	"time"

	"github.com/goawait/goawait/transform"
)

// A Transformer changes the tree of each cell before it is checked and run.
//
// The file that Transform gets has the imports, types, functions and constants of the cell as
// its declarations, and last a function named _ whose body is the cell's statements in order.
// await X is there as the call await(X), and such calls may be added; an async function is a
// function like another, and stays async unless its node is replaced. Transform changes the
// file in place. Errors keep the person's positions wherever nodes are left as they were.
//
// A transformer that fails, or makes something that is no cell, is told of and not asked again;
// the cell then runs without it. One that wants a cell not to run returns an error that wraps
// ErrRejected.
type Transformer struct {
	Name      string
	Transform func(f *ast.File) error
}

// ErrRejected is wrapped by the error of a transformer that wants the cell not to run.
var ErrRejected = errors.New("rejected")

// rejectStatus is the exit status with which a command rejects a cell, EX_DATAERR of sysexits.
const rejectStatus = 65

// transformTime is how long a transformer may take. A variable for the tests.
var transformTime = 10 * time.Second

// A step is one transformer, whatever it is made of.
type step struct {
	name  string
	text  bool // it takes any text, also what is no Go yet
	apply func(x *execution, src []byte) (*textMap, error)
}

// steps are the transformers that have not failed, in the order in which they are applied:
// the functions, then the commands of the settings.
func (s *Session) steps() []step {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []step
	for _, t := range s.transformers {
		out = append(out, step{t.Name, false, func(_ *execution, src []byte) (*textMap, error) { return t.apply(src) }})
	}
	for _, command := range s.settings.Transformers {
		out = append(out, step{strings.Join(command, " "), true, func(x *execution, src []byte) (*textMap, error) {
			return x.pipe(command, src)
		}})
	}
	kept := out[:0]
	for _, st := range out {
		if !s.failedSteps[st.name] {
			kept = append(kept, st)
		}
	}
	return kept
}

// Transforms reports whether the text of cells is changed before they are checked and run, so
// that what a check says of the text as written may not be so.
func (s *Session) Transforms() bool { return len(s.steps()) > 0 }

// transformed gives what the transformers make of a cell, and the way back from it. An
// outcome is of a cell that one of them rejected.
func (x *execution) transformed(c *transform.Cell) (*transform.Cell, *textMap, *outcome) {
	if x.isInputs || x.generated || x.req.Silent || len(bytes.TrimSpace(c.Src)) == 0 {
		return c, nil, nil
	}
	var back *textMap
	for _, st := range x.s.steps() {
		broken := grave(c.Errors)
		if broken && !st.text {
			continue
		}
		m, err := st.apply(x, c.Src)
		if x.stopped() {
			return nil, nil, x.interrupted()
		}
		if errors.Is(err, ErrRejected) {
			return nil, nil, &outcome{state: CheckFailed, text: x.place(0) + ": " + oneLine(err.Error())}
		}
		if err == nil && m != nil {
			next := transform.Parse(m.to)
			if broken || !grave(next.Errors) {
				c, back = next, back.then(m)
				continue
			}
			line, col := lineCol(next.Src, next.Errors[0].Start)
			err = fmt.Errorf("what it made is no cell: line %d, column %d: %s", line, col, next.Errors[0].Msg)
		}
		if err != nil {
			x.unregister(st.name, err)
		}
	}
	return c, back, nil
}

// unregister gives up a transformer that failed.
func (x *execution) unregister(name string, err error) {
	x.s.mu.Lock()
	if x.s.failedSteps == nil {
		x.s.failedSteps = map[string]bool{}
	}
	x.s.failedSteps[name] = true
	x.s.mu.Unlock()
	x.s.output(&Output{Cell: x.cell, Stream: "stderr", Text: fmt.Sprintf(
		"the transformer %s failed and is not used any more (until a restart): %s\n", name, oneLine(err.Error()))})
}

// apply runs a function over the tree of a cell.
func (t Transformer) apply(src []byte) (*textMap, error) {
	type result struct {
		m   *textMap
		err error
	}
	done := make(chan result, 1)
	go func() { // ends when the function does; one that hangs is left behind
		var r result
		defer func() {
			if v := recover(); v != nil {
				r = result{err: fmt.Errorf("panic: %v", v)}
			}
			done <- r
		}()
		tree := newTreeText(transform.Parse(src))
		if r.err = t.Transform(tree.file); r.err == nil {
			r.m, r.err = tree.result()
		}
	}()
	late := time.NewTimer(transformTime)
	defer late.Stop()
	select {
	case r := <-done:
		return r.m, r.err
	case <-late.C:
		return nil, fmt.Errorf("it took longer than %v", transformTime)
	}
}

// pipe runs a command that reads the cell from its standard input and writes what it makes of
// it to its standard output. With status 65 it rejects the cell, with the reason on its standard
// error.
func (x *execution) pipe(command []string, src []byte) (*textMap, error) {
	ctx, cancel := context.WithTimeout(x.ctx(), transformTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	x.s.mu.Lock()
	cmd.Dir = x.s.dir
	x.s.mu.Unlock()
	cmd.Env = append(x.s.environ(), fmt.Sprintf("GOAWAIT_CELL=%d", x.cell))
	cmd.WaitDelay = shellWait
	ownGroup(cmd)
	cmd.Cancel = func() error { killGroup(cmd); return nil }
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(src), &out, &errs
	err := cmd.Run()
	said := strings.TrimSpace(errs.String())
	var status *exec.ExitError
	switch {
	case ctx.Err() == context.DeadlineExceeded:
		return nil, fmt.Errorf("it took longer than %v", transformTime)
	case errors.As(err, &status) && status.ExitCode() == rejectStatus:
		return nil, fmt.Errorf("%w: %s", ErrRejected, said)
	case err != nil && said != "":
		return nil, fmt.Errorf("%w: %s", err, shorten(said, 200))
	case err != nil:
		return nil, err
	}
	made := out.Bytes()
	if !bytes.HasSuffix(src, []byte("\n")) {
		made = bytes.TrimSuffix(made, []byte("\n"))
	}
	if len(bytes.TrimSpace(made)) == 0 {
		return nil, errors.New("it wrote nothing")
	}
	if bytes.Equal(made, src) {
		return nil, nil
	}
	return rewritten(bytes.Clone(src), made), nil
}
