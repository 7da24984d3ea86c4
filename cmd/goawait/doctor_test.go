package main

import (
	"errors"
	"testing"

	"github.com/goawait/goawait/session/native"
)

// What doctor says of compiled cells, a disk that is nearly full included.
func TestNativeFinding(t *testing.T) {
	const room = "make room there, or set GOAWAIT_CACHE to a folder on another disk: building the engine takes some hundred MB, and so do Go's own caches"
	for _, test := range []struct {
		name          string
		status        native.Status
		err           error
		state, remedy string
	}{
		{
			"built, with room",
			native.Status{Engine: "e", Cache: "/c", Size: 3 << 20, Free: tightDisk},
			nil,
			"the engine of compiled cells is built; no go.mod; 3 MB in /c", "",
		},
		{
			"nearly full",
			native.Status{Engine: "e", Module: "/w/go.mod", Cache: "/c", Free: tightDisk - 1},
			nil,
			"the engine of compiled cells is built; /w/go.mod; 0 MB in /c, with 511 MB left on its disk", room,
		},
		{
			"full, and not built",
			native.Status{Cache: "/c"},
			nil,
			"the engine of compiled cells is not built yet; the first such cell has it built, which takes minutes once; no go.mod; 0 MB in /c, with 0 MB left on its disk", room,
		},
		{
			"a disk that tells nothing",
			native.Status{Engine: "e", Cache: "/c", Free: -1},
			nil,
			"the engine of compiled cells is built; no go.mod; 0 MB in /c", "",
		},
		{"what can be mended", native.Status{}, &native.Problem{What: "cgo is off", Do: "set it"}, "cgo is off", "set it"},
		{"what cannot", native.Status{}, errors.New("no such luck"), "no such luck", "cells run in the instant lane meanwhile"},
	} {
		if f := nativeFinding(test.status, test.err); f.subject != "native" || f.state != test.state || f.remedy != test.remedy {
			t.Errorf("%s: it says %q and %q, want %q and %q", test.name, f.state, f.remedy, test.state, test.remedy)
		}
	}
}
