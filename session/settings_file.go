package session

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
)

// The files that hold settings, in the workspace and in the person's config folder.
const (
	WorkspaceFile = ".goawait.toml"
	PersonFile    = "config.toml"
)

// A Problem is a bad key or value in a settings file. The default is used in its place.
type Problem struct {
	File string
	Line int // 1-based; 0 if it is not known
	Msg  string
}

func (p Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.Msg
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Msg)
}

// LoadSettings gives the settings of the person's and of the workspace's file, the latter
// over the former, and what is wrong with them. A file or folder that is not there is none.
func LoadSettings(workspace, configDir string) (Settings, []Problem) {
	s := Defaults()
	var problems []Problem
	for _, at := range [][2]string{{configDir, PersonFile}, {workspace, WorkspaceFile}} {
		if at[0] == "" {
			continue
		}
		path := filepath.Join(at[0], at[1])
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			problems = append(problems, Problem{File: path, Msg: err.Error()})
			continue
		}
		problems = append(problems, readSettings(path, string(text), &s)...)
	}
	return s, problems
}

// A settingReader turns the value of one key into a change.
type settingReader func(v any, c *Changes) error

// settingKeys are the keys of a settings file.
var settingKeys = map[string]settingReader{
	"autoawait": func(v any, c *Changes) error { return read(v, "true or false", &c.Autoawait) },
	"runner":    func(v any, c *Changes) error { return read(v, "a string", &c.Runner) },
	"loopScope": func(v any, c *Changes) error { return read(v, "a string", &c.LoopScope) },
	"lane":      func(v any, c *Changes) error { return read(v, "a string", &c.Lane) },
	"inlineResults": func(v any, c *Changes) error {
		return read(v, "true or false", &c.InlineResults)
	},
	"engine.command":     func(v any, c *Changes) error { return readStrings(v, &c.EngineCommand) },
	"engine.memoryLimit": func(v any, c *Changes) error { return readSize(v, &c.MemoryLimit) },
	"output.limit":       func(v any, c *Changes) error { return readSize(v, &c.OutputLimit) },
	"session.keepAlive":  func(v any, c *Changes) error { return readDuration(v, &c.KeepAlive) },
	"startup":            func(v any, c *Changes) error { return readStrings(v, &c.Startup) },
}

// readSettings puts the settings in text over s.
func readSettings(path, text string, s *Settings) []Problem {
	var tree map[string]any
	if _, err := toml.Decode(text, &tree); err != nil {
		var bad toml.ParseError
		if errors.As(err, &bad) {
			return []Problem{{path, bad.Position.Line, bad.Message}}
		}
		return []Problem{{File: path, Msg: err.Error()}}
	}
	lines := keyLines(text)
	var problems []Problem
	complain := func(key, msg string) {
		problems = append(problems, Problem{path, lines[key], key + ": " + msg})
	}
	flat := map[string]any{}
	flatten("", tree, flat)
	for key, v := range flat {
		readKey, ok := settingKeys[key]
		if !ok {
			complain(key, "not a setting"+meant(key))
			continue
		}
		var c Changes
		err := readKey(v, &c)
		if err == nil {
			err = c.Apply(s)
		}
		if err != nil {
			complain(key, err.Error())
		}
	}
	slices.SortFunc(problems, func(a, b Problem) int { return a.Line - b.Line })
	return problems
}

// flatten gives the values of a tree of tables under their dotted keys.
func flatten(prefix string, tree, into map[string]any) {
	for k, v := range tree {
		if sub, ok := v.(map[string]any); ok {
			flatten(prefix+k+".", sub, into)
			continue
		}
		into[prefix+k] = v
	}
}

// meant suggests the setting that a wrong key comes nearest to.
func meant(key string) string {
	var names []string
	for name := range settingKeys {
		names = append(names, name)
	}
	slices.Sort(names)
	if near := nearest(key, names); near != "" {
		return "; did you mean " + near + "?"
	}
	return "; there are: " + strings.Join(names, ", ")
}

// keyLines finds the line of each dotted key. The decoder does not tell, so this reads the
// text again: it has been found to be right TOML, and only lines that begin a key matter.
func keyLines(text string) map[string]int {
	lines := map[string]int{}
	table := ""
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") && !strings.HasPrefix(line, "[[") {
			if end := strings.IndexByte(line, ']'); end > 0 {
				table = bareKey(line[1:end]) + "."
			}
			continue
		}
		if key, _, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
			key = table + bareKey(key)
			if _, seen := lines[key]; !seen {
				lines[key] = i + 1
			}
		}
	}
	return lines
}

// bareKey takes blanks and quotes off a dotted key.
func bareKey(key string) string {
	parts := strings.Split(key, ".")
	for i, p := range parts {
		parts[i] = strings.Trim(strings.TrimSpace(p), `"'`)
	}
	return strings.Join(parts, ".")
}

func read[T any](v any, want string, dst **T) error {
	t, ok := v.(T)
	if !ok {
		return fmt.Errorf("is %v, and must be %s", v, want)
	}
	*dst = &t
	return nil
}

func readStrings(v any, dst *[]string) error {
	list, ok := v.([]any)
	if !ok {
		return fmt.Errorf("is %v, and must be a list of strings", v)
	}
	out := []string{}
	for _, e := range list {
		str, ok := e.(string)
		if !ok {
			return fmt.Errorf("has %v in it, and must be a list of strings", e)
		}
		out = append(out, str)
	}
	*dst = out
	return nil
}

func readDuration(v any, dst **time.Duration) error {
	str, ok := v.(string)
	if !ok {
		return fmt.Errorf(`is %v, and must be a duration such as "30m"`, v)
	}
	d, err := time.ParseDuration(str)
	if err != nil || d < 0 {
		return fmt.Errorf(`is %q, and must be a duration such as "30m"`, str)
	}
	*dst = &d
	return nil
}

var sizeUnits = []struct {
	suffix string
	bytes  int64
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1}}

// readSize reads a number of bytes, or a string such as "2GiB".
func readSize(v any, dst **int64) error {
	if n, ok := v.(int64); ok && n >= 0 {
		*dst = &n
		return nil
	}
	if str, ok := v.(string); ok {
		for _, u := range sizeUnits {
			num, found := strings.CutSuffix(str, u.suffix)
			if !found {
				continue
			}
			n, err := strconv.ParseInt(strings.TrimSpace(num), 10, 64)
			if err == nil && n >= 0 && n <= (1<<62)/u.bytes {
				n *= u.bytes
				*dst = &n
				return nil
			}
		}
	}
	return fmt.Errorf(`is %v, and must be a number of bytes or a size such as "2GiB"`, v)
}
