package session

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// A profiling is one use of %prun.
type profiling struct {
	file, table string // where the profile and the table go; "" for a temporary file, and nowhere
	limit       int    // of the table's lines; 0 is none
	order       func(a, b *profileRow) int
	orderName   string
	quiet       bool
	got         *wire.Profile
}

// profileOrders are the ways to sort a profile, by the names that Python's profiler has for them.
var profileOrders = map[string]struct {
	name    string
	compare func(a, b *profileRow) int
}{
	"time":       {"internal time", func(a, b *profileRow) int { return cmp.Compare(b.own, a.own) }},
	"cumulative": {"cumulative time", func(a, b *profileRow) int { return cmp.Compare(b.cum, a.cum) }},
	"calls":      {"call count", func(a, b *profileRow) int { return cmp.Compare(b.calls, a.calls) }},
	"wait":       {"waiting", func(a, b *profileRow) int { return cmp.Compare(b.wait, a.wait) }},
	"name":       {"function name", func(a, b *profileRow) int { return strings.Compare(a.where, b.where) }},
}

// prun carries out %prun and %%prun.
func (x *execution) prun(m *transform.Magic) (*outcome, error) {
	p := &profiling{}
	if err := p.read(m.Options); err != nil {
		return x.complain(m, "%%prun: %v", err), nil
	}
	c := x.takenCell(m)
	if slices.ContainsFunc(c.Items, isMagic) {
		return x.complain(m, "%%prun profiles Go, and no magics"), nil
	}
	if len(c.Items) == 0 && len(c.Errors) == 0 {
		return x.complain(m, "%%prun needs code to run"), nil
	}
	x.profile = p
	defer func() { x.profile = nil }()
	out, err := x.code(c)
	if err != nil || p.got == nil {
		return out, err
	}
	if err := x.showProfile(p); err != nil {
		return x.failed(m, err), nil
	}
	return out, nil
}

// read takes over the options.
func (p *profiling) read(opts []transform.Option) error {
	order := "time"
	for _, o := range opts {
		switch o.Letter {
		case 'q':
			p.quiet = true
			continue
		case 'D':
			p.file = o.Value
		case 'T':
			p.table = o.Value
		case 's':
			order = map[string]string{"cumtime": "cumulative", "tottime": "time", "ncalls": "calls", "waiting": "wait"}[o.Value]
			if order == "" {
				order = o.Value
			}
		case 'l':
			n, err := strconv.Atoi(o.Value)
			if err != nil || n < 1 {
				return fmt.Errorf("-l needs a number of lines, and not %q", o.Value)
			}
			p.limit = n
		}
		if o.Value == "" {
			return fmt.Errorf("-%c needs a value", o.Letter)
		}
	}
	by, ok := profileOrders[order]
	if !ok {
		return fmt.Errorf("-s %s is no order; there are calls, cumulative, name, time and wait", order)
	}
	p.order, p.orderName = by.compare, by.name
	return nil
}

// showProfile prints the table and writes the files.
func (x *execution) showProfile(p *profiling) error {
	if p.got.Problem != "" {
		x.printf("there is no profile of the processor: %s", p.got.Problem)
	}
	got, err := readProfile(p.got)
	if err != nil {
		return err
	}
	table := x.profileTable(p, got)
	if !p.quiet {
		x.print(table)
	}
	if p.table != "" {
		if err := os.WriteFile(x.s.path(p.table), []byte(table), 0o666); err != nil {
			return err
		}
		x.printf("*** Profile printout saved to text file %s", p.table)
	}
	data, err := x.s.pprof(got, x.result.When)
	if err != nil {
		return err
	}
	name, shown := x.s.path(p.file), p.file
	var file *os.File
	if p.file == "" {
		file, err = os.CreateTemp("", "goawait-cell"+strconv.Itoa(x.cell)+"-*.pprof")
	} else {
		file, err = os.Create(name)
	}
	if err != nil {
		return err
	}
	if p.file == "" {
		shown = file.Name()
	}
	_, err = file.Write(data)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if !p.quiet || p.file != "" {
		x.printf("*** Profile written to %s; go tool pprof reads it (-sample_index=wait for the awaits)", shown)
	}
	return nil
}
