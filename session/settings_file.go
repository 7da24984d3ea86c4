package session

import (
	"cmp"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/goawait/goawait/transform"
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
	var l layers
	problems := l.load(settingsFiles(workspace, configDir))
	s, _ := l.resolve()
	return s, problems
}

// load reads the files into their layers, in place of what was there.
func (l *layers) load(files [2]string) []Problem {
	var problems []Problem
	for i, path := range files {
		l[i] = layer{}
		if path == "" {
			continue
		}
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			problems = append(problems, Problem{File: path, Msg: err.Error()})
			continue
		}
		read, bad := readSettings(path, string(text))
		l[i] = read
		problems = append(problems, bad...)
	}
	return append(problems, l.checkRunners(files)...)
}

// checkRunners leaves out runners of the files that no startup cell can declare, and says so.
func (l *layers) checkRunners(files [2]string) []Problem {
	if s, _ := l.resolve(); len(s.Startup) > 0 {
		return nil
	}
	var problems []Problem
	for i, path := range files {
		c, ok := l[i].values["runner"]
		if !ok {
			continue
		}
		if err := checkRunner(*c.Runner); err != nil {
			_, line, _ := strings.Cut(l[i].places["runner"], ":")
			n, _ := strconv.Atoi(line)
			problems = append(problems, Problem{path, n, "runner: " + err.Error() + ", or a function that a startup cell declares"})
			delete(l[i].values, "runner")
		}
	}
	return problems
}

// settingsFiles are the paths of the files of the first two layers; "" is none.
func settingsFiles(workspace, configDir string) [2]string {
	var paths [2]string
	if configDir != "" {
		paths[layerPerson] = filepath.Join(configDir, PersonFile)
	}
	if workspace != "" {
		paths[layerWorkspace] = filepath.Join(workspace, WorkspaceFile)
	}
	return paths
}

// readSettings gives the settings that are right in the text of a file, and what is wrong.
func readSettings(path, text string) (layer, []Problem) {
	var tree map[string]any
	if _, err := toml.Decode(text, &tree); err != nil {
		var bad toml.ParseError
		if errors.As(err, &bad) {
			return layer{}, []Problem{{path, bad.Position.Line, bad.Message}}
		}
		return layer{}, []Problem{{File: path, Msg: err.Error()}}
	}
	lines := keyLines(text)
	var problems []Problem
	flat := map[string]any{}
	flatten("", tree, flat)
	out := layer{values: map[string]Changes{}, places: map[string]string{}}
	for key, v := range flat {
		c, err := readSetting(key, v)
		if err != nil {
			problems = append(problems, Problem{path, lines[key], key + ": " + err.Error()})
			continue
		}
		for i, entry := range c.Startup {
			if isStartupFile(entry) && !filepath.IsAbs(entry) {
				c.Startup[i] = filepath.Join(filepath.Dir(path), entry)
			}
		}
		out.values[key] = c
		out.places[key] = filepath.Base(path) + ":" + strconv.Itoa(lines[key])
	}
	slices.SortFunc(problems, func(a, b Problem) int { return cmp.Or(a.Line-b.Line, strings.Compare(a.Msg, b.Msg)) })
	return out, problems
}

// readSetting reads the value of one key.
func readSetting(key string, v any) (Changes, error) {
	var c Changes
	known, ok := settingKeys[key]
	if !ok {
		return c, errors.New("not a setting" + meant(key))
	}
	if err := known.read(v, &c); err != nil {
		return c, err
	}
	if c.Runner != nil && token.IsIdentifier(*c.Runner) {
		return c, nil // it may be a function of the session
	}
	if known.check != nil {
		return c, known.check(&c)
	}
	return c, nil
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
	if near := transform.Nearest(key, settingNames); near != "" {
		return "; did you mean " + near + "?"
	}
	return "; there are: " + strings.Join(settingNames, ", ")
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
