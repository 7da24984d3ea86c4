package main

import (
	"strings"
	"testing"
)

// loadedPackages stands for the compiler and for the importer.
type loadedPackages struct {
	changed   []string
	forgotten int
}

func (l *loadedPackages) Changed() []string { return l.changed }
func (l *loadedPackages) Forget()           { l.forgotten++ }

func TestChangedPackagesAreToldOnce(t *testing.T) {
	loaded := &loadedPackages{}
	types := &loadedPackages{}
	f := &freshness{compiler: loaded, types: types, live: 1}
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
	f.live = 2
	f.forget()
	if loaded.forgotten+types.forgotten != 0 {
		t.Error("forgotten while another session has them")
	}
	f.live = 1
	f.forget()
	if loaded.forgotten != 1 || types.forgotten != 1 {
		t.Errorf("forgotten %d and %d times", loaded.forgotten, types.forgotten)
	}
	if news := f.news(); news == "" {
		t.Error("not told of after a new beginning")
	}
}
