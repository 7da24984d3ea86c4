package transform

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
)

// checkMagics reports magics that are not known and what %autoawait cannot be set to.
func (k *checker) checkMagics(out *Checked) {
	if m := k.cell.Magic; m != nil {
		k.checkMagic(out, m)
	}
	for i := range k.cell.Items {
		if m := k.cell.Items[i].Magic; m != nil {
			k.checkMagic(out, m)
		}
	}
}

func (k *checker) checkMagic(out *Checked, m *Magic) {
	switch m.Name {
	case "", "!", "?", "??":
		return
	}
	if !slices.Contains(k.env.Magics, m.Name) {
		k.unknownMagic(m)
		return
	}
	if m.Name == "autoawait" && !m.Cell {
		k.checkAutoawait(out, m)
	}
	if m.Cell && takesCode(m.Name) && m.Body == m.Code {
		_, rest := readOptions(k.cell.Src, m.NameStart+len(m.Name), m.End, codeMagics[m.Name])
		if rest < m.End {
			k.report(syntaxError(rest, m.End, fmt.Sprintf("%%%%%s takes the lines below it, and no code on its own line", m.Name)))
		}
	}
}

func (k *checker) unknownMagic(m *Magic) {
	sign := "%"
	if m.Cell {
		sign = "%%"
	}
	start, end := m.NameStart, m.NameStart+len(m.Name)
	e := Error{Start: m.Start, End: end, Severity: SeverityError, Code: UnknownMagic, Msg: UnknownMagicText(sign, m.Name, k.env.Magics)}
	if near := nearestMagic(m.Name, k.env.Magics); near != "" {
		e.Fixes = []Fix{{Title: "Change to " + sign + near, Edits: []Edit{{Start: start, End: end, New: near}}}}
	}
	k.report(e)
}

// UnknownMagicText says that a magic, written with that sign, is none of those that are known, and what
// to do: to take the nearest, to have the shell run it, to look which there are.
func UnknownMagicText(sign, name string, known []string) string {
	text := "unknown magic " + sign + name
	switch near := nearestMagic(name, known); {
	case slices.Contains(shellCommands, name):
		return text + "; !" + name + " has the shell run it"
	case near != "":
		return text + "; did you mean " + sign + near + "?"
	}
	return text + " (%lsmagic lists those that there are)"
}

// shellCommands are the commands of a shell that IPython has as magics.
var shellCommands = []string{"cat", "cp", "ldir", "less", "ll", "ls", "man", "mkdir", "more", "mv", "rm", "rmdir"}

// nearestMagic is the magic that was most likely meant: one that begins with the word, such as
// %history for %hist, or else the nearest.
func nearestMagic(word string, known []string) string {
	if slices.Contains(shellCommands, word) {
		return ""
	}
	if len(word) > 1 {
		for _, name := range known {
			if strings.HasPrefix(name, word) {
				return name
			}
		}
	}
	return Nearest(word, known)
}

// Autoawait is what an %autoawait line says.
type Autoawait struct {
	Show   bool   // it has no argument
	On     bool   // valid unless Show or only Scope is given
	Set    bool   // On is to be applied
	Runner string // "" leaves it
	Scope  string // "session", "cell", or "" to leave it
}

// ReadAutoawait reads the arguments of %autoawait. bad is the argument that cannot be, if any.
func ReadAutoawait(args string) (a Autoawait, bad string) {
	words := strings.Fields(args)
	a.Show = len(words) == 0
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch scope, isScope := strings.CutPrefix(w, "--scope="); {
		case isScope || w == "--scope":
			if !isScope && i+1 < len(words) {
				i++
				scope = words[i]
			}
			if scope == "--scope" || scope != "session" && scope != "cell" {
				return a, words[i]
			}
			a.Scope = scope
		case strings.HasPrefix(w, "-"), a.Set:
			return a, w
		case slices.Contains([]string{"on", "true", "1"}, strings.ToLower(w)):
			a.Set, a.On = true, true
		case slices.Contains([]string{"off", "false", "0"}, strings.ToLower(w)):
			a.Set = true
		default:
			a.Set, a.On, a.Runner = true, true, w
		}
	}
	return a, ""
}

func (k *checker) checkAutoawait(out *Checked, m *Magic) {
	a, bad := ReadAutoawait(m.Args)
	at := func(word string) (int, int) {
		i := strings.LastIndex(string(k.cell.Src[m.Start:m.End]), word)
		return m.Start + i, m.Start + i + len(word)
	}
	if bad != "" {
		start, end := at(bad)
		msg := fmt.Sprintf("%%autoawait does not take %q; it takes on, off or a runner, and --scope session or --scope cell", bad)
		if bad == "--scope" {
			msg = "%autoawait: --scope needs session or cell"
		}
		k.report(syntaxError(start, end, msg))
		return
	}
	if a.Runner == "" || slices.Contains(k.env.Runners, a.Runner) {
		return
	}
	start, end := at(a.Runner)
	e := Error{Start: start, End: end, Severity: SeverityError, Code: UnknownRunner}
	obj := k.meaning(out, a.Runner)
	switch {
	case obj == nil:
		e.Msg = fmt.Sprintf("runner %q is not known; have: %s", a.Runner, strings.Join(k.env.Runners, ", "))
		if near := Nearest(a.Runner, k.env.Runners); near != "" {
			e.Msg = fmt.Sprintf("runner %q is not known; did you mean %s?", a.Runner, near)
			e.Fixes = []Fix{{Title: "Change to " + near, Edits: []Edit{{Start: start, End: end, New: near}}}}
		}
	case !IsRunner(obj):
		e.Msg = fmt.Sprintf("%s is of type %s; a runner is a func(*async.Coroutine[any]) (any, error)",
			a.Runner, types.TypeString(obj.Type(), k.qualifier))
	default:
		return
	}
	k.report(e)
}

// meaning is what a name means at the end of the cell; nil for nothing.
func (k *checker) meaning(out *Checked, name string) types.Object {
	for _, n := range out.Defines {
		if n.Name == name {
			return n.Obj
		}
	}
	if n := k.ns.Lookup(name); n != nil {
		return n.Obj
	}
	return nil
}

// IsRunner reports whether obj is a function, or a variable that holds one, which can be a
// runner.
func IsRunner(obj types.Object) bool {
	if _, isVar := obj.(*types.Var); !isVar {
		if _, isFunc := obj.(*types.Func); !isFunc {
			return false
		}
	}
	sig, ok := obj.Type().Underlying().(*types.Signature)
	if !ok || sig.Params().Len() != 1 || sig.Results().Len() != 2 || sig.Variadic() || sig.TypeParams().Len() > 0 {
		return false
	}
	of := coroutineOf(sig.Params().At(0).Type())
	anyType := types.Universe.Lookup("any").Type()
	return of != nil && types.Identical(of, anyType) && types.Identical(sig.Results().At(0).Type(), anyType) &&
		types.Identical(sig.Results().At(1).Type(), errorType)
}

// autoawaitAt reports whether autoawait is on at offset: what the cell's own magics say counts
// from their line on.
func (k *checker) autoawaitAt(offset int) bool {
	if k.switches == nil {
		k.switches = []autoawaitSwitch{{0, k.env.Autoawait}}
		for i := range k.cell.Items {
			m := k.cell.Items[i].Magic
			if m == nil || m.Name != "autoawait" {
				continue
			}
			if a, bad := ReadAutoawait(m.Args); bad == "" && a.Set {
				k.switches = append(k.switches, autoawaitSwitch{m.Start, a.On})
			}
		}
	}
	i, _ := slices.BinarySearchFunc(k.switches, offset+1, func(s autoawaitSwitch, at int) int { return s.at - at })
	return k.switches[max(i-1, 0)].on
}

// An autoawaitSwitch is an offset from which on autoawait is on or off.
type autoawaitSwitch struct {
	at int
	on bool
}
