package session

import (
	"fmt"
	"go/ast"
	"go/types"

	"github.com/goawait/goawait/transform"
)

// This file says whether running a cell again, in a new engine and with what it prints not
// shown, makes no difference to anybody: it computes, defines names and prints, and does
// nothing else. What is not known to be so is taken for an effect.

// repeatable are magics that make no difference when they are carried out again, beside those
// that only show something.
var repeatable = map[string]bool{"time": true, "timeit": true, "native": true, "instant": true, "autoawait": true}

// purePackages are packages whose functions, and the methods of whose types, compute and do
// nothing else.
var purePackages = map[string]bool{
	"bytes": true, "cmp": true, "errors": true, "fmt": true, "html": true, "iter": true, "maps": true, "math": true, "math/big": true,
	"math/bits": true, "math/cmplx": true, "path": true, "path/filepath": true, "reflect": true, "regexp": true, "slices": true,
	"sort": true, "strconv": true, "strings": true, "unicode": true, "unicode/utf16": true, "unicode/utf8": true,
	"encoding/json": true, "encoding/base64": true, "encoding/hex": true, "container/heap": true, "container/list": true,
	"container/ring": true, "text/tabwriter": true, "net/url": true, "net/netip": true, "hash/fnv": true, "hash/crc32": true,
	"crypto/sha256": true, "crypto/sha1": true, "crypto/md5": true, "crypto/sha512": true,
}

// impure are the members of such packages that do more.
var impure = map[string]bool{
	"fmt.Scan": true, "fmt.Scanf": true, "fmt.Scanln": true, "fmt.Fscan": true, "fmt.Fscanf": true, "fmt.Fscanln": true,
	"fmt.Fprint": true, "fmt.Fprintf": true, "fmt.Fprintln": true,
	"path/filepath.Glob": true, "path/filepath.Walk": true, "path/filepath.WalkDir": true, "path/filepath.EvalSymlinks": true, "path/filepath.Abs": true,
}

// effectsOf says what a cell does beyond the session; "" if it does nothing.
func effectsOf(c *transform.Checked, number int) string {
	found := ""
	note := func(n ast.Node, what string) {
		if found == "" {
			line := c.Cell.FileSet().Position(n.Pos()).Line
			found = fmt.Sprintf("cell %d, line %d, %s", number, line, what)
		}
	}
	for i := range c.Cell.Items {
		it := &c.Cell.Items[i]
		var tree ast.Node
		switch {
		case it.Stmt != nil:
			tree = it.Stmt
		case it.Decl != nil:
			tree = it.Decl
		default:
			continue
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				note(n, "starts a goroutine")
			case *ast.SelectStmt, *ast.SendStmt:
				note(n, "uses a channel")
			case *ast.Ident:
				if f, ok := c.Info.Uses[n].(*types.Func); ok && !pure(c, f) {
					note(n, "uses "+f.Pkg().Name()+"."+f.Name())
				}
			}
			return found == ""
		})
	}
	if found == "" && c.Cell.Async {
		found = fmt.Sprintf("cell %d awaits", number)
	}
	return found
}

// pure reports whether a function or method computes and does nothing else. What it is given to
// call was looked at where it is mentioned, and what cells declare where they declare it.
func pure(c *transform.Checked, f *types.Func) bool {
	pkg := f.Pkg()
	return pkg == nil || pkg == c.Pkg || pkg.Path() == c.Pkg.Path() ||
		purePackages[pkg.Path()] && !impure[pkg.Path()+"."+f.Name()]
}
