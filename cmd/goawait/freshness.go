package main

import (
	"strings"
	"sync"

	"github.com/goawait/goawait/session"
)

// A freshness tells the sessions of a workspace when packages that they loaded change on disk,
// and has those loaded anew when the only session there is gets a new engine.
type freshness struct {
	compiler interface {
		Changed() []string
		Forget()
	}
	types interface{ Forget() }

	mu   sync.Mutex // guards what follows
	live int        // sessions
	told map[string]bool
}

// follow watches a session until it has ended.
func (f *freshness) follow(s *session.Session) {
	f.mu.Lock()
	f.live++
	f.mu.Unlock()
	ended := false // guarded by mu
	s.Subscribe(func(e session.Event) {
		switch {
		case e.Status != nil && e.Status.State == "ended":
			f.mu.Lock()
			if !ended {
				ended = true
				f.live--
			}
			f.mu.Unlock()
		case e.Died != nil:
			f.forget()
		case e.Result != nil:
			if news := f.news(); news != "" {
				go s.Notify(news) // ends by itself; a subscriber may not wait for others
			}
		}
	})
}

// forget has what was loaded be loaded anew, if it is others now and nobody else has it.
func (f *freshness) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.live > 1 || len(f.compiler.Changed()) == 0 {
		return
	}
	f.told = nil
	f.compiler.Forget()
	f.types.Forget()
}

// news says which packages have changed that it was not said of before.
func (f *freshness) news() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []string
	for _, path := range f.compiler.Changed() {
		if !f.told[path] {
			list = append(list, path)
		}
	}
	if len(list) == 0 {
		return ""
	}
	if f.told == nil {
		f.told = map[string]bool{}
	}
	for _, path := range list {
		f.told[path] = true
	}
	verb := "has"
	if len(list) > 1 {
		verb = "have"
	}
	return strings.Join(list, ", ") + " " + verb + " changed on disk; the session goes on with what it loaded, and a restart picks it up"
}
