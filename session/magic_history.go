package session

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/goawait/goawait/transform"
)

// historyMagics show and keep what was run, and bring in what is in files.
var historyMagics = []magic{
	{
		name: "history", usage: "[-n] [-l N] [N…] [N-M…]", shows: true, run: (*execution).showHistory,
		doc:   "shows the cells that were run; -n with their numbers, -l the last N",
		flags: []flag{{"-n", "", "shows the numbers of the cells"}, {"-l", "N", "the last N cells"}},
	},
	{
		name: "save", usage: "[-f] FILE [N…] [N-M…]", run: (*execution).save, args: completeFiles,
		doc:   "writes cells of the history to a file; -f also over one that exists",
		flags: []flag{{"-f", "", "writes over a file that exists"}},
	},
	{name: "load", usage: "FILE", doc: "shows the text of a file", shows: true, run: (*execution).load, args: completeFiles},
	{
		name: "run", usage: "[-i] FILE [ARGUMENT…]", turns: true, run: (*execution).runFile, args: completePrograms,
		doc:   "runs the cells of a .goa file in this session, or a main package in one .go file as a program",
		flags: []flag{{"-i", "", "runs a .go file in this session, like a cell: its names stay"}},
	},
}

// A pick is which cells of the history are meant.
type pick struct {
	numbered, force bool
	last            int
	ranges          [][2]int
	words           []string // what is no flag and no number
}

// readPick reads the arguments of %history and %save.
func readPick(args string) (pick, error) {
	var p pick
	words := strings.Fields(args)
	for i := 0; i < len(words); i++ {
		switch w := words[i]; {
		case w == "-n":
			p.numbered = true
		case w == "-f":
			p.force = true
		case w == "-l":
			i++
			if i == len(words) {
				return p, errors.New("-l needs a number of cells")
			}
			n, err := strconv.Atoi(words[i])
			if err != nil || n < 1 {
				return p, fmt.Errorf("-l needs a number of cells, and not %q", words[i])
			}
			p.last = n
		case strings.HasPrefix(w, "-"):
			return p, fmt.Errorf("there is no flag %s", w)
		default:
			from, to, isRange := strings.Cut(w, "-")
			a, errA := strconv.Atoi(from)
			b, errB := a, error(nil)
			if isRange {
				b, errB = strconv.Atoi(to)
			}
			if errA != nil || errB != nil {
				p.words = append(p.words, w)
				continue
			}
			p.ranges = append(p.ranges, [2]int{a, b})
		}
	}
	return p, nil
}

// picked gives the entries that are meant, in order.
func (s *Session) picked(p pick) []Entry {
	all := s.History()
	if p.last > 0 {
		all = all[max(0, len(all)-p.last):]
	}
	if len(p.ranges) == 0 {
		return all
	}
	var out []Entry
	for _, r := range p.ranges {
		for _, e := range all {
			if r[0] <= e.Cell && e.Cell <= r[1] {
				out = append(out, e)
			}
		}
	}
	return out
}

func (x *execution) showHistory(m *transform.Magic) (*outcome, error) {
	p, err := readPick(m.Args)
	if err == nil && len(p.words) > 0 {
		err = fmt.Errorf("%q is no number or range of cells", p.words[0])
	}
	if err != nil {
		return x.complain(m, "%%history: %v", err), nil
	}
	var b strings.Builder
	for _, e := range x.s.picked(p) {
		source := strings.TrimRight(e.Source, "\n")
		if p.numbered {
			prefix := strconv.Itoa(e.Cell) + ": "
			source = prefix + strings.ReplaceAll(source, "\n", "\n"+strings.Repeat(" ", len(prefix)))
		}
		b.WriteString(source + "\n")
	}
	return x.printf("%s", b.String()), nil
}

// path is where a file that the person names is.
func (s *Session) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return filepath.Join(s.dir, name)
}

func (x *execution) save(m *transform.Magic) (*outcome, error) {
	p, err := readPick(m.Args)
	if err == nil && len(p.words) != 1 {
		err = errors.New("one file must be named")
	}
	if err != nil {
		return x.complain(m, "%%save: %v", err), nil
	}
	var b strings.Builder
	entries := x.s.picked(p)
	for _, e := range entries {
		fmt.Fprintf(&b, "//%%%% %d\n%s\n\n", e.Cell, strings.TrimRight(e.Source, "\n"))
	}
	mode := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	if !p.force {
		mode |= os.O_EXCL
	}
	path := x.s.path(p.words[0])
	file, err := os.OpenFile(path, mode, 0o666)
	if errors.Is(err, os.ErrExist) {
		return x.complain(m, "%s exists; %%save -f writes over it", p.words[0]), nil
	}
	if err != nil {
		return x.failed(m, err), nil
	}
	_, err = file.WriteString(b.String())
	if err = errors.Join(err, file.Close()); err != nil {
		return x.failed(m, err), nil
	}
	return x.printf("%d cell%s written to %s", len(entries), plural(len(entries)), p.words[0]), nil
}

func (x *execution) load(m *transform.Magic) (*outcome, error) {
	if m.Args == "" {
		return x.complain(m, "%%load needs a file"), nil
	}
	text, err := os.ReadFile(x.s.path(m.Args))
	if err != nil {
		return x.failed(m, err), nil
	}
	return x.printf("%s", strings.ToValidUTF8(string(text), "\uFFFD")), nil
}
