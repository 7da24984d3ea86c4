package prompt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

// A Session is what a prompt uses of a session. It is safe for concurrent use.
type Session interface {
	// Next is the number that the next cell will have.
	Next() int
	// Incomplete reports whether more input may make a cell of text, as an open bracket does.
	Incomplete(text string) bool
	// Run runs a cell and returns what is to be shown of it. What the cell prints meanwhile,
	// and later, goes to the prompt's Write. It returns when the cell has ended, and an error
	// if the prompt is to be left.
	Run(ctx context.Context, text string) (Shown, error)
	// Interrupt stops the cell that runs; the second time by force.
	Interrupt()
	// Complete returns what could stand from start on in place of text[start:offset].
	Complete(text string, offset int) (start int, candidates []string)
	// History returns earlier cells, the oldest first.
	History() []string
}

// Shown is what a prompt shows of a cell that has ended.
type Shown struct {
	Cell  int
	Value string // "" for none
	Error string // "" for none; it may have several lines
}

// A Prompt reads cells and has them run. Write may be called from any goroutine at any time.
type Prompt struct {
	session Session
	lines   lineReader
	in      io.Reader
	console io.Writer // what the prompt was given to write to

	mu      sync.Mutex // guards what follows, and writing
	out     io.Writer
	midLine bool // what was written last does not end a line
}

// A lineReader is where a prompt's lines come from.
type lineReader interface {
	// read returns the next line, without its end. The error is io.EOF at the end of the
	// input, errAbandoned if the person gave up what they were typing, errPasted beside a
	// line that was pasted with others, errWhole beside what takes the place of the whole cell.
	read(ctx context.Context, prompt string) (string, error)
	// terminal reports whether a person sees prompts.
	terminal() bool
	// running is called when a cell begins to run, and what it returns when it has ended.
	running() (done func())
	ran(cell string) // is told of each cell that is run
	close()
}

var (
	errAbandoned = errors.New("given up")
	errPasted    = errors.New("pasted")
	errWhole     = errors.New("the whole cell")
)

// ErrLeft is what a Session's Run returns to have the prompt left.
var ErrLeft = errors.New("the prompt was left")

// New makes a prompt on in and out: with line editing if both are a terminal that can do it. If they
// are no terminal, cells
// are read from in as they come: a cell ends at a line that begins with //%%, at an empty line
// if it is whole by then, or at the end of the input.
func New(in io.Reader, out io.Writer, s Session) *Prompt {
	p := &Prompt{session: s, in: in, console: out, out: out}
	switch i, o, ok := terminals(in, out); {
	case !ok:
		p.lines = &plainReader{in: in}
	case os.Getenv("TERM") == "dumb":
		p.lines = &dumbTerminal{plainReader{in: i}, p, o}
	default:
		t := newTerminal(i, o, p)
		p.lines, p.out = t, t
	}
	return p
}

// Interactive reports whether a person sits at a terminal.
func (p *Prompt) Interactive() bool { return p.lines.terminal() }

// Write shows text that a cell or the session has printed. It never fails.
func (p *Prompt) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(b) > 0 {
		p.midLine = b[len(b)-1] != '\n'
		_, _ = p.out.Write(b)
	}
	return len(b), nil
}

// line shows a line of the prompt's own, below what was printed.
func (p *Prompt) line(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.midLine {
		format = "\n" + format
	}
	p.midLine = false
	_, _ = fmt.Fprintf(p.out, format+"\n", args...)
}

// fresh ends a line that was left open.
func (p *Prompt) fresh() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.midLine {
		p.midLine = false
		_, _ = io.WriteString(p.out, "\n")
	}
}

// Run reads and runs cells until the input ends, the person leaves with exit, quit or Ctrl-D,
// the session has the prompt left, or ctx is done. It returns ctx's error, or nil.
func (p *Prompt) Run(ctx context.Context) error {
	push(p)
	defer pop(p)
	defer p.lines.close()
	for {
		text, err := p.cell(ctx)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if strings.TrimSpace(text) != "" {
			if leaves(text) {
				return nil
			}
			if left := p.run(ctx, text); left {
				return ctx.Err()
			}
		}
		if err != nil && !errors.Is(err, errAbandoned) {
			if p.Interactive() {
				_, _ = io.WriteString(p.console, "\n") // below the prompt that was left
			}
			return nil
		}
	}
}

// leaves reports whether a cell is the word that ends the prompt.
func leaves(text string) bool {
	switch strings.TrimSpace(text) {
	case "exit", "quit", "exit()", "quit()", "%exit", "%quit":
		return true
	}
	return false
}

// run runs a cell and shows what it gave.
func (p *Prompt) run(ctx context.Context, text string) (left bool) {
	p.lines.ran(text)
	done := p.lines.running()
	shown, err := p.session.Run(ctx, text)
	done()
	switch {
	case shown.Error != "":
		p.line("%s", strings.TrimRight(shown.Error, "\n"))
	case shown.Value != "":
		p.line("Out[%d]: %s", shown.Cell, shown.Value)
	}
	switch {
	case err == nil:
		return false
	case !errors.Is(err, ErrLeft) && ctx.Err() == nil:
		p.line("%v", err)
	}
	return true
}

// cell reads the lines of one cell.
func (p *Prompt) cell(ctx context.Context) (text string, err error) {
	if p.lines.terminal() {
		p.fresh()
	}
	head := fmt.Sprintf("In [%d]: ", p.session.Next())
	more := fmt.Sprintf("%*s", len(head), "...: ")
	for prompt := head; ; prompt = more {
		line, err := p.lines.read(ctx, prompt)
		pasted, recalled := errors.Is(err, errPasted), errors.Is(err, errWhole)
		if err != nil && !pasted && !recalled {
			if errors.Is(err, errAbandoned) {
				return "", err
			}
			return text + line, err
		}
		if marks(line) {
			if strings.TrimSpace(text) != "" {
				return text, nil
			}
			continue
		}
		if recalled {
			text = ""
		}
		text += line + "\n"
		if !pasted && (p.whole(text, line) || recalled && !p.session.Incomplete(text)) {
			return text, nil
		}
	}
}

// marks reports whether a line is the mark between two cells of a file.
func marks(line string) bool {
	rest, ok := strings.CutPrefix(line, "//")
	return ok && strings.HasPrefix(strings.TrimLeft(rest, " "), "%%")
}

// whole reports whether a cell ends with the line that was read last.
func (p *Prompt) whole(text, last string) bool {
	empty := strings.TrimSpace(last) == ""
	switch {
	case strings.TrimSpace(text) == "":
		return p.lines.terminal()
	case strings.HasPrefix(strings.TrimSpace(text), "%%"), !p.lines.terminal():
		return empty && !p.session.Incomplete(text)
	}
	return !p.session.Incomplete(text)
}
