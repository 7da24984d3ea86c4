package main

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goawait/goawait/session"
)

// A freshness tells the sessions of a workspace, and its editors, when packages that were loaded, or what
// Go builds by, change on disk, and has those packages loaded anew when the only session there is gets a new engine.
type freshness struct {
	compiler interface {
		Changed() []string
		Forget()
		Outdated(ctx context.Context, engine string) string
	}
	types interface{ Forget() }

	mu       sync.Mutex // guards what follows
	sessions []notified // that have not ended
	watched  bool       // somebody looks at the disk
	told     map[string]bool
	outdated map[notified]string // the engine, of each session, that it was told of
	editors  []func(string)      // tell editors
}

// A notified is a session that is told.
type notified interface {
	Notify(text string)
	CompiledEngine() string
}

const (
	goesOnWithPackages = "; the session goes on with what it loaded, and a restart picks it up"
	goesOnWithEngine   = "; the session goes on with its engine, and a restart picks it up"
)

// freshEvery is how often the disk is looked at while there are sessions: nobody runs a cell or says
// that a file was saved only to be told.
const freshEvery = 3 * time.Second

// tell has editors told by f as well.
func (f *freshness) tell(to func(string)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.editors = append(f.editors, to)
}

// follow watches a session until it has ended.
func (f *freshness) follow(s *session.Session) {
	f.mu.Lock()
	f.sessions = append(f.sessions, s)
	if !f.watched {
		f.watched = true
		go f.watch() // ends with the last session
	}
	f.mu.Unlock()
	s.Subscribe(func(e session.Event) {
		switch {
		case e.Status != nil && e.Status.State == "ended":
			f.mu.Lock()
			f.sessions = slices.DeleteFunc(f.sessions, func(n notified) bool { return n == notified(s) })
			delete(f.outdated, s)
			f.mu.Unlock()
		case e.Died != nil:
			f.forget()
		case e.Result != nil:
			go f.look() // ends by itself; a subscriber may not wait for others
		}
	})
}

// watch looks at the disk now and then, as long as there are sessions.
func (f *freshness) watch() {
	again := time.NewTicker(freshEvery)
	defer again.Stop()
	for range again.C {
		f.mu.Lock()
		f.watched = len(f.sessions) > 0
		on := f.watched
		f.mu.Unlock()
		if !on {
			return
		}
		f.look()
		f.lookAtEngines(context.Background())
	}
}

// look tells everybody what is new on the disk.
func (f *freshness) look() {
	news := f.news()
	if news == "" {
		return
	}
	f.mu.Lock()
	sessions, editors := slices.Clone(f.sessions), slices.Clone(f.editors)
	f.mu.Unlock()
	for _, s := range sessions {
		s.Notify(news)
	}
	for _, tell := range editors {
		tell(news)
	}
}

// lookAtEngines tells each session whose engine is of another toolchain than the next one would be, once.
func (f *freshness) lookAtEngines(ctx context.Context) {
	f.mu.Lock()
	sessions, editors := slices.Clone(f.sessions), slices.Clone(f.editors)
	f.mu.Unlock()
	said := map[string]bool{}
	for _, s := range sessions {
		engine := s.CompiledEngine()
		why := f.compiler.Outdated(ctx, engine)
		f.mu.Lock()
		told := f.outdated[s] == engine
		switch {
		case why == "":
			delete(f.outdated, s)
		case f.outdated == nil:
			f.outdated = map[notified]string{s: engine}
		default:
			f.outdated[s] = engine
		}
		f.mu.Unlock()
		if why != "" && !told {
			s.Notify(why + goesOnWithEngine)
			said[why+goesOnWithEngine] = true
		}
	}
	for _, tell := range editors {
		for text := range said {
			tell(text)
		}
	}
}

// forget has what was loaded be loaded anew, if it is others now and nobody else has it.
func (f *freshness) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.sessions) > 1 || len(f.compiler.Changed()) == 0 {
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
	return strings.Join(list, ", ") + " " + verb + " changed on disk" + goesOnWithPackages
}
