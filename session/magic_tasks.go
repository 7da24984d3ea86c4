package session

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// taskMagics show and cancel background tasks.
var taskMagics = []magic{
	{name: "tasks", doc: "lists the tasks that are alive, what each waits for, since when and where, through which awaits", shows: true, run: (*execution).tasks},
	{name: "cancel", usage: "ID… | cell N | all", doc: "cancels tasks with those that they spawned: by number, all of a cell, or all there are", run: (*execution).cancel, args: completeCancel},
}

func (x *execution) tasks(m *transform.Magic) (*outcome, error) {
	tasks, err := x.s.Tasks(x.ctx())
	if err != nil {
		return x.failed(m, err), nil
	}
	left, err := x.s.LeftBehind(x.ctx())
	if err != nil {
		return x.failed(m, err), nil
	}
	if len(tasks) == 0 && left == 0 {
		return x.printf("no tasks"), nil
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 8, 3, ' ', 0)
	if len(tasks) > 0 {
		fmt.Fprintln(w, "ID\tTASK\tSTATE\tWAITING FOR\tSINCE\tAT\tCELL")
	}
	for _, t := range tasks {
		at, since := "", ""
		if t.At != nil {
			at = x.placeOf(*t.At)
		}
		if t.Waiting != "" {
			since = shortly(time.Duration(t.SinceMs * float64(time.Millisecond)))
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%d\n", t.ID, t.Name, t.State, t.Waiting, since, at, t.Cell)
		if len(t.Stack) > 1 { // in which of its awaits it is
			for i, p := range t.Stack {
				what := "in "
				if i > 0 {
					what = "awaited by "
				}
				fmt.Fprintf(w, "\t  %s%s()\t\t\t\t%s\t\n", what, p.Func, x.placeOf(p))
			}
		}
	}
	w.Flush()
	switch {
	case left == 1:
		b.WriteString("1 goroutine left behind in a call that cannot be stopped\n")
	case left > 1:
		fmt.Fprintf(&b, "%d goroutines left behind in calls that cannot be stopped\n", left)
	}
	return x.printf("%s", b.String()), nil
}

// shortly is a duration as it is read at a glance.
func shortly(d time.Duration) string {
	for _, unit := range []time.Duration{time.Hour, time.Minute, time.Second, time.Millisecond} {
		if d >= 10*unit {
			return d.Round(unit).String()
		}
	}
	return d.Round(100 * time.Microsecond).String()
}

func (x *execution) cancel(m *transform.Magic) (*outcome, error) {
	words := strings.Fields(m.Args)
	if len(words) == 0 {
		return x.complain(m, "%%cancel needs the numbers of tasks, cell N, or all"), nil
	}
	tasks, err := x.s.Tasks(x.ctx())
	if err != nil {
		return x.failed(m, err), nil
	}
	var ids []int64
	match := func(want func(wire.Task) bool) (found bool) {
		for _, t := range tasks {
			if want(t) {
				ids, found = append(ids, t.ID), true
			}
		}
		return found
	}
	switch {
	case len(words) == 1 && words[0] == "all":
		match(func(wire.Task) bool { return true })
	case words[0] == "cell" || words[0] == "--cell":
		cell, err := strconv.Atoi(strings.Join(words[1:], " "))
		if err != nil || cell < 1 {
			return x.complain(m, "%%cancel cell needs the number of one cell"), nil
		}
		return x.cancelCell(m, cell)
	default:
		for _, w := range words {
			id, err := strconv.ParseInt(w, 10, 64)
			if err != nil || !match(func(t wire.Task) bool { return t.ID == id }) {
				return x.complain(m, "there is no task %s; %%tasks lists them", w), nil
			}
		}
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if err := x.s.CancelTask(x.ctx(), id); err != nil {
			return x.failed(m, err), nil
		}
	}
	return done, nil
}

// cancelCell cancels what a cell has left running.
func (x *execution) cancelCell(m *transform.Magic, cell int) (*outcome, error) {
	n, err := x.s.CancelCell(x.ctx(), cell)
	switch {
	case err != nil:
		return x.failed(m, err), nil
	case n == 0:
		return x.printf("cell %d has no tasks", cell), nil
	}
	return x.printf("%d task%s of cell %d cancelled", n, plural(n), cell), nil
}
