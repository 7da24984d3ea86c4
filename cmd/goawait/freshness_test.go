package main

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// loadedPackages stands for the compiler and for the importer.
type loadedPackages struct {
	changed   []string
	forgotten int
	outdated  map[string]string // by engine
}

func (l *loadedPackages) Changed() []string { return l.changed }
func (l *loadedPackages) Forget()           { l.forgotten++ }

func (l *loadedPackages) Outdated(_ context.Context, engine string) string { return l.outdated[engine] }

// A listener stands for a session.
type listener struct {
	said   *[]string
	engine string
}

func (l listener) Notify(text string) { *l.said = append(*l.said, text) }

func (l listener) CompiledEngine() string { return l.engine }

func TestChangedPackagesAreToldOnce(t *testing.T) {
	loaded := &loadedPackages{}
	types := &loadedPackages{}
	var said []string
	one, other := listener{said: &said}, listener{&said, "other"}
	f := &freshness{compiler: loaded, types: types, sessions: []notified{one}}
	f.tell(func(text string) { said = append(said, "editor: "+text) })
	f.forget()
	if news := f.news(); news != "" || types.forgotten != 0 {
		t.Errorf("news %q, forgotten %d times, and nothing has changed", news, types.forgotten)
	}
	loaded.changed = []string{"example.com/a", "example.com/b"}
	if news := f.news(); !strings.HasPrefix(news, "example.com/a, example.com/b have changed on disk") {
		t.Errorf("news %q", news)
	}
	if news := f.news(); news != "" {
		t.Errorf("told again: %q", news)
	}
	f.sessions = []notified{one, other}
	f.forget()
	if loaded.forgotten+types.forgotten != 0 {
		t.Error("forgotten while another session has them")
	}
	f.sessions = []notified{one}
	f.forget()
	if loaded.forgotten != 1 || types.forgotten != 1 {
		t.Errorf("forgotten %d and %d times", loaded.forgotten, types.forgotten)
	}
	f.look()
	f.look()
	if len(said) != 2 || !strings.HasPrefix(said[0], "example.com/a, example.com/b have changed on disk") || said[1] != "editor: "+said[0] {
		t.Errorf("after a new beginning it said %q", said)
	}
}

// Each session is told once of an engine that is none of the toolchain's any more, and again of another.
func TestOutdatedEnginesAreToldOnce(t *testing.T) {
	compiler := &loadedPackages{outdated: map[string]string{"old": "Go is newer"}}
	var said, editors []string
	moved := &listener{&said, "old"}
	f := &freshness{compiler: compiler, types: compiler, sessions: []notified{moved, &listener{&said, "new"}, &listener{&said, ""}}}
	f.tell(func(text string) { editors = append(editors, text) })
	const text = "Go is newer; the session goes on with its engine, and a restart picks it up"
	look := func(want ...string) {
		t.Helper()
		said, editors = nil, nil
		f.lookAtEngines(t.Context())
		if !slices.Equal(said, want) || !slices.Equal(editors, want) {
			t.Errorf("it said %q, and to editors %q; want %q", said, editors, want)
		}
	}
	look(text)
	look()
	moved.engine = "new"
	look()
	moved.engine = "old"
	look(text)
}
