package session_test

import (
	"go/ast"
	"strings"
	"testing"

	"github.com/goawait/goawait/session"
)

func TestEmbedTransforms(t *testing.T) {
	louder := func(f *ast.File) error {
		ast.Inspect(f, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name == "ToLower" {
				id.Name = "ToUpper"
			}
			return true
		})
		return nil
	}
	if out := prompt(t, "strings.ToLower(\"Go\")\n", session.Transform("louder", louder)); !strings.Contains(out, `"GO"`) {
		t.Errorf("the prompt showed %q", out)
	}
}
