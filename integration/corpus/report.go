package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

// conclude prints the report, and fails where a lane differed.
func (c *corpus) conclude(took time.Duration) error {
	text := c.table() + c.differences()
	fmt.Print(text)
	if c.report != "" {
		if err := os.WriteFile(c.report, []byte(text), 0o644); err != nil {
			return err
		}
	}
	if c.refusals != "" {
		if err := os.WriteFile(c.refusals, []byte(c.refused()), 0o644); err != nil {
			return err
		}
	}
	fmt.Fprintf(os.Stderr, "took %v\n", took.Round(time.Second))
	n := 0
	for _, o := range c.outcomes {
		for lane, v := range o.lanes {
			if v == different && known[lane+" "+o.name] == "" {
				n++
			}
		}
	}
	if n > 0 {
		return fmt.Errorf("%d differences that are not known", n)
	}
	return nil
}

// table counts verdicts by where the programs come from and by lane.
func (c *corpus) table() string {
	var b strings.Builder
	b.WriteString("| programs of | lane | run | accepted | equal | different | too slow |\n|---|---|---|---|---|---|---|\n")
	for _, from := range []string{"go", "yaegi"} {
		for _, lane := range c.lanes {
			count := map[verdict]int{}
			n := 0
			for _, o := range c.outcomes {
				if v, ok := o.lanes[lane]; ok && o.left == "" && strings.HasPrefix(o.name, from+"/") {
					count[v]++
					n++
				}
			}
			fmt.Fprintf(&b, "| %s | %s | %d | %s | %s | %d | %d |\n", from, lane, n, share(n-count[refused], n),
				share(count[equal], n-count[refused]), count[different], count[slow])
		}
	}
	left := map[string]int{}
	for _, o := range c.outcomes {
		if o.left != "" {
			left[o.left]++
		}
	}
	for _, why := range slices.Sorted(maps.Keys(left)) {
		fmt.Fprintf(&b, "\n%d programs were left out: %s.\n", left[why], why)
	}
	return b.String()
}

func share(part, whole int) string {
	if whole == 0 {
		return "0"
	}
	return fmt.Sprintf("%d (%.1f %%)", part, 100*float64(part)/float64(whole))
}

// differences lists what differs, and what was too slow.
func (c *corpus) differences() string {
	var b strings.Builder
	for _, lane := range c.lanes {
		var lines []string
		for _, o := range c.outcomes {
			if v := o.lanes[lane]; o.left == "" && (v == different || v == slow) {
				lines = append(lines, fmt.Sprintf("- `%s`: %s, %s", o.name, v, clip(o.notes[lane])))
			}
		}
		if len(lines) > 0 {
			fmt.Fprintf(&b, "\n## Not equal in lane %s\n\n%s\n", lane, strings.Join(lines, "\n"))
		}
	}
	return b.String()
}

func clip(s string) string {
	s = strings.ReplaceAll(s, "\n", " ")
	if len(s) > 300 {
		s = s[:300] + "…"
	}
	return s
}

// place is where in a program a refusal is.
var place = regexp.MustCompile(`^\S+?:\d+(:\d+)?: `)

// refused counts what keeps programs out of the instant lane: by construct, with how many
// programs have nothing else, and an example.
func (c *corpus) refused() string {
	type why struct {
		msg, example string
		all, alone   int
	}
	counts := map[string]*why{}
	for _, o := range c.outcomes {
		if o.left != "" || o.lanes["instant"] != refused {
			continue
		}
		reasons := map[string]bool{}
		for line := range strings.Lines(o.notes["instant"]) {
			msg := place.ReplaceAllString(strings.TrimSpace(line), "")
			if _, own, ok := strings.Cut(msg, ".go: "); ok {
				msg = own
			}
			if !strings.Contains(msg, "native lane") {
				msg = "it does not check as a cell"
			}
			reasons[generic.ReplaceAllString(msg, "…")] = true
		}
		for msg := range reasons {
			if counts[msg] == nil {
				counts[msg] = &why{msg: msg, example: o.name}
			}
			counts[msg].all++
			if len(reasons) == 1 {
				counts[msg].alone++
				counts[msg].example = o.name
			}
		}
	}
	list := slices.SortedFunc(maps.Values(counts), func(a, b *why) int {
		return cmp.Or(cmp.Compare(b.alone, a.alone), cmp.Compare(b.all, a.all), cmp.Compare(a.msg, b.msg))
	})
	var b strings.Builder
	b.WriteString("alone\tall\tconstruct (example)\n")
	for _, w := range list {
		fmt.Fprintf(&b, "%d\t%d\t%s (%s)\n", w.alone, w.all, w.msg, w.example)
	}
	return b.String()
}

// generic matches what is a program's own in the message of a refusal.
var generic = regexp.MustCompile("`[^`]*`|\"[^\"]*\"|of type .+ as|the type .+ needs")
