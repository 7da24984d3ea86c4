package session

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goawait/goawait/transform"
)

// inputs is the session's own variable In, in which In[n] is the text of cell n. It is made,
// and brought up to date, when a cell mentions it. The session's mutex guards it.
type inputs struct {
	name *transform.Name // of the variable as last made
	upTo int             // the last cell whose text is in it
}

var mentionsIn = regexp.MustCompile(`\bIn\b`)

// bringInputs makes In what a cell that mentions it is to see. A person's own In is left alone.
func (x *execution) bringInputs(c *transform.Cell) error {
	if !mentionsIn.Match(c.Src) || x.isInputs {
		return nil
	}
	s := x.s
	s.mu.Lock()
	have := s.ns.Lookup("In")
	if have != nil && have != s.inputs.name {
		s.mu.Unlock()
		return nil
	}
	first := s.inputs.upTo + 1
	if have == nil {
		first = 1
	}
	texts := make([]string, max(0, s.last-first+1))
	for _, e := range slices.Backward(s.history.entries) {
		if e.Cell >= first && e.Cell-first < len(texts) && texts[e.Cell-first] == "" {
			texts[e.Cell-first] = strconv.Quote(e.Source)
		}
	}
	if x.cell >= first && x.cell-first < len(texts) {
		texts[x.cell-first] = strconv.Quote(x.req.Source)
	}
	last := s.last
	s.mu.Unlock()
	for i := range texts {
		if texts[i] == "" {
			texts[i] = `""` // it could not be attempted, or the journal has lost it
		}
	}
	source := "In = append(In, " + strings.Join(texts, ", ") + ")"
	switch {
	case have == nil:
		source = `In := []string{""` + strings.Join(append([]string{""}, texts...), ", ") + "}"
	case len(texts) == 0:
		return nil
	}
	own := newExecution(s, x.turn, RunRequest{Source: source})
	own.isInputs = true
	out, err := own.guarded()
	if err != nil || !out.ok() {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inputs = inputs{name: s.ns.Lookup("In"), upTo: last}
	return nil
}
