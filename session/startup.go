package session

import (
	"errors"
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
// told of, and the others run. They have no numbers and are not in the history. Those that ran
// already before the session moved to another engine run again unseen.
func (s *Session) startUp(t *turn) error {
	for {
		s.mu.Lock()
		entries := s.settings.Startup
		due := s.started != s.epoch && len(entries) > 0 && !s.deadly
		s.started = s.epoch
		if !due {
			s.mu.Unlock()
			return nil
		}
		begin := starting{s: s, turn: t, unseen: s.unseen}
		s.startedCells, s.unseen = 0, 0
		s.mu.Unlock()
		if err := begin.all(entries); !errors.Is(err, errMoved) {
			return err
		}
	}
}

// errMoved is what a startup cell ends with, before any of it has run, if the session moved to
// another engine for it: all of them run there.
var errMoved = errors.New(reasonMoved)

// A starting is one time that the startup cells run.
type starting struct {
	s            *Session
	turn         *turn
	done, unseen int // cells, and entries that cannot be read: that have run; that run unseen
}

func (b *starting) all(entries []string) error {
	for i, entry := range entries {
		label := "startup cell " + strconv.Itoa(i+1)
		cells := []RunRequest{{Source: entry}}
		if isStartupFile(entry) {
			path := b.s.path(entry)
			text, err := os.ReadFile(path)
			if err != nil {
				b.tell(label + ": " + err.Error())
				b.ran()
				continue
			}
			cells = FileCells(path, text)
		}
		for _, cell := range cells {
			out, err := b.run(cell, label)
			if err != nil {
				return err
			}
			b.ran()
			if out.state == Died {
				return nil
			}
			if !out.ok() {
				break
			}
		}
	}
	if b.done > b.unseen {
		b.s.tellRunner()
	}
	return nil
}

// ran counts one more.
func (b *starting) ran() {
	b.done++
	b.s.mu.Lock()
	defer b.s.mu.Unlock()
	b.s.startedCells = b.done
}

// run runs one startup cell and tells of its failure.
func (b *starting) run(r RunRequest, label string) (*outcome, error) {
	s := b.s
	x := newExecution(s, b.turn, r)
	x.part = s.addPart(part{label: label, region: r.Region})
	s.startingUp.Store(true)
	defer s.startingUp.Store(false)
	if b.done < b.unseen {
		s.muted.Store(true)
		defer s.muted.Store(false)
	}
	out, err := x.guarded()
	if err != nil {
		return nil, err
	}
	if !out.ok() {
		b.tell(out.text)
	}
	if out.state == Died {
		// Running it in the next engine would end that too.
		s.mu.Lock()
		s.deadly = true
		s.mu.Unlock()
	}
	return out, nil
}

// tell says what is wrong with a startup cell, once.
func (b *starting) tell(text string) {
	if b.done >= b.unseen {
		b.s.output(&Output{Stream: "stderr", Text: text + "\n"})
	}
}

// isStartupFile reports whether an entry of the setting startup names a file of cells.
func isStartupFile(entry string) bool {
	return filepath.Ext(entry) == ".goa" && !strings.ContainsAny(entry, "\n\"`(")
}
