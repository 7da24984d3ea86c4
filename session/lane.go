package session

import (
	"context"
	"errors"
	"fmt"
	"go/types"
	"strings"
	"sync"

	"github.com/goawait/goawait/session/engine/lanes"
	"github.com/goawait/goawait/transform"
)

// The lanes, as settings and results name them.
const (
	laneAuto    = "auto"
	laneInstant = "instant"
	laneNative  = "native"
)

// A Compiler makes what the native lane runs. It is safe for concurrent use.
type Compiler interface {
	// Engine returns the command of an engine that can load compiled cells, and builds it if
	// need be, which may take minutes. progress is told how far that is; total is 0 where there is
	// nothing to count. Errors say what is missing and what to do.
	Engine(ctx context.Context, progress func(text string, done, total int)) (command []string, err error)
	// Built returns the command of Engine if that is built already, else nil. It builds nothing. It is
	// another than before where the toolchain is, or what that builds by.
	Built(ctx context.Context) []string
	// Plugin compiles a cell for the engine with that command: source is a file of the package named
	// transform.CellsPath. An error in the source itself is a *CompileFault.
	Plugin(ctx context.Context, engine []string, id, source string) (file string, err error)
}

// A CompileFault is an error in lowered source: a fault of ours.
type CompileFault struct {
	File string
	Line int // 0 if it is not known
	Msg  string
}

func (e *CompileFault) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Msg) }

// A nativeLane is what a session knows of its native lane.
type nativeLane struct {
	compiler Compiler

	mu      sync.Mutex             // guards what follows
	command []string               // of the engine, once it is built
	chosen  bool                   // command was found for the engine that is about to be started
	names   *transform.NativeNames // of the engine that runs
	since   []*Entry               // cells that ran in it
	effects string                 // why running them again would not be the same; "" if it would
}

func newNativeLane(c Compiler) *nativeLane {
	return &nativeLane{compiler: c, names: transform.NewNativeNames()}
}

// ended is told that an engine has ended: its variables are gone.
func (n *nativeLane) ended() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.names.EngineEnded()
	n.since, n.effects = nil, ""
}

// afresh forgets the names of all cells.
func (n *nativeLane) afresh() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.names = transform.NewNativeNames()
	n.since, n.effects = nil, ""
}

// engineCommand is the command of the engine that loads compiled cells, nil if none is built.
func (n *nativeLane) engineCommand() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.command
}

// CompiledEngine is the program of the engine that runs, where that is one that loads compiled cells; "" else.
func (s *Session) CompiledEngine() string {
	if l := s.engines.current(); l != nil && l.plugins && len(l.proc.engine) > 0 {
		return l.proc.engine[0]
	}
	return ""
}

// commandToStart is engineCommand for an engine that is about to be started: that of the toolchain as it
// is now. One that is not built, or was removed from the cache, is built when a cell needs it.
func (n *nativeLane) commandToStart(ctx context.Context) []string {
	n.mu.Lock()
	command, chosen := n.command, n.chosen
	n.chosen = false
	n.mu.Unlock()
	if command == nil || chosen {
		return command
	}
	command = n.compiler.Built(ctx)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.command = command
	return command
}

// A choice is the lane that a cell takes, and why it does not take the instant one.
type choice struct {
	lane     string
	refusals []lanes.Refusal
}

// choose finds the lane for a checked cell. A cell that the instant lane cannot take for sure
// goes to the native one, without being asked.
func (x *execution) choose(c *transform.Checked, plugins bool) choice {
	has := func(string) bool { return false }
	standard := has
	if x.s.importer != nil {
		has, standard = x.s.importer.Has, x.s.importer.Standard
	}
	ch := choice{lane: laneInstant, refusals: lanes.Instant(c, has)}
	if plugins || x.s.inside != nil {
		ch.refusals = append(ch.refusals, lanes.Deferred(c, standard)...)
	}
	want := x.wantsLane()
	switch {
	case want == laneNative && !x.req.Silent:
		ch.lane = laneNative
	case want == laneInstant || x.s.inside != nil:
	case len(ch.refusals) > 0, plugins && typed(c), x.compile, plugins && x.timing != nil:
		ch.lane = laneNative // where it can be had, a compiled loop measures better
	}
	return ch
}

// wantsLane is the lane that is asked for, of the cell or the session.
func (x *execution) wantsLane() string {
	if x.lane != "" {
		return x.lane
	}
	return x.s.Settings().Lane
}

// strange is the outcome of a cell for the instant lane with a type that only compiled cells may
// use, since it would be made anew, and be another than theirs.
func (x *execution) strange(c *transform.Checked, what string) *outcome {
	first := c.Cell.Items[0]
	return x.refuse(c, []lanes.Refusal{{Start: first.Start, End: first.End, Construct: what + ", in a session with compiled cells,"}}, x.whyInstant())
}

// tiers reports whether the functions and loops of a cell that takes the instant lane are to be
// compiled: not those that somebody wants interpreted, and not where the types of the two lanes
// differ.
func (x *execution) tiers(l *link, c *transform.Checked) bool {
	if x.s.native == nil || !l.plugins || x.lane == laneInstant || x.req.Silent || x.timing != nil || x.profile != nil || typed(c) {
		return false
	}
	now := x.s.Settings()
	return now.Lane != laneInstant && now.TierUp
}

// typed reports whether a cell has to do with types that are not the same in both lanes: those
// that cells declare, and coroutines and tasks.
func typed(c *transform.Checked) bool {
	for _, list := range [][]*transform.Name{c.Defines, c.Uses} {
		for _, n := range list {
			if n.Kind == transform.KindType || n.Obj != nil && n.Kind != transform.KindImport && lanes.Blurred(c, n.Obj.Type()) {
				return true
			}
		}
	}
	if c.Value != nil {
		if _, several := c.Value.(*types.Tuple); !several {
			return lanes.Blurred(c, c.Value)
		}
	}
	return false
}

// refuse is the outcome of a cell that the instant lane does not take, where it would have to.
// why says what keeps it from the native lane. A construct is told of where it stands first.
func (x *execution) refuse(c *transform.Checked, refusals []lanes.Refusal, why string) *outcome {
	var errs []transform.Error
	told := map[string]bool{}
	for _, r := range refusals {
		if told[r.Construct] {
			continue
		}
		told[r.Construct] = true
		errs = append(errs, transform.Error{
			Start: r.Start, End: r.End, Severity: transform.SeverityError, Code: NeedsNative,
			Msg: r.Construct + " needs the native lane" + why,
		})
	}
	return x.rejected(x.original(c.Cell), x.back.errors(errs))
}

// whyInstant says why a cell that the instant lane refuses is not compiled.
func (x *execution) whyInstant() string {
	switch {
	case x.s.inside != nil:
		return ", which a prompt inside a program does not have"
	case x.s.native == nil:
		return ", which this session does not have"
	case x.lane == laneInstant:
		return ": leave %%instant out"
	}
	return ", and the setting lane is instant (%config lane=auto)"
}

// noCompiler says why there is no native lane, and what to do.
func noCompiler(err error) string {
	var why interface{ Error() string } = err
	if errors.Is(err, context.Canceled) {
		return ""
	}
	return ", which is not to be had: " + strings.TrimSpace(oneLine(why.Error()))
}
