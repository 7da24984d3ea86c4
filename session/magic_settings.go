package session

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goawait/goawait/transform"
)

// settingMagics change the session's settings.
var settingMagics = []magic{
	{
		name: "autoawait", usage: "[on|off|RUNNER] [--scope session|cell]", run: (*execution).autoawait,
		doc: "shows or switches top-level await, and what drives it",
	},
	{
		name: "config", usage: "[KEY [= VALUE]]", turns: true, run: (*execution).config,
		doc: "shows the settings, or changes one for this session",
	},
}

// autoawait carries out %autoawait in all its forms.
func (x *execution) autoawait(m *transform.Magic) (*outcome, error) {
	a, bad := transform.ReadAutoawait(m.Args)
	switch {
	case bad != "":
		return x.complain(m, "%%autoawait does not take %q", bad), nil
	case a.Show:
		return x.printf("%s", x.s.autoawaitText()), nil
	}
	var c Changes
	if a.Set {
		c.Autoawait = &a.On
	}
	if a.Runner != "" {
		c.Runner = &a.Runner
		if err := x.s.checkRunner(a.Runner); err != nil {
			at := m.Start + strings.LastIndex(x.req.Source[m.Start:m.End], a.Runner)
			return x.wrong(at, at+len(a.Runner), transform.UnknownRunner, err.Error()), nil
		}
	}
	if a.Scope != "" {
		c.LoopScope = &a.Scope
	}
	if err := x.s.Set(c); err != nil {
		return x.failed(m, err), nil
	}
	return done, nil
}

// checkRunner is the function of that name, for runners that may also be of the session.
func (s *Session) checkRunner(name string) error {
	if n := s.Namespace().Lookup(name); n != nil && n.Kind == transform.KindFunc {
		return fmt.Errorf("a function of the session as a runner is not in this build yet; have: %s", strings.Join(builtRunners, ", "))
	}
	return checkRunner(name)
}

// autoawaitText is what %autoawait alone shows.
func (s *Session) autoawaitText() string {
	now := s.Settings()
	state := "off"
	if now.Autoawait {
		state = "on"
	}
	text := fmt.Sprintf("autoawait is `%s`, and set to use `%s`", state, now.Runner)
	if now.LoopScope != "session" {
		text += fmt.Sprintf(" (one for each %s)", now.LoopScope)
	}
	return text
}

// config carries out %config.
func (x *execution) config(m *transform.Magic) (*outcome, error) {
	key, value, change := strings.Cut(m.Args, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	now := x.s.Settings().texts()
	if key == "" {
		for _, k := range settingNames() {
			x.printf("%s = %s", k, now[k])
		}
		return done, nil
	}
	read, ok := settingKeys[key]
	if !ok {
		return x.complain(m, "%s is not a setting%s", key, meant(key)), nil
	}
	if !change {
		return x.printf("%s = %s", key, now[key]), nil
	}
	var c Changes
	err := read(configValue(value), &c)
	if err == nil {
		err = x.s.Set(c)
	}
	if err != nil {
		return x.complain(m, "%s: %v", key, err), nil
	}
	return done, nil
}

// configValue reads a value as a person types it: true, 30, "text", text, or ["a", "b"].
func configValue(text string) any {
	if b, err := strconv.ParseBool(text); err == nil && len(text) > 1 {
		return b
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	if inner, ok := strings.CutPrefix(text, "["); ok && strings.HasSuffix(inner, "]") {
		list := []any{}
		for part := range strings.SplitSeq(strings.TrimSuffix(inner, "]"), ",") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, configValue(part))
			}
		}
		return list
	}
	if str, err := strconv.Unquote(text); err == nil {
		return str
	}
	return text
}

// settingNames are the keys of a settings file, sorted.
func settingNames() []string {
	var names []string
	for name := range settingKeys {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// texts gives each setting as it is written in a settings file.
func (s Settings) texts() map[string]string {
	return map[string]string{
		"autoawait":          strconv.FormatBool(s.Autoawait),
		"runner":             strconv.Quote(s.Runner),
		"loopScope":          strconv.Quote(s.LoopScope),
		"lane":               strconv.Quote(s.Lane),
		"engine.command":     quoteAll(s.EngineCommand),
		"engine.memoryLimit": strconv.FormatInt(s.MemoryLimit, 10),
		"output.limit":       strconv.FormatInt(s.OutputLimit, 10),
		"session.keepAlive":  strconv.Quote(s.KeepAlive.String()),
		"inlineResults":      strconv.FormatBool(s.InlineResults),
		"startup":            quoteAll(s.Startup),
	}
}

func quoteAll(list []string) string {
	quoted := make([]string, len(list))
	for i, e := range list {
		quoted[i] = strconv.Quote(e)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
