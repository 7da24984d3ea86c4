package session

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// prepare is what happens before a cell runs: settings files that were changed are read
// again, what is wrong with them is told of once, and a new engine gets its startup cells.
func (s *Session) prepare(t *turn) error {
	s.followFiles()
	s.tellProblems()
	return s.startUp(t)
}

// A stamp tells whether a file was changed. The zero value is that of a file that is not there.
type stamp struct {
	time time.Time
	size int64
}

func stampOf(path string) stamp {
	info, err := os.Stat(path)
	if path == "" || err != nil {
		return stamp{}
	}
	return stamp{info.ModTime(), info.Size()}
}

func stampsOf(paths [2]string) (stamps [2]stamp) {
	for i, path := range paths {
		stamps[i] = stampOf(path)
	}
	return stamps
}

// ReloadSettings reads both settings files again, as happens by itself before a cell runs
// if they were changed. It returns what is wrong with them now.
func (s *Session) ReloadSettings() []Problem {
	stamps := stampsOf(s.files)
	var read layers
	problems := read.load(s.files)
	s.mu.Lock()
	old := s.settings
	s.stamps = stamps
	for _, at := range []int{layerPerson, layerWorkspace} {
		s.layers.replace(at, read[at])
	}
	tell := s.applyLocked()
	s.problems, s.told = problems, false
	changed := changedKeys(&old, &s.settings)
	engine := s.engines.current() != nil
	s.mu.Unlock()
	tell()
	for _, key := range changed {
		if engine && (key == "startup" || key == "engine.command") {
			s.output(&Output{Stream: "console", Text: key + " was changed; it counts from the next engine on (restart the session)\n"})
		}
	}
	return problems
}

// followFiles reads the settings files again if they were changed.
func (s *Session) followFiles() {
	now := stampsOf(s.files)
	s.mu.Lock()
	changed := now != s.stamps
	s.mu.Unlock()
	if changed {
		s.ReloadSettings()
	}
}

// changedKeys are the keys in which two settings differ, sorted.
func changedKeys(old, now *Settings) []string {
	var keys []string
	for _, key := range settingNames {
		if text := settingKeys[key].text; text(old) != text(now) {
			keys = append(keys, key)
		}
	}
	return keys
}

// tellProblems shows, once, what is wrong with the settings files.
func (s *Session) tellProblems() {
	s.mu.Lock()
	var text strings.Builder
	if !s.told {
		for _, p := range s.problems {
			fmt.Fprintf(&text, "%s (ignored)\n", p)
		}
	}
	s.told = true
	s.mu.Unlock()
	if text.Len() > 0 {
		s.output(&Output{Stream: "stderr", Text: text.String()})
	}
}

// startUp runs the startup cells if this engine has not seen them yet. One that fails is
// told of, and the others run. They have no numbers and are not in the history.
func (s *Session) startUp(t *turn) error {
	s.mu.Lock()
	entries := s.settings.Startup
	due := s.started != s.epoch && len(entries) > 0 && !s.deadly
	s.started = s.epoch
	s.mu.Unlock()
	if !due {
		return nil
	}
	for i, entry := range entries {
		label := "startup cell " + strconv.Itoa(i+1)
		cells := []RunRequest{{Source: entry}}
		if isStartupFile(entry) {
			path := s.path(entry)
			text, err := os.ReadFile(path)
			if err != nil {
				s.output(&Output{Stream: "stderr", Text: label + ": " + err.Error() + "\n"})
				continue
			}
			cells = FileCells(path, text)
		}
		for _, cell := range cells {
			out, err := s.startUpCell(t, cell, label)
			if err != nil {
				return err
			}
			if out.state == Died {
				return nil
			}
			if !out.ok() {
				break
			}
		}
	}
	s.tellRunner()
	return nil
}

// startUpCell runs one startup cell and tells of its failure.
func (s *Session) startUpCell(t *turn, r RunRequest, label string) (*outcome, error) {
	x := newExecution(s, t, r)
	x.part = s.addPart(part{label: label, region: r.Region})
	out, err := x.guarded()
	if err != nil {
		return nil, err
	}
	if !out.ok() {
		s.output(&Output{Stream: "stderr", Text: out.text + "\n"})
	}
	if out.state == Died {
		// Running it in the next engine would end that too.
		s.mu.Lock()
		s.deadly = true
		s.mu.Unlock()
	}
	return out, nil
}

// isStartupFile reports whether an entry of the setting startup names a file of cells.
func isStartupFile(entry string) bool {
	return filepath.Ext(entry) == ".goa" && !strings.ContainsAny(entry, "\n\"`(")
}
