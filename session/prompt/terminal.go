package prompt

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/term"
)

// A terminal is a lineReader with line editing. The terminal is in its raw mode while a line
// is read, and as it was found while a cell runs.
type terminal struct {
	prompt *Prompt
	in     *os.File
	edit   *term.Terminal
	keys   *keys
	before string // of the cell, the lines above the one that is read
	past   *past

	// Of the line that is read:
	whole  bool      // it has the whole cell, and not what comes below before
	signs  signs     // in it
	browse *browsing // nil before the first key that goes through the history
}

// terminals are in and out as files where both are a terminal.
func terminals(in io.Reader, out io.Writer) (i, o *os.File, ok bool) {
	i, isFile := in.(*os.File)
	o, areFiles := out.(*os.File)
	return i, o, isFile && areFiles && term.IsTerminal(descriptor(i)) && term.IsTerminal(descriptor(o))
}

func newTerminal(i, o *os.File, p *Prompt) *terminal {
	t := &terminal{prompt: p, in: i, keys: &keys{file: i}, past: &past{cells: p.session.History()}}
	t.edit = term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{t.keys, o}, "")
	t.edit.History = nothing{}
	t.edit.AutoCompleteCallback = t.complete
	return t
}

func (t *terminal) terminal() bool         { return true }
func (t *terminal) running() (done func()) { return interrupting(t.prompt) }
func (t *terminal) close()                 {}

func (t *terminal) ran(cell string) { t.past.add(cell) }

// nothing is the line editor's own history: lines are none, cells are.
type nothing struct{}

func (nothing) Add(string)    {}
func (nothing) Len() int      { return 0 }
func (nothing) At(int) string { return "" }

// Write shows text above the line that is being edited.
func (t *terminal) Write(b []byte) (int, error) { return t.edit.Write(b) }

func (t *terminal) read(ctx context.Context, prompt string) (string, error) {
	if strings.HasPrefix(prompt, "In") {
		t.before = ""
	}
	restore, err := rawMode(t.in)
	if err != nil {
		return "", err
	}
	defer restore()
	if width, height, err := term.GetSize(descriptor(t.in)); err == nil && width > 0 {
		_ = t.edit.SetSize(width, height)
	}
	t.edit.SetBracketedPasteMode(true)
	defer t.edit.SetBracketedPasteMode(false)
	t.keys.begin(ctx)
	t.whole, t.signs, t.browse = false, plainSigns, nil
	t.edit.SetPrompt(prompt)
	line, err := t.edit.ReadLine()
	switch {
	case t.keys.abandoned():
		return "", errAbandoned
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case errors.Is(err, term.ErrPasteIndicator):
		err = errPasted
	}
	line = t.signs.text(line)
	if t.whole {
		t.before = ""
		err = errors.Join(errWhole, err)
	}
	t.before += line + "\n"
	return line, err
}

// complete serves Tab: at the beginning of a line it indents, elsewhere it completes as far as
// the candidates agree, and shows them if they agree no further.
func (t *terminal) complete(line string, pos int, key rune) (string, int, bool) {
	switch key {
	case '\t':
	case keyOlder, keyNewer, ctrlR:
		return t.recall(line, pos, key)
	default:
		return "", 0, false
	}
	if strings.TrimSpace(line[:pos]) == "" {
		return line[:pos] + "\t" + line[pos:], pos + 1, true
	}
	above, head := t.before, t.signs.text(line[:pos])
	if t.whole {
		above = ""
	}
	start, candidates := t.prompt.session.Complete(above+head+t.signs.text(line[pos:]), len(above)+len(head))
	start = pos - (len(above) + len(head) - start)
	if len(candidates) == 0 || start < 0 || start > pos {
		return line, pos, true
	}
	common := commonPrefix(candidates)
	if len(common) <= pos-start && len(candidates) > 1 {
		_, _ = t.prompt.Write([]byte(columns(candidates) + "\n"))
		return line, pos, true
	}
	return line[:start] + common + line[pos:], start + len(common), true
}

func commonPrefix(list []string) string {
	common := list[0]
	for _, s := range list[1:] {
		for !strings.HasPrefix(s, common) {
			_, n := utf8.DecodeLastRuneInString(common)
			common = common[:len(common)-n]
		}
	}
	return common
}

const maxShown = 60 // candidates

// columns is a list of candidates as it is shown.
func columns(list []string) string {
	if len(list) > maxShown {
		list = append(list[:maxShown:maxShown], "…")
	}
	return strings.Join(list, "  ")
}

// keys are the bytes that a person types. Ctrl-C, which the line editor takes for the end of
// the input, becomes the keys that clear the line and hand it in; those that go through the
// history become keys that it does not know.
type keys struct {
	file *os.File

	mu    sync.Mutex // guards what follows
	ctx   context.Context
	queue []byte
	gone  bool
}

const (
	ctrlC = 3
	ctrlE = 5
	ctrlR = 18
	ctrlU = 21

	keyOlder = 30
	keyNewer = 31
)

// through replaces the keys that go through the history.
var through = strings.NewReplacer("\x1b[A", "\x1e", "\x1bOA", "\x1e", "\x10", "\x1e", "\x1b[B", "\x1f", "\x1bOB", "\x1f", "\x0e", "\x1f")

func (k *keys) begin(ctx context.Context) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ctx, k.gone = ctx, false
}

// abandoned reports whether the line was handed in by Ctrl-C.
func (k *keys) abandoned() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.gone
}

// Read is called by the line editor, one call at a time.
func (k *keys) Read(p []byte) (int, error) {
	k.mu.Lock()
	ctx, waiting := k.ctx, len(k.queue)
	k.mu.Unlock()
	if waiting == 0 {
		n, err := (&interruptible{ctx: ctx, file: k.file}).Read(p)
		if err != nil {
			return 0, err
		}
		k.mu.Lock()
		for _, b := range []byte(through.Replace(string(p[:n]))) {
			if b == ctrlC {
				k.gone = true
				k.queue = append(k.queue, ctrlE, ctrlU, '\r')
				break // what was typed ahead is given up too
			}
			k.queue = append(k.queue, b)
		}
		k.mu.Unlock()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	n := copy(p, k.queue)
	k.queue = k.queue[n:]
	return n, nil
}
