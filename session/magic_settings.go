package session

import (
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/goawait/goawait/transform"
)

// settingMagics change the session's settings.
var settingMagics = []magic{
	{
		name: "autoawait", usage: "[on|off|RUNNER] [--scope session|cell]", run: (*execution).autoawait, args: completeAutoawait,
		doc: "shows or switches top-level await, and what drives it",
	},
	{
		name: "config", usage: "[KEY [= VALUE]]", turns: true, run: (*execution).config, args: completeConfig,
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
		if err := x.s.checkOwnRunner(a.Runner); err != nil {
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

// autoawaitText is what %autoawait alone shows.
func (s *Session) autoawaitText() string {
	now := s.Settings()
	state := "off"
	if now.Autoawait {
		state = "on"
	}
	text := fmt.Sprintf("autoawait is `%s`, and set to use `%s`", state, now.Runner) + s.inside.aboutRunner(now.Runner)
	if now.LoopScope != "session" {
		text += fmt.Sprintf(" (one for each %s)", now.LoopScope)
	}
	return text
}

// config carries out %config. What it shows is TOML, with the origin of each value.
func (x *execution) config(m *transform.Magic) (*outcome, error) {
	key, value, change := strings.Cut(m.Args, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if _, ok := settingKeys[key]; !ok && key != "" {
		return x.complain(m, "%s is not a setting%s", key, meant(key)), nil
	}
	if !change {
		x.showSettings(key)
		return done, nil
	}
	var c Changes
	err := settingKeys[key].read(configValue(value), &c)
	if err == nil {
		err = x.s.Set(c)
	}
	if err != nil {
		return x.complain(m, "%s: %v", key, err), nil
	}
	return done, nil
}

// showSettings prints one setting; all for "".
func (x *execution) showSettings(key string) {
	var lines, origins []string
	width := 0
	for _, set := range x.s.Config() {
		if key == "" || key == set.Key {
			lines = append(lines, set.Key+" = "+set.Value)
			origins = append(origins, set.From)
			width = max(width, min(len(lines[len(lines)-1]), 40))
		}
	}
	for i, line := range lines {
		x.printf("%-*s  # %s", width, line, origins[i])
	}
}

// configValue reads a value as TOML has it. What is no TOML is a string without its quotes.
func configValue(text string) any {
	var tree map[string]any
	if _, err := toml.Decode("v = "+text, &tree); err != nil || len(tree) != 1 {
		return text
	}
	return tree["v"]
}
