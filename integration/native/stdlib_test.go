package native_test

import (
	"errors"
	"fmt"
	"go/constant"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Every exported name of every package of the standard library can be used in a cell, generic
// ones with type arguments. What there is to use is asked of the toolchain, not of our tables.
func TestStandardLibrary(t *testing.T) {
	requireNative(t)
	packages := standardPackages(t)
	short := func(p *types.Package) string { return fmt.Sprintf("p%d", slices.Index(packages, p)) }
	var cell strings.Builder
	cell.WriteString("//%% one function for each package\nimport (\n")
	for i, p := range packages {
		fmt.Fprintf(&cell, "\tp%d %q\n", i, p.Path())
	}
	cell.WriteString(")\n")
	names := 0
	for i, p := range packages {
		fmt.Fprintf(&cell, "func use%d() {\n", i)
		for _, name := range p.Scope().Names() {
			obj := p.Scope().Lookup(name)
			if !obj.Exported() {
				continue
			}
			use, err := mention(obj, short)
			if err != nil {
				t.Errorf("%s.%s: %v", p.Path(), name, err)
				continue
			}
			cell.WriteString("\t" + use + "\n")
			names++
		}
		cell.WriteString("}\n")
	}
	fmt.Fprintf(&cell, "%q\n", "reached")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "std.goa"), []byte(cell.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, want := goawait(t, dir, "run", "--values", "--lane", "native", "std.goa"), "Out[1]: \"reached\"\n"; got != want {
		t.Errorf("a cell that mentions %d names of %d packages printed\n%s", names, len(packages), got)
	}
	t.Logf("%d exported names of %d packages", names, len(packages))
	if names < 8000 {
		t.Errorf("there are only %d exported names", names)
	}
}

// standardPackages are those of the toolchain that anybody may import.
func standardPackages(t *testing.T) []*types.Package {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-f", "{{.ImportPath}}\t{{.Export}}", "std").Output()
	if err != nil {
		t.Fatal("go list std: ", err)
	}
	files := map[string]string{}
	var paths []string
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		files[path] = file
		parts := strings.Split(path, "/")
		// Package unsafe is a part of the language; race is for the race detector alone.
		if !slices.Contains(parts, "internal") && !slices.Contains(parts, "vendor") && path != "unsafe" && path != "runtime/race" {
			paths = append(paths, path)
		}
	}
	from := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) { return os.Open(files[path]) })
	var packages []*types.Package
	for _, path := range paths {
		p, err := from.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
	return packages
}

// mention writes a statement that uses an object, whose packages have the names that short gives.
func mention(obj types.Object, short types.Qualifier) (string, error) {
	name := short(obj.Pkg()) + "." + obj.Name()
	switch obj := obj.(type) {
	case *types.Const:
		if v := obj.Val(); v.Kind() == constant.Int && obj.Type() == types.Typ[types.UntypedInt] {
			return "const _ = " + name, nil // it may be too large for a variable
		}
		return "_ = " + name, nil
	case *types.Func:
		args, err := arguments(obj.Type(), obj.Signature().TypeParams(), short)
		return "_ = " + name + args, err
	case *types.TypeName:
		if i, ok := obj.Type().Underlying().(*types.Interface); ok && !i.IsMethodSet() {
			return "type _ interface{ " + name + " }", nil // it is a constraint
		}
		args := ""
		if n, ok := types.Unalias(obj.Type()).(*types.Named); ok && !obj.IsAlias() {
			var err error
			if args, err = arguments(n, n.TypeParams(), short); err != nil {
				return "", err
			}
		}
		return "_ = func(*" + name + args + ") {}", nil
	}
	return "_ = &" + name, nil
}

// candidates are what type parameters are tried with, beside their own constraint.
var candidates = []types.Type{
	types.Typ[types.Int], types.Typ[types.String],
	types.NewSlice(types.Typ[types.Int]), types.NewMap(types.Typ[types.Int], types.Typ[types.Int]),
}

// arguments finds type arguments that a generic type or signature takes, and writes them.
func arguments(generic types.Type, params *types.TypeParamList, short types.Qualifier) (string, error) {
	if params.Len() == 0 {
		return "", nil
	}
	args := make([]types.Type, params.Len())
	var try func(i int) bool
	try = func(i int) bool {
		if i == len(args) {
			_, err := types.Instantiate(nil, generic, args, true)
			return err == nil
		}
		for _, args[i] = range append(slices.Clone(candidates), params.At(i).Constraint()) {
			if try(i + 1) {
				return true
			}
		}
		return false
	}
	if !try(0) {
		return "", errors.New("no type arguments are known for it")
	}
	var texts []string
	for _, a := range args {
		texts = append(texts, types.TypeString(a, short))
	}
	return "[" + strings.Join(texts, ", ") + "]", nil
}
