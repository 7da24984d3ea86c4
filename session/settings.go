package session

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/transform"
)

// Settings are the session's settings as they are in force.
type Settings struct {
	Autoawait bool
	Runner    string // drives cells with await
	LoopScope string // "session" or "cell"
	Lane      string // "auto", "instant" or "native"
	TierUp    bool   // functions and long loops of the instant lane are compiled in the background

	EngineCommand []string      // replaces Config.EngineCommand; empty does not
	MemoryLimit   int64         // of the engine in bytes; 0 is none
	OutputLimit   int64         // bytes a cell may print; 0 is none
	KeepAlive     time.Duration // of the background process with no client
	InlineResults bool          // an editor shows values beside the code
	Startup       []string      // cells, or names of .goa files, to run first in every new engine
	Transformers  [][]string    // commands that the text of every cell goes through
}

// Defaults are the settings where nobody has set any.
func Defaults() Settings {
	return Settings{
		Autoawait: true, Runner: "goroutine", LoopScope: "session", Lane: "auto", TierUp: true,
		OutputLimit: 16 << 20, KeepAlive: 30 * time.Minute, InlineResults: true,
	}
}

// Changes are settings to be changed; nil leaves one as it is.
type Changes struct {
	Autoawait     *bool
	Runner        *string
	LoopScope     *string
	Lane          *string
	TierUp        *bool
	EngineCommand []string
	MemoryLimit   *int64
	OutputLimit   *int64
	KeepAlive     *time.Duration
	InlineResults *bool
	Startup       []string
	Transformers  [][]string
}

// The names that settings may have.
var (
	builtRunners = async.Runners()
	loopScopes   = []string{"session", "cell"}
	builtLanes   = []string{"auto", "instant", "native"}
)

// Runners are the names that the setting runner may have.
func Runners() []string { return slices.Clone(builtRunners) }

// Lanes are the names that the setting lane may have.
func Lanes() []string { return slices.Clone(builtLanes) }

// LoopScopes are the names that the setting loopScope may have.
func LoopScopes() []string { return slices.Clone(loopScopes) }

// Apply puts the changes over s. A value that is not allowed is left out and told of in the
// error, which joins all there are; the other changes are made.
func (c Changes) Apply(s *Settings) error {
	values, err := c.split()
	for key, one := range values {
		settingKeys[key].put(&one, s)
	}
	return err
}

// checkRunner says what is wrong with a runner's name; nil if nothing is.
func checkRunner(name string) error {
	if slices.Contains(builtRunners, name) {
		return nil
	}
	if near := transform.Nearest(name, builtRunners); near != "" {
		return fmt.Errorf("runner %q is not known; did you mean %s?", name, near)
	}
	return fmt.Errorf("runner %q is not known; have: %s", name, strings.Join(builtRunners, ", "))
}

func checkScope(scope string) error {
	if slices.Contains(loopScopes, scope) {
		return nil
	}
	return fmt.Errorf("loop scope %q is not known; have: %s", scope, strings.Join(loopScopes, ", "))
}

func checkLane(lane string) error {
	switch {
	case slices.Contains(builtLanes, lane):
		return nil
	default:
		return fmt.Errorf("lane %q is not known; have: %s", lane, strings.Join(builtLanes, ", "))
	}
}

// Settings returns the settings in force.
func (s *Session) Settings() Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings
}
