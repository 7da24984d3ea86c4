package session

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// fromEditor is where problems say that a setting is from.
const fromEditor = "settings of the editor"

// EditorSettings is SetEditor for an editor that tells of its settings again and again. now
// is all that it has by now and before what it had when it told last: trees of tables or
// dotted keys with JSON's values; null is not set. A setting that it has no more gives way to
// the files'. It returns what is wrong with now.
func (s *Session) EditorSettings(now, before map[string]any) []Problem {
	values, problems := editorValues(now)
	had, _ := editorValues(before)
	s.mu.Lock()
	old := s.settings
	next := layer{values: maps.Clone(s.layers[layerEditor].values), places: s.layers[layerEditor].places}
	if next.values == nil {
		next.values = map[string]Changes{}
	}
	for key := range had {
		delete(next.values, key)
	}
	if c, ok := values["runner"]; ok && len(s.settings.Startup) == 0 && !slices.Contains(s.inside.runners(), *c.Runner) && !canRun(s.ns.Lookup(*c.Runner)) {
		problems = append(problems, Problem{File: fromEditor, Msg: "runner: " + checkRunner(*c.Runner).Error()})
		delete(values, "runner")
	}
	maps.Copy(next.values, values)
	s.layers.replace(layerEditor, next)
	tell := s.applyLocked()
	force, empty := s.settings, len(s.ns.Names()) == 0
	s.mu.Unlock()
	tell()
	if !slices.Equal(old.EngineCommand, force.EngineCommand) && !s.freshEngine(empty) {
		problems = append(problems, Problem{File: fromEditor, Msg: "engine.command: takes effect when the session is restarted"})
	}
	return problems
}

// freshEngine has the next engine started where that loses nothing, and reports whether the
// one that is there is no hindrance.
func (s *Session) freshEngine(empty bool) bool {
	l := s.engines.current()
	if l == nil {
		return true
	}
	if _, busy := s.queue.busy(); busy || !empty {
		return false
	}
	l.kill("the setting engine.command was changed", true)
	return true
}

// editorValues reads settings as JSON has them, and says what is wrong.
func editorValues(tree map[string]any) (map[string]Changes, []Problem) {
	flat := map[string]any{}
	flatten("", tree, flat)
	values := map[string]Changes{}
	var problems []Problem
	for _, key := range slices.Sorted(maps.Keys(flat)) {
		v := flat[key]
		if number, ok := v.(json.Number); ok {
			v = number.String()
			if n, err := number.Int64(); err == nil {
				v = n
			}
		}
		if v == nil || strings.HasPrefix(key, "trace.") { // not set; a client library's own
			continue
		}
		c, err := readSetting(key, v)
		if err != nil {
			problems = append(problems, Problem{File: fromEditor, Msg: key + ": " + err.Error()})
			continue
		}
		values[key] = c
	}
	return values, problems
}

// ByKey gives the settings under the keys that they have in a settings file, with the values
// that they could have there.
func (s Settings) ByKey() map[string]any {
	return map[string]any{
		"autoawait": s.Autoawait, "runner": s.Runner, "loopScope": s.LoopScope, "lane": s.Lane, "tierUp": s.TierUp,
		"engine.command": append([]string{}, s.EngineCommand...), "engine.memoryLimit": s.MemoryLimit,
		"output.limit": s.OutputLimit, "session.keepAlive": shortDuration(s.KeepAlive),
		"inlineResults": s.InlineResults, "startup": append([]string{}, s.Startup...),
	}
}

// shortDuration is a duration as a person writes it: "30m", not "30m0s".
func shortDuration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
