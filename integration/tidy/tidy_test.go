package tidy

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	module   = "github.com/goawait/goawait"
	root     = "../.."
	maxLines = 500
)

// allowed says which packages of this module a package may import, its tests aside; a
// trailing … covers a tree. A package that is not listed may import nothing of ours.
var allowed = map[string][]string{
	"session/display":                 {"session/engine/wire"},
	"session/async/structured":        {"session/async"},
	"session/imports":                 {"transform", "session/async"},
	"session/imports/gen":             {"session/imports…"},
	"session/engine/lanes":            {"transform", "session/engine/wire"},
	"session/engine/cellrt":           {"session/async", "session/engine/wire"},
	"session/engine/symbols/handlers": {"session/engine/symbols"},
	"session/engine":                  {"transform", "session/async", "session/async/structured", "session/display", "session/engine…"},
	"session":                         {"transform", "session/async", "session/background", "session/imports", "session/mirror", "session/prompt", "session/engine", "session/engine/wire", "session/engine/lanes"},
	"session/mirror":                  {"transform"},
	"lsp":                             {"transform", "lsp…"},
	"lsp/lsptest":                     {"lsp"},
	"dap":                             {"session", "session/engine/wire", "transform", "lsp/frame", "dap…"},
	"dap/protocol":                    {"lsp/frame"},
	"dap/daptest":                     {"dap/protocol"},
	"cmd/goawait":                     {"…"},
	"integration/dapclient":           {"dap/daptest"},
	"integration/demo/embed":          {"session", "session/async"},
	"integration/bench":               {"dap/daptest", "lsp/lsptest"},
	"integration/bench/await":         {"session/async"},
	"integration/fuzz":                {"integration/invent"},
}

// onlyIn says which tree alone may import an outside module.
var onlyIn = map[string]string{
	"github.com/traefik/yaegi":    "session/engine",
	"github.com/sourcegraph/conc": "session/async/structured",
	"golang.org/x/sync/errgroup":  "session/async/structured",
}

// parts are the folders at the top, of which each is a part of the architecture.
var parts = []string{"cmd", "dap", "integration", "lsp", "session", "transform", "vscode-extension"}

type goPackage struct {
	ImportPath, Dir string
	GoFiles         []string
	Imports         []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

// TestOnlyEmbeddingRunsAnEngineInProcess holds that package session imports the engine in the
// files of Embed alone: elsewhere the person's code runs in a process of its own.
func TestOnlyEmbeddingRunsAnEngineInProcess(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "session", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(path)
		for _, imp := range f.Imports {
			if imp.Path.Value == `"`+module+`/session/engine"` && !strings.HasPrefix(name, "embed") && !strings.HasSuffix(name, "_test.go") {
				t.Errorf("session/%s imports the engine; only session/embed*.go may", name)
			}
		}
	}
}

// TestEmbeddingServesNothing holds that a program that embeds a prompt does not come to serve its
// variables and profiles because of it.
func TestEmbeddingServesNothing(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "./session")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for dep := range strings.FieldsSeq(string(out)) {
		if dep == "expvar" || dep == "net/http/pprof" {
			t.Errorf("session depends on %s, which registers handlers in every program", dep)
		}
	}
}

func covers(pattern, path string) bool {
	if tree, ok := strings.CutSuffix(pattern, "…"); ok {
		return tree == "" || path == tree || strings.HasPrefix(path, tree+"/")
	}
	return pattern == path
}

func TestPackagesArePartsOfTheArchitecture(t *testing.T) {
	for _, p := range packages(t) {
		path := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		if top, _, _ := strings.Cut(path, "/"); top != "" && !slices.Contains(parts, top) {
			t.Errorf("%s is in none of the folders %v", path, parts)
		}
	}
}

func TestImportsGoOneWay(t *testing.T) {
	for _, p := range packages(t) {
		from := strings.TrimPrefix(p.ImportPath, module+"/")
		for _, imp := range p.Imports {
			if to, ours := strings.CutPrefix(imp, module+"/"); ours &&
				!slices.ContainsFunc(allowed[from], func(a string) bool { return covers(a, to) }) {
				t.Errorf("%s imports %s, which the architecture does not allow", from, to)
			}
			for outside, tree := range onlyIn {
				if (imp == outside || strings.HasPrefix(imp, outside+"/")) && !covers(tree+"…", from) {
					t.Errorf("%s imports %s; only %s may", from, imp, tree)
				}
			}
		}
	}
}

func TestPackagesAndNamesAreDocumented(t *testing.T) {
	for _, p := range packages(t) {
		fset := token.NewFileSet()
		documented := false
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			documented = documented || f.Doc != nil
			if !ast.IsGenerated(f) {
				undocumented(f, func(n ast.Node, name string) {
					t.Errorf("%s: exported %s has no comment", fset.Position(n.Pos()), name)
				})
			}
		}
		if !documented {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

// undocumented reports each exported top-level name of f without a comment. A comment on a
// group of constants, variables or types covers the group.
func undocumented(f *ast.File, report func(ast.Node, string)) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			wellKnown := d.Recv != nil && slices.Contains([]string{"Error", "String", "Unwrap"}, d.Name.Name)
			if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) && !wellKnown {
				report(d, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
						report(s, s.Name.Name)
					}
				case *ast.ValueSpec:
					if s.Names[0].IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
						report(s, s.Names[0].Name)
					}
				}
			}
		}
	}
}

// exportedReceiver tells whether d is a function, or a method of an exported type.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	for {
		switch t := typ.(type) {
		case *ast.StarExpr:
			typ = t.X
		case *ast.IndexExpr:
			typ = t.X
		case *ast.IndexListExpr:
			typ = t.X
		case *ast.Ident:
			return t.IsExported()
		default:
			return false
		}
	}
}

// machine matches what belongs to the place where a file was written, not to the project: the
// path of this checkout, and of the home folder.
func machine(t *testing.T) *regexp.Regexp {
	checkout, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	places := regexp.QuoteMeta(checkout)
	if home, err := os.UserHomeDir(); err == nil && len(home) > 1 {
		places += "|" + regexp.QuoteMeta(home)
	}
	return regexp.MustCompile(`(` + places + `)(/|\b)`)
}

func TestFilesAreSmallAndSpeakOfTheProjectAlone(t *testing.T) {
	generated := regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)
	machine := machine(t)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains([]string{".git", "node_modules", "bin", ".cache"}, d.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || d.Name() == ".git" { // a file in a linked work tree
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if m := machine.Find(text); m != nil {
			t.Errorf("%s names a path of this machine: %q", path, m)
		}
		if slices.Contains([]string{".go", ".lua", ".ts"}, filepath.Ext(path)) && !generated.Match(text[:min(len(text), 2000)]) {
			if n := strings.Count(string(text), "\n"); n > maxLines {
				t.Errorf("%s has %d lines; %d is the most", path, n, maxLines)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
