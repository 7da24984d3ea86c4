package session

import (
	"errors"
	"maps"
	"reflect"
)

// Where settings come from, the weakest first: each wins over those before it.
const (
	layerPerson    = iota // config.toml in the person's folder
	layerWorkspace        // .goawait.toml in the workspace
	layerEditor           // an editor's settings, launch arguments, the command line
	layerSession          // %autoawait, %config and the like: this session alone
	layerCount
)

// A layer is the settings of one origin.
type layer struct {
	values map[string]Changes // by key, each with that setting alone
	places map[string]string  // where a value is written: ".goawait.toml:3"
}

// layers are all that has a say in what is in force, beside the defaults.
type layers [layerCount]layer

// resolve gives the settings that result, and where each key's value comes from.
func (l *layers) resolve() (Settings, map[string]string) {
	s := Defaults()
	from := map[string]string{}
	for _, key := range settingNames {
		from[key] = "default"
		for i := range l {
			c, ok := l[i].values[key]
			if !ok {
				continue
			}
			settingKeys[key].put(&c, &s)
			if from[key] = l[i].places[key]; from[key] == "" {
				from[key] = [...]string{PersonFile, WorkspaceFile, "editor", "this session"}[i]
			}
		}
	}
	return s, from
}

// put sets values of a layer, from where they say; the others of the layer stay. A value
// that is new in a lower layer takes the session's own out of its way: what a person changed
// last is what they want.
func (l *layers) put(at int, values map[string]Changes, from string) {
	next := layer{values: maps.Clone(l[at].values), places: maps.Clone(l[at].places)}
	if next.values == nil {
		next.values, next.places = map[string]Changes{}, map[string]string{}
	}
	for key, c := range values {
		next.values[key] = c
		delete(next.places, key)
		if from != "" {
			next.places[key] = from
		}
	}
	l.replace(at, next)
}

// replace changes a whole layer, see put.
func (l *layers) replace(at int, next layer) {
	if at < layerSession {
		own := layer{values: maps.Clone(l[layerSession].values)}
		for key, c := range next.values {
			if old, ok := l[at].values[key]; !ok || !reflect.DeepEqual(old, c) {
				delete(own.values, key)
			}
		}
		l[layerSession] = own
	}
	l[at] = next
}

// split gives each setting of c by its key, and what is wrong with those that are left out.
func (c Changes) split() (map[string]Changes, error) {
	out := map[string]Changes{}
	var errs []error
	for _, key := range settingNames {
		var one Changes
		known := settingKeys[key]
		if !known.take(&c, &one) {
			continue
		}
		if known.check != nil {
			if err := known.check(&one); err != nil {
				errs = append(errs, err)
				continue
			}
		}
		out[key] = one
	}
	return out, errors.Join(errs...)
}

// A Setting is one key of the settings with its value in force.
type Setting struct {
	Key, Value string // as they are written in a settings file
	From       string // ".goawait.toml:3", "editor", "this session" or "default"
	Doc        string
}

// Config returns all settings in force with their origins, sorted by key.
func (s *Session) Config() []Setting {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Setting
	for _, key := range settingNames {
		known := settingKeys[key]
		out = append(out, Setting{key, known.text(&s.settings), s.origins[key], known.doc})
	}
	return out
}

// Set changes settings for this session alone: they win over the editor's and the files'.
// Those that are not allowed are left as they are and told of in the error. Cells that run
// meanwhile keep the settings with which they began.
func (s *Session) Set(c Changes) error { return s.change(layerSession, c, "") }

// SetEditor takes over what an editor has in its settings or gave when it attached; what it
// does not set stays. It wins over both files and, where it differs from what the editor had
// set before, over what Set changed. Errors are as with Set.
func (s *Session) SetEditor(c Changes) error { return s.change(layerEditor, c, "") }

func (s *Session) change(at int, c Changes, from string) error {
	values, err := s.splitSettings(c)
	if len(values) == 0 && err != nil {
		return err
	}
	s.mu.Lock()
	s.layers.put(at, values, from)
	told := s.applyLocked()
	s.mu.Unlock()
	told()
	return err
}

// applyLocked puts in force what the layers say. What it returns tells the engine and the
// subscribers, and is called without the lock.
func (s *Session) applyLocked() (tell func()) {
	old := s.settings
	s.settings, s.origins = s.layers.resolve()
	limits := old.MemoryLimit != s.settings.MemoryLimit || old.OutputLimit != s.settings.OutputLimit
	return func() {
		if limits {
			s.reconfigure()
		}
		s.publishStatus()
	}
}

// under runs do with other settings in force, and puts back what was.
func (s *Session) under(do func() error) error {
	s.mu.Lock()
	saved := s.layers[layerSession]
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.layers[layerSession] = saved
		tell := s.applyLocked()
		s.mu.Unlock()
		tell()
	}()
	return do()
}
