package session

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"

	"github.com/goawait/goawait/transform"
)

// fileImports are the imports of the ordinary Go file that a cell is a part of: what its names mean
// there, they mean in the cell.
func (x *execution) fileImports() []transform.FileImport {
	r := x.req.Region
	if r == nil || x.req.Program || filepath.Ext(r.Path) != ".go" {
		return nil
	}
	text, known := x.s.docs.text(r.Path)
	if !known {
		var err error
		if text, err = os.ReadFile(r.Path); err != nil {
			return nil
		}
	}
	file, _ := parser.ParseFile(token.NewFileSet(), "", text, parser.ImportsOnly)
	if file == nil {
		return nil
	}
	var list []transform.FileImport
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil || path == "C" {
			continue
		}
		one := transform.FileImport{Path: path}
		if spec.Name != nil {
			one.Name = spec.Name.Name
		}
		list = append(list, one)
	}
	return list
}
