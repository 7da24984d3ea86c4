package engine

import (
	"go/types"
	"testing"

	"github.com/goawait/goawait/session/engine/lanes"
	"github.com/goawait/goawait/transform"
)

// TestAsyncIsLent checks that everything that package async exports is lent to cells, is there
// through a twin of another name, or is refused by name before anything runs.
func TestAsyncIsLent(t *testing.T) {
	pkg, err := importer().Import(transform.AsyncPath)
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{"Gather": true, "Gather2": true, "Gather3": true, "Adapt": true, "Run": true} // lowered to calls of package rt
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		_, lent := asyncTable()[name]
		if !obj.Exported() || lent || written[name] || lanes.AsyncRefused(obj) {
			continue
		}
		t.Errorf("async.%s (%s) is neither lent to cells (asyncTable) nor refused (lanes)", name, types.ObjectString(obj, types.RelativeTo(pkg)))
	}
}
