package handlers

import (
	"go/types"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/goawait/goawait/session/engine/symbols"
	"github.com/goawait/goawait/session/imports"
)

// A server of the person's has the debugging handlers only if they import them.
func TestHandlers(t *testing.T) {
	pattern := func(path string) string {
		_, p := http.DefaultServeMux.Handler(httptest.NewRequest("GET", path, nil))
		return p
	}
	symbols.Unregister()
	if p := pattern("/debug/pprof/heap") + pattern("/debug/vars"); p != "" {
		t.Errorf("registered: %q", p)
	}
	for range 2 {
		symbols.Lookup("net/http/pprof")
		if p := pattern("/debug/pprof/heap"); p != "GET /debug/pprof/" {
			t.Errorf("not registered: %q", p)
		}
	}
}

// The lists hold what the packages have.
func TestNothingIsMissing(t *testing.T) {
	symbols.Unregister()
	for _, path := range []string{"expvar", "net/http/pprof"} {
		pkg, err := imports.New("").Import(path)
		if err != nil {
			t.Fatal(err)
		}
		have := symbols.Lookup(path)
		for _, name := range pkg.Scope().Names() {
			if obj := pkg.Scope().Lookup(name); obj.Exported() && !have[name].IsValid() {
				t.Errorf("%s.%s is missing (%s)", path, name, types.ObjectString(obj, nil))
			}
		}
	}
}
