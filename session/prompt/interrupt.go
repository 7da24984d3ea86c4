package prompt

import (
	"io"
	"os"
	"os/signal"
	"slices"
	"sync"
)

// open are the prompts of the process, the innermost last. One may be inside a cell of another.
var open struct {
	mu   sync.Mutex // guards list
	list []*Prompt
}

func push(p *Prompt) {
	open.mu.Lock()
	defer open.mu.Unlock()
	open.list = append(open.list, p)
}

func pop(p *Prompt) {
	open.mu.Lock()
	defer open.mu.Unlock()
	open.list = slices.DeleteFunc(open.list, func(q *Prompt) bool { return p == q })
}

// Around returns the console of the innermost prompt of the process, for one that is opened
// inside a cell of it.
func Around() (in io.Reader, out io.Writer, ok bool) {
	open.mu.Lock()
	defer open.mu.Unlock()
	if len(open.list) == 0 {
		return nil, nil, false
	}
	p := open.list[len(open.list)-1]
	if p.Interactive() {
		return p.in, p.console, true
	}
	return p.in, p, true
}

func innermost(p *Prompt) bool {
	open.mu.Lock()
	defer open.mu.Unlock()
	return len(open.list) > 0 && open.list[len(open.list)-1] == p
}

// interrupting has Ctrl-C interrupt the cell that p runs. A program that watches for the signal too
// gets it as well. The goroutine ends with done.
func interrupting(p *Prompt) (done func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	over := make(chan struct{})
	go func() {
		for {
			select {
			case <-signals:
				if innermost(p) {
					p.session.Interrupt()
				}
			case <-over:
				return
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		close(over)
	}
}
