package prompt

import (
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

func innermost(p *Prompt) bool {
	open.mu.Lock()
	defer open.mu.Unlock()
	return len(open.list) > 0 && open.list[len(open.list)-1] == p
}

// running has Ctrl-C interrupt the cell that runs. A program that watches for the signal too
// gets it as well. The goroutine ends with done.
func (t *terminal) running() (done func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	over := make(chan struct{})
	go func() {
		for {
			select {
			case <-signals:
				if innermost(t.prompt) {
					t.prompt.session.Interrupt()
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
