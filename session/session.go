package session

import (
	"cmp"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/goawait/goawait/transform"
)

// A Session is a namespace with its history, settings and engine. Its methods are safe for
// concurrent use; cells run one after another.
type Session struct {
	name         string
	programs     []string // see Config.ProgramCommand
	unset        []string // variables that are not in the person's environment
	log          *slog.Logger
	timing       timing
	importer     Importer
	magics       *magicTable
	transformers []Transformer // the program's
	files        [2]string     // of settings, by layer; "" for none

	events     bus
	queue      queue
	engines    *supervisor
	docs       documents
	inside     *embedding  // nil unless the engine is part of this program
	native     *nativeLane // nil if there is no native lane
	tier       *tier
	muted      atomic.Bool // what is written is not shown: cells run again
	startingUp atomic.Bool // a startup cell runs
	journal    *journal
	pulse      pulse // of status events
	memory     memory

	mu           sync.Mutex // guards what follows; it is never held while a subscriber or the supervisor is called
	layers       layers
	settings     Settings          // that result from them
	origins      map[string]string // of each, by key
	stamps       [2]stamp          // of the settings files as they were read
	problems     []Problem         // that they have
	told         bool              // the person was shown them
	own          map[string]string // functions behind the person's magics, by the magics' names; never written to
	failedSteps  map[string]bool   // names of transformers that failed
	deadly       bool              // a startup cell ended its engine: they are not run again
	ns           *transform.Namespace
	epoch        int // of the engine in which ns's variables live
	started      int // epoch in which the startup cells were run; -1 for none
	startedCells int // startup cells that have run in it
	unseen       int // of those of the next engine, that ran already in the one from which the session moved
	last         int // number of the newest cell
	history      history
	inputs       inputs
	parts        []part
	cells        map[int]*kept
	recent       []int     // keys of cells, the oldest first
	waiting      []*Result // of the queue, in its order
	runs         int64     // newest number of a run
	lastDir      string    // before the last %cd; "" for none
	dir          string    // where the person's code runs
	env          []string  // KEY=VALUE that %env has set
	tasks        int       // alive
	ended        bool
}

// Open makes a session, reads its settings and its journal, and starts its engine in the
// background. The session lives until Terminate, whatever becomes of ctx.
func Open(ctx context.Context, cfg Config) (*Session, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if cfg.Name == "" {
		cfg.Name = "default"
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	var l layers
	files := settingsFiles(cfg.Workspace, cfg.ConfigDir)
	stamps := stampsOf(files)
	problems := l.load(files)
	given, err := cfg.Settings.split()
	if err != nil {
		return nil, err
	}
	l.put(layerEditor, given, cfg.SettingsFrom)
	if cfg.inside != nil {
		l.put(layerEditor, cfg.inside.settings(), "session.Embed")
	}
	settings, origins := l.resolve()
	j, records, skipped, err := openJournal(cfg.StateDir, cfg.Name)
	if err != nil {
		return nil, err
	}
	if skipped > 0 {
		cfg.Log.Warn("journal has lines that are no records", "session", cfg.Name, "lines", skipped)
	}
	for _, p := range problems {
		cfg.Log.Warn("bad setting", "problem", p.String())
	}
	s := &Session{
		name: cfg.Name, log: cfg.Log, timing: cfg.timing.withDefaults(), importer: cfg.Importer,
		journal: j, layers: l, settings: settings, origins: origins, problems: problems, files: files, stamps: stamps, dir: cfg.folder(), started: -1,
		cells: map[int]*kept{}, magics: newMagicTable(),
		env: slices.Clone(cfg.Env), unset: slices.Clone(cfg.Unset), programs: slices.Clone(cfg.ProgramCommand),
	}
	if s.inside = cfg.inside; s.inside != nil {
		s.ns = s.inside.names(nil)
	} else if cfg.Compiler != nil {
		s.native = newNativeLane(cfg.Compiler)
	}
	s.tier = newTier(s)
	s.transformers = slices.Clone(cfg.Transformers)
	s.history.restore(records)
	s.last = s.history.last()
	s.docs.init()
	s.engines = s.supervise(cfg.EngineCommand)
	s.engines.warm()
	if s.native != nil && cfg.Compiled {
		go s.moveEarly(s.engines.life) // ends by itself, or with the session
	}
	return s, nil
}

// folder is where the person's code begins to run; "" leaves the engine where it starts.
func (cfg *Config) folder() string {
	if cfg.inside != nil {
		return "" // the program's, wherever it goes
	}
	dir := cmp.Or(cfg.Dir, cfg.Workspace)
	if dir == "" {
		dir, _ = os.Getwd()
		return dir
	}
	if abs, err := filepath.Abs(dir); err == nil {
		return abs
	}
	return dir
}

// Name is the session's name.
func (s *Session) Name() string { return s.name }

// Problems are the bad keys and values that were found in the settings files.
func (s *Session) Problems() []Problem {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.problems)
}

// Terminate ends the session: it gives up the cells that wait, ends the engine and closes the
// journal. What is asked of the session afterwards fails with ErrTerminated. It returns when
// the engine has ended, and may be called again.
func (s *Session) Terminate() {
	s.mu.Lock()
	was := s.ended
	s.ended = true
	s.mu.Unlock()
	s.engines.close()
	s.queue.close(ErrTerminated)
	s.tier.wait()
	if was {
		return
	}
	if err := s.journal.close(); err != nil {
		s.log.Warn("closing the journal", "session", s.name, "err", err)
	}
	s.publishStatus()
}

// Subscribe has fn called with everything that the session reports, until cancel is called;
// a call that is under way then still ends. fn is called from several goroutines, and what
// one cell causes is reported in order: its output before its result (what a package or C wrote to the
// process's standard error by itself, too, unless the engine is in another place). fn holds up the
// session while it runs, so it must not block, and must not call Run, Restart or Terminate.
func (s *Session) Subscribe(fn func(Event)) (cancel func()) { return s.events.subscribe(fn) }

// Namespace returns the names of the session at this moment; nil is none.
func (s *Session) Namespace() *transform.Namespace {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ns
}

// Env returns what a check of the next cell depends on besides its text and the namespace.
func (s *Session) Env() *transform.Env {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.envLocked(s.last + 1)
}

func (s *Session) envLocked(cell int) *transform.Env {
	env := &transform.Env{
		Autoawait: s.settings.Autoawait,
		Runners:   s.inside.runners(),
		Magics:    s.magicNamesLocked(),
		CellNo:    cell,
	}
	if s.importer != nil {
		env.Importer = s.importer
	}
	return env
}

// Status returns the session's state.
func (s *Session) Status() Status {
	_, busy := s.queue.busy()
	engine := s.engines.current()
	s.mu.Lock()
	defer s.mu.Unlock()
	st := Status{
		Autoawait: s.settings.Autoawait, Runner: s.settings.Runner, Scope: s.settings.LoopScope,
		Lane: s.settings.Lane, Tasks: s.tasks, State: "idle", InlineResults: s.settings.InlineResults,
	}
	switch {
	case s.ended:
		st.State = "ended"
	case busy:
		st.State = "busy"
	case engine == nil:
		st.State = "starting"
	}
	return st
}

func (s *Session) publishStatus() {
	st := s.Status()
	s.events.publish(Event{Status: &st})
}
