package transform

import (
	"cmp"
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
)

// An autoImport is a package that the cell uses without importing it.
type autoImport struct {
	name string
	path string
	obj  *types.PkgName // nil while it is pending
	at   int            // offset of the first mention
}

// cellImporter is the checker as go/types' importer. It remembers what is pending.
type cellImporter checker

func (ci *cellImporter) Import(path string) (*types.Package, error) {
	k := (*checker)(ci)
	if path == lentPath {
		k.fillScope(k.info.Scopes[k.file])
		lent := types.NewPackage(lentPath, "lent")
		lent.MarkComplete()
		return lent, nil
	}
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if k.env.Importer == nil {
		return nil, errors.New("there is no importer")
	}
	pkg, err := k.env.Importer.Import(path)
	if errors.Is(err, ErrPending) {
		if k.pending == nil {
			k.pending = map[string]bool{}
		}
		k.pending[path] = true
	}
	var mendable Mendable
	if errors.As(err, &mendable) {
		if k.mends == nil {
			k.mends = map[string]Fix{}
		}
		k.mends[path] = mendable.Fix()
	}
	if err == nil && pkg == nil {
		err = errors.New("the importer gave no package")
	}
	return pkg, err
}

// autoPath is the path of the package that a name means without an import.
func (k *checker) autoPath(name string) string {
	if path := k.filePath(name); path != "" {
		return path
	}
	return k.standardPath(name)
}

// standardPath is the path of the standard package, or of async, that a name means.
func (k *checker) standardPath(name string) string {
	switch {
	case name == "async":
		return AsyncPath
	case k.env.Importer != nil:
		return k.env.Importer.ByName(name)
	}
	return ""
}

// filePath is the path of the package that a name means in the Go file that the cell is a part of; "" if it
// means none, or there is no file.
func (k *checker) filePath(name string) string {
	for _, imp := range k.env.FileImports {
		likely := imp.Name
		if likely == "" {
			likely = likelyName(imp.Path)
			if !token.IsIdentifier(likely) { // it has another, which the package itself tells
				if pkg, err := (*cellImporter)(k).Import(imp.Path); err == nil {
					likely = pkg.Name()
				}
			}
		}
		if likely == name {
			return imp.Path
		}
	}
	return ""
}

// lendImport imports the standard package that name means, the file's, or the package async.
func (k *checker) lendImport(scope *types.Scope, name string, at int) {
	path := k.autoPath(name)
	if path == "" {
		return
	}
	pkg, err := (*cellImporter)(k).Import(path)
	if err != nil {
		if !errors.Is(err, ErrPending) && path != AsyncPath && path != k.filePath(name) {
			return // it stays undefined
		}
		k.autos = append(k.autos, &autoImport{name: name, path: path, at: at})
		scope.Insert(types.NewVar(token.NoPos, k.pkg, name, types.Typ[types.Invalid]))
		k.importFault(at, at+len(name), path, err)
		return
	}
	obj := types.NewPkgName(token.NoPos, k.pkg, name, pkg)
	scope.Insert(obj)
	k.autos = append(k.autos, &autoImport{name: name, path: path, obj: obj, at: at})
}

// importFault reports, once, that a package is not there.
func (k *checker) importFault(start, end int, path string, err error) {
	e := Error{Start: start, End: end, Severity: SeverityError, Code: TypeError, GoCode: "BrokenImport", Msg: "importing " + path + ": " + err.Error()}
	if errors.Is(err, ErrPending) {
		e = pendingError(start, end, path)
	}
	if !slices.ContainsFunc(k.errors, func(have Error) bool { return have.Start == e.Start && have.Msg == e.Msg }) {
		k.report(e)
	}
}

func pendingError(start, end int, path string) Error {
	return Error{Start: start, End: end, Severity: SeverityHint, Code: TypeError, Pending: true, Msg: "loading package " + path + " …"}
}

// fillImports lists the packages of the cell.
func (k *checker) fillImports(out *Checked) {
	used := map[types.Object]bool{}
	for _, obj := range k.info.Uses {
		used[obj] = true
	}
	for i := range k.cell.Items {
		if it := &k.cell.Items[i]; it.Kind == ItemImport {
			for _, s := range it.Decl.(*ast.GenDecl).Specs {
				out.Imports = append(out.Imports, k.ownImport(s.(*ast.ImportSpec), used))
			}
		}
	}
	for obj, n := range k.names {
		p, ok := obj.(*types.PkgName)
		if ok && used[p] {
			out.Imports = append(out.Imports, ImportUse{Name: n.Name, Path: p.Imported().Path(), Used: true})
		} else if n.Name == "." && used[obj] {
			out.Imports = append(out.Imports, ImportUse{Name: ".", Path: n.Path(), Used: true})
		}
	}
	for _, a := range k.autos {
		if a.obj != nil && used[a.obj] {
			out.Imports = append(out.Imports, ImportUse{Name: a.name, Path: a.path, Auto: true, Used: true, Fix: k.importFix(a)})
		}
	}
	slices.SortStableFunc(out.Imports, func(a, b ImportUse) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Path, b.Path))
	})
	out.Imports = slices.CompactFunc(out.Imports, func(a, b ImportUse) bool { return a.Name == b.Name && a.Path == b.Path })
}

// importName is the name that an import has in the cell: the package's own, once that is known.
func (k *checker) importName(spec *ast.ImportSpec) string {
	if spec.Name == nil {
		path, err := strconv.Unquote(spec.Path.Value)
		if pkg := k.loaded(path); err == nil && pkg != nil {
			return pkg.Name()
		}
	}
	return importName(spec)
}

// loaded is a package that is there already; nil if it is not.
func (k *checker) loaded(path string) *types.Package {
	pkg, err := (*cellImporter)(k).Import(path)
	if err != nil {
		return nil
	}
	return pkg
}

func (k *checker) ownImport(s *ast.ImportSpec, used map[types.Object]bool) ImportUse {
	path, _ := strconv.Unquote(s.Path.Value)
	u := ImportUse{Name: importName(s), Path: path, Own: true, Start: k.cell.Offset(s.Pos()), End: k.cell.Offset(s.End())}
	if p, ok := k.importObject(s).(*types.PkgName); ok {
		u.Name, u.Used = p.Name(), used[p]
		if u.Name == "." {
			// Which of its names are used is not worth finding out.
			u.Used = true
		}
	}
	return u
}

// importObject is the object of an import of the cell; nil if it has none.
func (k *checker) importObject(s *ast.ImportSpec) types.Object {
	if s.Name != nil {
		return k.info.Defs[s.Name]
	}
	return k.info.Implicits[s]
}

// importFix writes an automatic import down.
func (k *checker) importFix(a *autoImport) *Fix {
	if a.path == AsyncPath {
		return nil
	}
	at, text := 0, "import "+strconv.Quote(a.path)+"\n"
	for i := len(k.cell.Items) - 1; i >= 0; i-- {
		it := &k.cell.Items[i]
		if it.Kind == ItemImport {
			at, text = it.End, "\nimport "+strconv.Quote(a.path)
			break
		}
		if it.Kind != ItemMagic {
			at = it.Start
		}
	}
	return &Fix{Title: "Import " + strconv.Quote(a.path), Edits: []Edit{{Start: at, End: at, New: text}}}
}
