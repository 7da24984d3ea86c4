package session

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// This file knows what the words after each magic may be.

// completeTime is how long the engine may take to say what there is to complete.
const completeTime = 500 * time.Millisecond

func completeAutoawait(s *Session, w *word) []Completion {
	if len(w.before) > 0 && w.before[len(w.before)-1] == "--scope" {
		return values(loopScopes...)
	}
	return append(append(values("on", "off"), s.runnerWords()...), Completion{
		Label: "--scope", Insert: "--scope", Kind: "option", Detail: "--scope session|cell", Doc: "how long an event loop lives",
	})
}

func completeConfig(s *Session, w *word) []Completion {
	if len(w.before) == 0 {
		var out []Completion
		for _, set := range s.Config() {
			out = append(out, Completion{Label: set.Key, Insert: set.Key, Kind: "value", Detail: set.Value, Doc: set.Doc})
		}
		return out
	}
	key := strings.TrimSuffix(w.before[0], "=")
	if key == "runner" {
		return s.runnerWords()
	}
	return values(settingKeys[key].have...)
}

func completeCancel(s *Session, w *word) []Completion {
	if len(w.before) > 0 && (w.before[0] == "cell" || w.before[0] == "--cell") {
		var cells []string
		for _, t := range s.aliveTasks() {
			if n := strconv.Itoa(t.Cell); t.Cell > 0 && !slices.Contains(cells, n) {
				cells = append(cells, n)
			}
		}
		return values(cells...)
	}
	out := s.taskWords()
	if len(w.before) == 0 {
		out = append(out, values("all", "cell")...)
	}
	return out
}

func completeKinds(*Session, *word) []Completion {
	return values("const", "func", "import", "type", "var")
}

func completeEnv(s *Session, w *word) []Completion {
	if len(w.before) > 0 {
		return nil
	}
	var out []Completion
	for _, kv := range s.environ() {
		if name, value, ok := strings.Cut(kv, "="); ok && name != "" {
			out = append(out, Completion{Label: name, Insert: name, Kind: "value", Detail: shorten(value, 40)})
		}
	}
	return slices.CompactFunc(out, func(a, b Completion) bool { return a.Label == b.Label })
}

func completeFolders(s *Session, w *word) []Completion {
	return s.filesLike(w.prefix, func(string) bool { return false })
}

func completeFiles(s *Session, w *word) []Completion { return s.filesLike(w.prefix, nil) }

func completePrograms(s *Session, w *word) []Completion {
	return s.filesLike(w.prefix, func(name string) bool { return filepath.Ext(name) == ".goa" || filepath.Ext(name) == ".go" })
}

// filesLike completes the name of a file that want accepts (nil: any), or of a folder.
func (s *Session) filesLike(prefix string, want func(name string) bool) []Completion {
	folder, part := filepath.Split(prefix)
	in := folder
	if home, err := os.UserHomeDir(); err == nil && (folder == "~/" || strings.HasPrefix(folder, "~/")) {
		in = filepath.Join(home, folder[1:])
	}
	entries, err := os.ReadDir(s.path(in))
	if err != nil {
		return nil
	}
	var out []Completion
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") && !strings.HasPrefix(part, ".") {
			continue
		}
		info, err := os.Stat(filepath.Join(s.path(in), name)) // a link to a folder is one
		switch {
		case err != nil:
		case info.IsDir():
			out = append(out, Completion{Label: name + "/", Insert: folder + name + "/", Kind: "folder"})
		case want == nil || want(name):
			out = append(out, Completion{Label: name, Insert: folder + name, Kind: "file"})
		}
	}
	return out
}
