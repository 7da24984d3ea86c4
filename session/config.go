package session

import (
	"context"
	"log/slog"
	"time"

	"github.com/goawait/goawait/transform"
)

// A Config says what Open makes. The zero value of each field has a meaning.
type Config struct {
	Name      string // of the session; "default" if empty
	Workspace string // its folder, where .goawait.toml lies; "" is the process's own
	Dir       string // where the person's code begins to run; "" is Workspace
	ConfigDir string // the person's folder with config.toml; "" is none

	// EngineCommand starts an engine that speaks package wire on its standard input and
	// output. The setting engine.command wins over it. It may not be empty if that is not set.
	EngineCommand []string

	// ProgramCommand runs an ordinary Go program: "--", its file and its arguments come after it. It is
	// for %run, which runs no programs without it.
	ProgramCommand []string

	// Settings are those of the editor or of the command line. They win over both files.
	Settings     Changes
	SettingsFrom string // what %config calls their origin; "editor" if empty

	// Transformers change the tree of each cell, before the commands of the settings do.
	Transformers []Transformer

	// StateDir is where the journal lies; it is made with mode 0700. "" keeps no journal.
	StateDir string

	Env   []string // KEY=VALUE, added to the environment of the person's code
	Unset []string // names of variables taken out of it

	Importer Importer     // of packages; nil knows no package
	Compiler Compiler     // of the native lane; nil is none
	Compiled bool         // the session begins on the engine of compiled cells if that is built already
	Log      *slog.Logger // nil discards

	inside *embedding // runs the engine in this process and lends names; nil for a session of its own

	timing timing // how long to wait for the engine; zero fields have defaults
}

// An Importer is a transform.Importer that can be waited for.
type Importer interface {
	transform.Importer
	// Standard reports whether a package is one of the standard library or package async, and Has
	// whether it is that or another that each engine has itself, so that interpreted cells can use it.
	Standard(path string) bool
	Has(path string) bool
	// Wait returns when each package that Import answered with a pending error has been
	// loaded or cannot be, or with ctx's error if that comes first.
	Wait(ctx context.Context) error
}

// timing is how long the session waits for its engine.
type timing struct {
	ready    time.Duration // from its start to its first message
	grace    time.Duration // from a soft interrupt to giving the cell up
	shutdown time.Duration // from the request to exit to its exit
	backoff  time.Duration // before the second start in a row; doubled each time
	doubt    time.Duration // of silence after what an engine that dies would say, before it is asked whether it lives
}

func (t timing) withDefaults() timing {
	def := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	def(&t.ready, 20*time.Second)
	def(&t.grace, 2*time.Second)
	def(&t.shutdown, time.Second)
	def(&t.backoff, 100*time.Millisecond)
	def(&t.doubt, 300*time.Millisecond)
	return t
}
