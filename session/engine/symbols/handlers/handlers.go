// Package handlers adds expvar and net/http/pprof to the packages that cells can import. They
// are apart from package symbols because a program that links them serves them: both register
// handlers in http.DefaultServeMux. An engine in a process of its own takes those back until a
// cell imports them; a program that embeds a prompt must not get them at all, and imports only
// what it wants to.
//
// It has nothing but an init function: import it for its effect.
package handlers

import (
	"expvar"
	"net/http"
	"net/http/pprof"

	"github.com/goawait/goawait/session/engine/symbols"
)

func init() {
	symbols.Add("expvar", "expvar", map[string]any{
		"Do": expvar.Do, "Get": expvar.Get, "Handler": expvar.Handler, "NewFloat": expvar.NewFloat, "NewInt": expvar.NewInt,
		"NewMap": expvar.NewMap, "NewString": expvar.NewString, "Publish": expvar.Publish,
		"Float": (*expvar.Float)(nil), "Func": (*expvar.Func)(nil), "Int": (*expvar.Int)(nil), "KeyValue": (*expvar.KeyValue)(nil),
		"Map": (*expvar.Map)(nil), "String": (*expvar.String)(nil), "Var": (*expvar.Var)(nil), "_Var": (*variable)(nil),
	}, func() { http.Handle("GET /debug/vars", expvar.Handler()) })
	symbols.Add("net/http/pprof", "pprof", map[string]any{
		"Cmdline": pprof.Cmdline, "Handler": pprof.Handler, "Index": pprof.Index, "Profile": pprof.Profile,
		"Symbol": pprof.Symbol, "Trace": pprof.Trace,
	}, func() {
		http.HandleFunc("GET /debug/pprof/", pprof.Index)
		http.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
		http.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
		http.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
		http.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	})
}

// A variable lets an interpreted value be an expvar.Var.
type variable struct {
	IValue  any
	WString func() string
}

func (v variable) String() string {
	if v.WString == nil {
		return ""
	}
	return v.WString()
}
