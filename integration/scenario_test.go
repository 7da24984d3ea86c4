package integration

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A step is a cell of a scenario and what the person sees of it. In a file of
// testdata/scenarios "> " begins a cell, "  " goes on with it, and all else is what is seen:
// lines in which … stands for anything, "(five, any order)" behind one for four more like it,
// and "<about 2 seconds>" for that time. A line "//" is a comment.
type step struct {
	cell  string
	want  []string
	takes time.Duration // at least
	waits bool          // it has tasks that go on after it
}

func stepsOf(scenario string) []*step {
	var list []*step
	for line := range strings.Lines(scenario) {
		var s *step
		if len(list) > 0 {
			s = list[len(list)-1]
		}
		switch text := strings.TrimRight(line, "\n"); {
		case strings.HasPrefix(text, "//"):
		case strings.HasPrefix(text, "> "):
			list = append(list, &step{cell: line[2:], waits: strings.Contains(line, "async.Spawn(")})
		case strings.HasPrefix(text, "  ") && len(s.want) == 0 && s.takes == 0:
			s.cell += line[2:]
		default:
			s.expect(text)
		}
	}
	return list
}

const fiveTimes = "(five, any order)"

func (s *step) expect(line string) {
	like, five := strings.CutSuffix(line, fiveTimes)
	switch {
	case strings.TrimSpace(line) == "<about 2 seconds>":
		s.takes += 2 * time.Second
	case five:
		for range 5 {
			s.want = append(s.want, strings.TrimRight(like, " "))
		}
	default:
		s.want = append(s.want, line)
	}
}

// fails reports whether the cell itself ends in an error.
func (s *step) fails() bool {
	return !s.waits && len(s.want) > 0 && strings.HasPrefix(s.want[len(s.want)-1], "cell ")
}

// sameLines says what is wrong with what was seen, nil if it is what is wanted.
func sameLines(want, seen []string) error {
	for i, w := range want {
		if i >= len(seen) || !likeLine(w, seen[i]) {
			return fmt.Errorf("line %d is not %q", i+1, w)
		}
	}
	if len(seen) > len(want) {
		return fmt.Errorf("nobody wants %q", seen[len(want):])
	}
	return nil
}

// without is lines less the first that is like one.
func without(lines []string, like string) []string {
	for i, line := range lines {
		if likeLine(like, line) || likeLine(line, like) {
			return slices.Concat(lines[:i], lines[i+1:])
		}
	}
	return lines
}

// likeLine reports whether a line is what is wanted; … is anything.
func likeLine(want, line string) bool {
	pattern := strings.ReplaceAll(regexp.QuoteMeta(want), "…", ".*")
	return regexp.MustCompile("^" + pattern + "$").MatchString(line)
}

func linesOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimRight(text, "\n"), "\n")
}
