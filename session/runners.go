package session

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goawait/goawait/transform"
)

// Runners returns the names that %autoawait takes now: the built-in runners, and after them
// the functions of the session that can be one, each sorted.
func (s *Session) Runners() []string {
	builtIn := s.inside.runners()
	names := slices.Clone(builtIn)
	for _, n := range s.Namespace().Names() {
		if canRun(n) && !slices.Contains(names, n.Name) {
			names = append(names, n.Name)
		}
	}
	slices.Sort(names[len(builtIn):])
	return names
}

// canRun reports whether a session name is a runner of the person's own. Results of cells
// (_3) are none.
func canRun(n *transform.Name) bool {
	return n != nil && !isResultName(n.Name) && transform.IsRunner(n.Obj)
}

// checkOwnRunner is checkRunner for runners that may also be of the session.
func (s *Session) checkOwnRunner(name string) error {
	err := checkRunner(name)
	if slices.Contains(s.inside.runners(), name) {
		err = nil
	}
	n := s.Namespace().Lookup(name)
	switch {
	case err == nil || canRun(n):
		return nil
	case n != nil && (n.Kind == transform.KindFunc || n.Kind == transform.KindVar):
		return fmt.Errorf("%s is of type %s; a runner is a func(*async.Coroutine[any]) (any, error)", name, typeText(n.Obj.Type()))
	}
	return err
}

// splitSettings is split for settings of this session, whose runner may be a function.
func (s *Session) splitSettings(c Changes) (map[string]Changes, error) {
	runner := c.Runner
	if runner == nil {
		return c.split()
	}
	c.Runner = nil
	values, err := c.split()
	if bad := s.checkOwnRunner(*runner); bad != nil {
		if err == nil {
			return values, bad
		}
		return values, fmt.Errorf("%w\n%w", err, bad)
	}
	values["runner"] = Changes{Runner: runner}
	return values, err
}

// runnerKey is the key of the function that drives cells; "" for a built-in runner. It is an
// error if the function is gone, or has become something else.
func (s *Session) runnerKey(runner string) (string, error) {
	if slices.Contains(s.inside.runners(), runner) {
		return "", nil
	}
	if n := s.Namespace().Lookup(runner); canRun(n) {
		return n.Key, nil
	}
	s.mu.Lock()
	_, own := s.layers[layerSession].values["runner"]
	from := s.origins["runner"]
	s.mu.Unlock()
	others := strings.Join(builtRunners, ", %autoawait ")
	if !own {
		return "", fmt.Errorf("the runner %s, which is set in %s, is no function of the session; define it, or set another: %%autoawait %s", runner, from, others)
	}
	return "", fmt.Errorf("the runner %s is no function of the session any more; define it again, or set another: %%autoawait %s", runner, others)
}

// tellRunner says, once the startup cells of an engine have run, that none of them has declared
// the runner that is set.
func (s *Session) tellRunner() {
	s.mu.Lock()
	runner, from := s.settings.Runner, s.origins["runner"]
	there := slices.Contains(s.inside.runners(), runner) || canRun(s.ns.Lookup(runner))
	s.mu.Unlock()
	if !there {
		s.output(&Output{Stream: "stderr", Text: fmt.Sprintf(
			"%s: runner: no startup cell declares a func %s(c *async.Coroutine[any]) (any, error); until there is one, cells with await are errors\n", from, runner)})
	}
}

// dropLostRunner sets the runner back if it was a function that is not there any more, as
// after the end of the engine, and says so.
func (s *Session) dropLostRunner() {
	s.mu.Lock()
	lost := s.settings.Runner
	if _, own := s.layers[layerSession].values["runner"]; !own || s.ended { // startup cells bring it back; at the end nobody waits for one
		s.mu.Unlock()
		return
	}
	if slices.Contains(s.inside.runners(), lost) || canRun(s.ns.Lookup(lost)) {
		s.mu.Unlock()
		return
	}
	own := layer{values: maps.Clone(s.layers[layerSession].values)}
	delete(own.values, "runner")
	s.layers[layerSession] = own
	tell := s.applyLocked()
	now := s.settings.Runner
	s.mu.Unlock()
	tell()
	s.output(&Output{Stream: "console", Text: fmt.Sprintf("the runner %s is gone; %s drives cells again\n", lost, now)})
}
