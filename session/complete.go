package session

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// Completions are what may stand at a place of a text. Each item replaces the bytes from
// Start to End.
type Completions struct {
	Start, End int
	Items      []Completion
}

// A Completion is one of them.
type Completion struct {
	Label  string // as a list shows it
	Insert string // what is put in
	Kind   string // "magic", "option", "value", "file", "folder", or one of package transform's
	Detail string // beside the label: a type, a usage
	Doc    string
}

// Complete gives what may stand at an offset of the text of a cell: magics and what they
// take, runners, files, tasks, settings, and in Go the names that are there. It runs none of
// the person's code, and never fails: where nothing is known there are no items.
func (s *Session) Complete(text string, offset int) Completions {
	offset = min(max(offset, 0), len(text))
	c := transform.Parse([]byte(text))
	if m := magicAt(c, offset); m != nil {
		if got, ok := s.completeMagic(text, m, offset); ok {
			return got
		}
	}
	return s.completeGo(c, offset)
}

// magicAt is the magic on whose line the offset is; nil if there is none.
func magicAt(c *transform.Cell, offset int) *transform.Magic {
	on := func(m *transform.Magic) bool {
		return m != nil && m.Start <= offset && !strings.Contains(string(c.Src[m.Start:offset]), "\n")
	}
	if on(c.Magic) {
		return c.Magic
	}
	for _, item := range c.Items {
		if on(item.Magic) {
			return item.Magic
		}
	}
	return nil
}

// completeMagic completes a magic's name, or an argument. ok is false where Go stands.
func (s *Session) completeMagic(text string, m *transform.Magic, offset int) (got Completions, ok bool) {
	nameEnd := m.NameStart + len(m.Name)
	switch {
	case m.Name == "!":
		w := wordAt(text, m.Start+1, offset)
		return w.completions(s.filesLike(w.prefix, nil)), true
	case m.Name == "?" || m.Name == "??":
		return got, false
	case offset <= nameEnd:
		got = Completions{Start: m.Start, End: nameEnd}
		for _, name := range s.magics.names {
			known := s.magics.byName[name]
			if m.Cell && !known.code {
				continue
			}
			sign := text[m.Start:m.NameStart]
			got.Items = append(got.Items, Completion{
				Label: sign + name, Insert: sign + name, Kind: "magic",
				Detail: strings.TrimSpace(sign + name + " " + known.usage), Doc: known.doc,
			})
		}
		got.Items = append(got.Items, s.ownCompletions(text[m.Start:m.NameStart])...)
		return got.matching(text[m.Start:offset]), true
	}
	known := s.magics.byName[m.Name]
	if known == nil {
		return got, true
	}
	w := wordAt(text, nameEnd, offset)
	if known.code && (offset > m.Body && !strings.HasPrefix(w.prefix, "-")) {
		return got, false
	}
	var items []Completion
	if known.args != nil {
		items = known.args(s, &w)
	}
	if strings.HasPrefix(w.prefix, "-") || known.args == nil {
		for _, f := range known.flags {
			items = append(items, Completion{Label: f.name, Insert: f.name, Kind: "option", Detail: strings.TrimSpace(f.name + " " + f.arg), Doc: f.doc})
		}
	}
	if len(items) == 0 && known.code {
		return got, false
	}
	return w.completions(items), true
}

// A word is the argument of a magic that is being completed.
type word struct {
	before     []string // the words between the magic's name and it
	prefix     string   // of it, up to the place
	start, end int
}

// wordAt finds the word that ends at offset, in a line whose arguments begin at from.
func wordAt(text string, from, offset int) word {
	from = min(from, offset)
	start := from + strings.LastIndexAny(text[from:offset], " \t=") + 1
	return word{before: strings.Fields(text[from:start]), prefix: text[start:offset], start: start, end: offset}
}

// completions are the items that fit what is there of the word.
func (w *word) completions(items []Completion) Completions {
	return Completions{Start: w.start, End: w.end, Items: items}.matching(w.prefix)
}

// matching leaves the items that begin with prefix.
func (c Completions) matching(prefix string) Completions {
	c.Items = slices.DeleteFunc(c.Items, func(i Completion) bool {
		return !strings.HasPrefix(strings.ToLower(i.Insert), strings.ToLower(prefix))
	})
	slices.SortStableFunc(c.Items, func(a, b Completion) int { return cmp.Compare(a.Label, b.Label) })
	return c
}

// values are completions that are words of the magic's own.
func values(words ...string) []Completion {
	var out []Completion
	for _, w := range words {
		out = append(out, Completion{Label: w, Insert: w, Kind: "value"})
	}
	return out
}

// completeGo completes Go: of a cell, or of the code that a line magic takes.
func (s *Session) completeGo(c *transform.Cell, offset int) Completions {
	shift := 0
	if m := magicAt(c, offset); m != nil {
		if m.Body <= m.Start || offset < m.Body {
			return Completions{}
		}
		end := m.Body + len(strings.SplitN(string(c.Src[m.Body:]), "\n", 2)[0])
		c, shift = transform.Parse(c.Src[m.Body:end]), m.Body
	}
	got := transform.Complete(context.Background(), c, s.Namespace(), s.Env(), offset-shift)
	out := Completions{Start: shift + got.Start, End: shift + got.End}
	for _, item := range got.Items {
		out.Items = append(out.Items, Completion{
			Label: item.Label, Insert: item.Label, Kind: item.Kind.String(), Detail: item.Detail,
		})
	}
	return out
}

// runnerWords completes the name of a runner.
func (s *Session) runnerWords() []Completion {
	var out []Completion
	for _, r := range s.Runners() {
		detail := "runner"
		if !slices.Contains(builtRunners, r) {
			detail = "function of the session"
		}
		out = append(out, Completion{Label: r, Insert: r, Kind: "value", Detail: detail})
	}
	return out
}

// aliveTasks are the tasks that are alive; none if the engine does not answer soon.
func (s *Session) aliveTasks() []wire.Task {
	ctx, cancel := context.WithTimeout(context.Background(), completeTime)
	defer cancel()
	tasks, _ := s.Tasks(ctx) // an engine that does not answer has none to offer
	return tasks
}

// taskWords completes the number of a task.
func (s *Session) taskWords() []Completion {
	var out []Completion
	for _, t := range s.aliveTasks() {
		id := strconv.FormatInt(t.ID, 10)
		out = append(out, Completion{Label: id, Insert: id, Kind: "value", Detail: t.Name + ", " + t.State, Doc: t.Waiting})
	}
	return out
}
