package session

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// A magic is a command of the session that is written as a line of a cell.
type magic struct {
	name  string
	usage string // what may follow the name
	doc   string // one line
	shows bool   // it changes nothing: a replay leaves it out
	turns bool   // it changes names or settings that the check of what follows depends on
	code  bool   // it takes Go, on its line or as %%name below it
	flags []flag
	args  func(s *Session, w *word) []Completion // completes an argument that is no flag; nil if there are none
	run   func(x *execution, m *transform.Magic) (*outcome, error)
}

// A flag is an option of a magic.
type flag struct{ name, arg, doc string }

// A magicTable is the magics that a session knows.
type magicTable struct {
	byName map[string]*magic
	names  []string // those written with %, sorted
}

// newMagicTable gathers the families, each in its own file.
func newMagicTable() *magicTable {
	t := &magicTable{byName: map[string]*magic{}}
	for _, family := range [][]magic{
		settingMagics, nameMagics, historyMagics, taskMagics, timeMagics, shellMagics, helpMagics, ownMagics,
	} {
		for _, m := range family {
			t.byName[m.name] = &m
			if m.name[0] >= 'a' {
				t.names = append(t.names, m.name)
			}
		}
	}
	slices.Sort(t.names)
	return t
}

// shows reports whether a magic changes nothing.
func (t *magicTable) shows(name string) bool {
	m := t.byName[name]
	return m != nil && m.shows
}

// turns reports whether a magic changes what later checks depend on.
func (t *magicTable) turns(name string) bool {
	m := t.byName[name]
	return m == nil || m.turns
}

// pieces carries out a cell that has magics. All of its Go is checked before anything runs,
// unless one of the magics changes names or settings; then each stretch is when it is due.
func (x *execution) pieces(c *transform.Cell) (*outcome, error) {
	transforms := len(x.s.steps()) > 0
	if bad := grave(c.Errors); bad && !transforms {
		return x.rejected(c.Src, c.Errors), nil
	}
	// What transformers make of it is not known before each stretch is due.
	turns := c.Magic != nil && x.s.magics.turns(c.Magic.Name) || transforms
	for _, item := range c.Items {
		turns = turns || item.Kind == transform.ItemMagic && x.s.magics.turns(item.Magic.Name)
	}
	if !turns {
		if _, _, out, err := x.check(c); out != nil || err != nil {
			return out, err
		}
		x.notes = nil // each stretch gives its own
	}
	if c.Magic != nil {
		return x.magic(c.Magic)
	}
	out := done
	for i, at := 0, 0; i < len(c.Items); {
		first := i
		for i < len(c.Items) && !isMagic(c.Items[i]) {
			i++
		}
		var err error
		if i > first {
			end := len(c.Src)
			if i < len(c.Items) {
				end = c.Items[i].Start
			}
			x.keep = i == len(c.Items)
			out, err = x.stretch(c.Src, at, end)
		} else {
			m := c.Items[i].Magic
			for i++; i < len(c.Items) && c.Items[i].Start < m.End; i++ {
				// the code that the magic takes
			}
			x.keep = i == len(c.Items)
			at = m.End
			out, err = x.magic(m)
		}
		if err != nil || !out.ok() {
			return out, err
		}
		if !x.keep {
			out = done // only the last item gives the value
		}
	}
	return out, nil
}

func grave(errs []transform.Error) bool {
	return slices.ContainsFunc(errs, func(e transform.Error) bool { return e.Severity == transform.SeverityError })
}

// stretch carries out the Go between two offsets of src, where it stands.
func (x *execution) stretch(src []byte, start, end int) (*outcome, error) {
	return x.code(transform.Parse(blank(src, start, end)))
}

// blank is src with all but src[start:end] made blank, so that offsets and lines stay.
func blank(src []byte, start, end int) []byte {
	out := bytes.Clone(src)
	for i := range out {
		if (i < start || i >= end) && out[i] != '\n' {
			out[i] = ' '
		}
	}
	return out
}

// magic carries out one magic.
func (x *execution) magic(m *transform.Magic) (*outcome, error) {
	if x.stopped() {
		return x.interrupted(), nil
	}
	known := x.s.magics.byName[m.Name]
	if known == nil {
		if out, own, err := x.callOwn(m); own {
			return out, err
		}
	}
	if known == nil {
		msg := transform.UnknownMagicText("%", m.Name, x.s.magicNames())
		return x.wrong(m.NameStart, m.NameStart+len(m.Name), transform.UnknownMagic, msg), nil
	}
	if !x.s.magics.shows(m.Name) && !repeatable[m.Name] && x.effects == "" {
		x.effects = fmt.Sprintf("cell %d has the magic %%%s", x.number(), m.Name)
	}
	return known.run(x, m)
}

// wrong is the outcome of a magic that cannot be carried out because of src[start:end].
func (x *execution) wrong(start, end int, code transform.Code, msg string) *outcome {
	src := []byte(x.req.Source)
	return x.rejected(src, []transform.Error{{
		Start: min(start, len(src)), End: min(end, len(src)), Severity: transform.SeverityError, Code: code, Msg: msg,
	}})
}

// complain is the outcome of a magic that was written wrongly.
func (x *execution) complain(m *transform.Magic, format string, args ...any) *outcome {
	return x.wrong(m.Start, m.End, transform.Syntax, fmt.Sprintf(format, args...))
}

// failed is the outcome of a magic that went wrong as it was carried out.
func (x *execution) failed(m *transform.Magic, err error) *outcome {
	line := lineAt([]byte(x.req.Source), m.Start)
	return &outcome{
		state: wire.Raised, text: x.place(line) + ": " + oneLine(err.Error()),
		trace: []wire.Position{{Cell: x.cell, Line: line}},
	}
}

// print shows text under the cell.
func (x *execution) print(text string) {
	if text == "" {
		return
	}
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	x.s.output(&Output{Cell: x.cell, Stream: "stdout", Text: text})
}

// printf shows a formatted line under the cell.
func (x *execution) printf(format string, args ...any) *outcome {
	x.print(fmt.Sprintf(format, args...))
	return done
}
