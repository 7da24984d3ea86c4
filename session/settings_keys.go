package session

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A settingKey is a key of the settings files, and of %config.
type settingKey struct {
	doc   string                                // what it is, in a few words
	have  []string                              // the values that there are, where they can be listed
	read  func(v any, c *Changes) error         // reads a value as TOML has it
	check func(c *Changes) error                // says what is wrong with a value; nil if any is right
	take  func(from *Changes, to *Changes) bool // copies this setting, and reports whether it is there
	put   func(c *Changes, s *Settings)         // puts the setting, which is there, in force
	text  func(s *Settings) string              // the value as it is written in a file
}

// settingKeys are the keys, by their dotted names.
var settingKeys = map[string]settingKey{
	"autoawait": flagKey("await is valid at top level",
		func(c *Changes) **bool { return &c.Autoawait }, func(s *Settings) *bool { return &s.Autoawait }),
	"runner": wordKey("what drives cells with await; in a file also a function of a startup cell", builtRunners, checkRunner,
		func(c *Changes) **string { return &c.Runner }, func(s *Settings) *string { return &s.Runner }),
	"loopScope": wordKey("how long an event loop lives", loopScopes, checkScope,
		func(c *Changes) **string { return &c.LoopScope }, func(s *Settings) *string { return &s.LoopScope }),
	"lane": wordKey("how cells are executed", builtLanes, checkLane,
		func(c *Changes) **string { return &c.Lane }, func(s *Settings) *string { return &s.Lane }),
	"tierUp": flagKey("functions and long loops of the instant lane are compiled in the background",
		func(c *Changes) **bool { return &c.TierUp }, func(s *Settings) *bool { return &s.TierUp }),
	"inlineResults": flagKey("an editor shows values beside the code",
		func(c *Changes) **bool { return &c.InlineResults }, func(s *Settings) *bool { return &s.InlineResults }),
	"engine.command": wordsKey("starts the engine, perhaps elsewhere",
		func(c *Changes) *[]string { return &c.EngineCommand }, func(s *Settings) *[]string { return &s.EngineCommand }),
	"engine.memoryLimit": sizeKey("bytes that the engine may take; 0 is no limit", "engine.memoryLimit",
		func(c *Changes) **int64 { return &c.MemoryLimit }, func(s *Settings) *int64 { return &s.MemoryLimit }),
	"output.limit": sizeKey("bytes that a cell may print; 0 is no limit", "output.limit",
		func(c *Changes) **int64 { return &c.OutputLimit }, func(s *Settings) *int64 { return &s.OutputLimit }),
	"session.keepAlive": durationKey("how long the background process stays with no client",
		func(c *Changes) **time.Duration { return &c.KeepAlive }, func(s *Settings) *time.Duration { return &s.KeepAlive }),
	"startup": wordsKey("cells, or .goa files, that run first in every new engine",
		func(c *Changes) *[]string { return &c.Startup }, func(s *Settings) *[]string { return &s.Startup }),
	"transformers": commandsKey("commands that the text of every cell goes through",
		func(c *Changes) *[][]string { return &c.Transformers }, func(s *Settings) *[][]string { return &s.Transformers }),
}

// settingNames are the keys, sorted.
var settingNames = sortedSettings()

func sortedSettings() []string { return slices.Sorted(maps.Keys(settingKeys)) }

// scalarKey is the key of a setting that Changes points to.
func scalarKey[T any](doc string, at func(*Changes) **T, in func(*Settings) *T) settingKey {
	return settingKey{
		doc: doc,
		take: func(from, to *Changes) bool {
			*at(to) = *at(from)
			return *at(from) != nil
		},
		put: func(c *Changes, s *Settings) { *in(s) = **at(c) },
	}
}

// listKey is the key of a setting that is a list.
func listKey[T any](doc string, at func(*Changes) *[]T, in func(*Settings) *[]T) settingKey {
	return settingKey{
		doc: doc,
		take: func(from, to *Changes) bool {
			*at(to) = *at(from)
			return *at(from) != nil
		},
		put: func(c *Changes, s *Settings) { *in(s) = slices.Clone(*at(c)) },
	}
}

func flagKey(doc string, at func(*Changes) **bool, in func(*Settings) *bool) settingKey {
	k := scalarKey(doc, at, in)
	k.have = []string{"true", "false"}
	k.read = func(v any, c *Changes) error { return read(v, "true or false", at(c)) }
	k.text = func(s *Settings) string { return strconv.FormatBool(*in(s)) }
	return k
}

func wordKey(doc string, have []string, check func(string) error, at func(*Changes) **string, in func(*Settings) *string) settingKey {
	k := scalarKey(doc, at, in)
	k.have = have
	k.read = func(v any, c *Changes) error { return read(v, "a string", at(c)) }
	k.check = func(c *Changes) error { return check(**at(c)) }
	k.text = func(s *Settings) string { return strconv.Quote(*in(s)) }
	return k
}

func sizeKey(doc, key string, at func(*Changes) **int64, in func(*Settings) *int64) settingKey {
	k := scalarKey(doc, at, in)
	k.read = func(v any, c *Changes) error { return readSize(v, at(c)) }
	k.check = func(c *Changes) error {
		if n := **at(c); n < 0 {
			return fmt.Errorf("%s is %d; it must be 0 (none) or a number of bytes", key, n)
		}
		return nil
	}
	k.text = func(s *Settings) string { return strconv.FormatInt(*in(s), 10) }
	return k
}

func durationKey(doc string, at func(*Changes) **time.Duration, in func(*Settings) *time.Duration) settingKey {
	k := scalarKey(doc, at, in)
	k.read = func(v any, c *Changes) error { return readDuration(v, at(c)) }
	k.text = func(s *Settings) string { return strconv.Quote(in(s).String()) }
	return k
}

func wordsKey(doc string, at func(*Changes) *[]string, in func(*Settings) *[]string) settingKey {
	k := listKey(doc, at, in)
	k.read = func(v any, c *Changes) error { return readStrings(v, at(c)) }
	k.text = func(s *Settings) string { return quoteAll(*in(s)) }
	return k
}

func commandsKey(doc string, at func(*Changes) *[][]string, in func(*Settings) *[][]string) settingKey {
	k := listKey(doc, at, in)
	k.read = func(v any, c *Changes) error { return readCommands(v, at(c)) }
	k.text = func(s *Settings) string {
		var quoted []string
		for _, command := range *in(s) {
			quoted = append(quoted, quoteAll(command))
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	return k
}

func quoteAll(list []string) string {
	quoted := make([]string, len(list))
	for i, e := range list {
		quoted[i] = strconv.Quote(e)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
