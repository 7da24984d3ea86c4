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
		name: "autoawait", usage: "[on|off|RUNNER] [--scope session|cell]", turns: true, run: (*execution).autoawait,
		doc: "shows or switches top-level await, and what drives it",
	},
	{
		name: "config", usage: "[KEY [= VALUE]]", turns: true, run: (*execution).config,
		doc: "shows the settings, or changes one for this session",
	},
}

// autoawait carries out %autoawait in all its forms.
func (x *execution) autoawait(m *transform.Magic) (*outcome, error) {
	words := strings.Fields(m.Args)
	var c Changes
	var plain []string
	for i := 0; i < len(words); i++ {
		flag, value, joined := strings.Cut(words[i], "=")
		if flag != "--scope" {
			if strings.HasPrefix(flag, "-") {
				return x.complain(m, "%%autoawait has no flag %s; it has --scope", flag), nil
			}
			plain = append(plain, words[i])
			continue
		}
		if !joined {
			if i++; i == len(words) {
				return x.complain(m, "--scope needs a value: %s", strings.Join(loopScopes, " or ")), nil
			}
			value = words[i]
		}
		if err := checkScope(value); err != nil {
			return x.complain(m, "%v", err), nil
		}
		c.LoopScope = &value
	}
	if len(plain) > 1 {
		return x.complain(m, "%%autoawait takes one of on, off or a runner, and not %d words", len(plain)), nil
	}
	if len(plain) == 0 && c.LoopScope == nil {
		return x.printf("%s", x.s.autoawaitText()), nil
	}
	if len(plain) == 1 {
		on, isSwitch := switches[strings.ToLower(plain[0])]
		if !isSwitch {
			on = true
			c.Runner = &plain[0]
			if err := checkRunner(plain[0]); err != nil {
				at := m.Start + strings.Index(x.req.Source[m.Start:m.End], plain[0])
				return x.wrong(at, at+len(plain[0]), transform.UnknownRunner, err.Error()), nil
			}
		}
		c.Autoawait = &on
	}
	if err := x.s.Set(c); err != nil {
		return x.failed(m, err), nil
	}
	return done, nil
}

var switches = map[string]bool{"on": true, "true": true, "1": true, "off": false, "false": false, "0": false}

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
