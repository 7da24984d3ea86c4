package imports

import (
	"go/types"
	"os/exec"
	"strings"
	"testing"

	"github.com/goawait/goawait/transform"
)

// Source gives the declaration of what a package has, from its sources on this machine or inside
// the program; nothing for what is of no package.
func TestSource(t *testing.T) {
	m := New(".")
	t.Cleanup(m.Close)
	ap := mustImport(t, m, transform.AsyncPath)
	nursery := ap.Scope().Lookup("Nursery")
	spawn, _, _ := types.LookupFieldOrMethod(types.NewPointer(nursery.Type()), true, ap, "Spawn")
	for _, test := range []struct {
		obj  types.Object
		want string // its beginning
	}{
		{ap.Scope().Lookup("NewEvent"), "func NewEvent() *Event { return new(Event) }"},
		{nursery, "type Nursery struct {"},
		{spawn, "func (n *Nursery) Spawn("},
		{ap.Scope().Lookup("ErrClosed"), "var ErrClosed = "},
		{types.NewVar(0, nil, "mine", types.Typ[types.Int]), ""},
		{types.NewVar(0, ap, "NewEvent", types.Typ[types.Int]), ""},
	} {
		got := m.Source(test.obj)
		if !strings.HasPrefix(got, test.want) || test.want == "" && got != "" {
			t.Errorf("the source of %v is %q", test.obj, got)
		}
	}
	if _, err := exec.LookPath("go"); err != nil {
		return
	}
	if got := m.Source(mustImport(t, m, "strings").Scope().Lookup("Cut")); !strings.HasPrefix(got, "func Cut(s, sep string)") {
		t.Errorf("the source of strings.Cut is %q", got)
	}
	if got := m.Source(types.Universe.Lookup("len")); !strings.HasPrefix(got, "func len(v Type) int") {
		t.Errorf("the source of len is %q", got)
	}
}
