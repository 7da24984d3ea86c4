package symbols

import (
	"expvar"
	"net/http"
	"net/http/pprof"
	"sync/atomic"
)

// Unregister takes back what the packages in the tables have registered in the process because
// they are linked into it: a server of the person's would offer the handlers of net/http/pprof
// and expvar, which only a program that imports those should. Lookup registers them again when
// it is asked for the package. It is to be called before any of the person's code runs.
func Unregister() {
	http.DefaultServeMux = http.NewServeMux()
	unregistered.Store(true)
}

var unregistered atomic.Bool

// imported does what importing a package does beside making its symbols known.
var imported = map[string]func(){
	"expvar": func() { http.Handle("GET /debug/vars", expvar.Handler()) },
	"net/http/pprof": func() {
		http.HandleFunc("GET /debug/pprof/", pprof.Index)
		http.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
		http.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
		http.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
		http.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	},
}
