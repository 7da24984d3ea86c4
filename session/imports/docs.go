package imports

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/goawait/goawait/session/async"
)

// A docIndex holds the doc comments of the files that were asked about.
type docIndex struct {
	mu       sync.Mutex // guards what follows
	files    map[string]*fileDocs
	packages map[string]string // by folder
}

// fileDocs are the doc comments of one file by declared name.
type fileDocs struct{ byName map[string][]docAt }

type docAt struct {
	line int
	text string
}

// Doc returns the doc comment of obj, or of the package that a package name stands for, as
// text. It is empty for objects that no import of m's brought, and where the sources are not
// on this machine. The first question about a file parses it.
func (m *Importer) Doc(obj types.Object) string {
	if name, ok := obj.(*types.PkgName); ok {
		return m.packageDoc(name.Imported())
	}
	if obj == nil {
		return ""
	}
	file, line := m.position(obj)
	if file == "" {
		return ""
	}
	m.docs.mu.Lock()
	defer m.docs.mu.Unlock()
	docs := m.docs.of(file)
	var near string
	for _, d := range docs.byName[obj.Name()] {
		if d.line == line {
			return d.text
		}
		near = d.text
	}
	if len(docs.byName[obj.Name()]) == 1 {
		return near // the sources here are of a neighbouring release
	}
	return ""
}

// Position returns the file and line where obj is declared; an empty file if that is not
// known on this machine, or if no import of m's brought obj. What is predeclared is in
// package builtin. Package async has no files: its sources are inside the program.
func (m *Importer) Position(obj types.Object) (file string, line int) {
	if file, line = m.position(obj); strings.HasPrefix(file, asyncDir) {
		return "", 0
	}
	return file, line
}

func (m *Importer) position(obj types.Object) (file string, line int) {
	if obj == nil {
		return "", 0
	}
	pkg := obj.Pkg()
	if pkg == nil || pkg == types.Unsafe {
		folder := "builtin"
		if pkg != nil {
			folder = "unsafe"
		}
		if root := goroot(); root != "" && (pkg != nil || types.Universe.Lookup(obj.Name()) == obj) {
			return filepath.Join(root, "src", folder, folder+".go"), 0
		}
		return "", 0
	}
	m.mu.RLock()
	ours := m.known[pkg.Path()] == pkg
	m.mu.RUnlock()
	if !ours || !obj.Pos().IsValid() {
		return "", 0
	}
	pos := m.fset.Position(obj.Pos())
	return localFile(pos.Filename), pos.Line
}

// localFile turns the file name of a position into a path on this machine.
func localFile(name string) string {
	rest, ok := strings.CutPrefix(name, "$GOROOT/")
	if !ok {
		return name
	}
	root := goroot()
	if root == "" {
		return ""
	}
	return filepath.Join(root, filepath.FromSlash(rest))
}

// goroot is where the standard library's sources are; empty without a toolchain.
var goroot = sync.OnceValue(func() string {
	if root := os.Getenv("GOROOT"); root != "" {
		return root
	}
	cmd := exec.Command("go", "env", "GOROOT")
	cmd.Dir = os.TempDir() // no go.mod that asks for a toolchain to be downloaded
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
})

func (m *Importer) packageDoc(pkg *types.Package) string {
	m.mu.RLock()
	ours := m.known[pkg.Path()] == pkg
	m.mu.RUnlock()
	var first string
	if ours {
		for _, name := range pkg.Scope().Names() {
			if first, _ = m.position(pkg.Scope().Lookup(name)); first != "" {
				break
			}
		}
	}
	if first == "" {
		return ""
	}
	m.docs.mu.Lock()
	defer m.docs.mu.Unlock()
	return m.docs.ofPackage(first)
}

// ofPackage returns the package comment in the folder of a file. d.mu is held.
func (d *docIndex) ofPackage(file string) string {
	folder := filepath.Dir(file)
	if strings.HasPrefix(file, asyncDir) {
		folder = asyncDir
	}
	if text, ok := d.packages[folder]; ok {
		return text
	}
	var text string
	for _, name := range goFiles(folder) {
		file, err := parser.ParseFile(token.NewFileSet(), name, source(name), parser.ParseComments|parser.PackageClauseOnly)
		if err == nil && file.Doc != nil && !strings.HasSuffix(file.Name.Name, "_test") && file.Name.Name != "main" {
			text = file.Doc.Text()
			break
		}
	}
	if d.packages == nil {
		d.packages = make(map[string]string)
	}
	d.packages[folder] = text
	return text
}

// goFiles lists the Go files of a folder without tests, doc.go first.
func goFiles(folder string) []string {
	var names []string
	if folder == asyncDir {
		files, _ := asyncFiles()
		for _, f := range files {
			names = append(names, asyncDir+f)
		}
	} else {
		entries, _ := os.ReadDir(folder)
		for _, e := range entries {
			if name := e.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
				names = append(names, filepath.Join(folder, name))
			}
		}
	}
	for i, name := range names {
		if strings.HasSuffix(name, "doc.go") {
			names[0], names[i] = names[i], names[0]
		}
	}
	return names
}

// source returns the text of a Go file; an empty one if it cannot be read.
func source(name string) []byte {
	var src []byte
	if rest, ok := strings.CutPrefix(name, asyncDir); ok {
		src, _ = async.Source.ReadFile(rest)
	} else {
		src, _ = os.ReadFile(name)
	}
	if src == nil {
		src = []byte{} // nil would have the parser read the file
	}
	return src
}

// of parses a file that has not been. d.mu is held.
func (d *docIndex) of(name string) *fileDocs {
	if docs := d.files[name]; docs != nil {
		return docs
	}
	docs := &fileDocs{byName: make(map[string][]docAt)}
	fset := token.NewFileSet()
	if file, _ := parser.ParseFile(fset, name, source(name), parser.ParseComments|parser.SkipObjectResolution); file != nil {
		docs.collect(fset, file)
	}
	if d.files == nil {
		d.files = make(map[string]*fileDocs)
	}
	d.files[name] = docs
	return docs
}

// collect notes the comment of everything that the file declares at package level, with
// fields and interface methods.
func (f *fileDocs) collect(fset *token.FileSet, file *ast.File) {
	add := func(id *ast.Ident, comments ...*ast.CommentGroup) {
		for _, c := range comments {
			if c != nil {
				f.byName[id.Name] = append(f.byName[id.Name], docAt{fset.Position(id.Pos()).Line, c.Text()})
				return
			}
		}
	}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			add(decl.Name, decl.Doc)
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add(spec.Name, spec.Doc, decl.Doc, spec.Comment)
				case *ast.ValueSpec:
					for _, id := range spec.Names {
						add(id, spec.Doc, spec.Comment, decl.Doc)
					}
				}
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if field, ok := n.(*ast.Field); ok {
			for _, id := range field.Names {
				add(id, field.Doc, field.Comment)
			}
		}
		_, body := n.(*ast.BlockStmt)
		return !body
	})
}
