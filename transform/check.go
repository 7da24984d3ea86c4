package transform

import (
	"context"
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// Check types the cell c in the scope of ns and resolves its await sites.
//
// It never fails: a broken cell yields a Checked whose Errors are sorted by position, in c's
// own coordinates. It never changes c; it is safe for concurrent use on one c, ns and env. A
// nil ns is empty. Once ctx is done it returns early, with what it has and an error.
func Check(ctx context.Context, c *Cell, ns *Namespace, env *Env) *Checked {
	if len(c.marks) > 0 {
		return CheckOwned(ctx, Parse(c.Src), ns, env)
	}
	return newChecker(ctx, c, ns, env).check()
}

// CheckOwned is Check for a caller who alone has c: until it returns the trees of c are not as
// they were. It saves parsing a cell with await again.
func CheckOwned(ctx context.Context, c *Cell, ns *Namespace, env *Env) *Checked {
	k := newChecker(ctx, c, ns, env)
	k.own = true
	return k.check()
}

func newChecker(ctx context.Context, c *Cell, ns *Namespace, env *Env) *checker {
	if env == nil {
		env = &Env{}
	}
	return &checker{ctx: ctx, cell: c, ns: ns, env: env, early: map[int]*alias{}, keyed: map[int]*keyed{}, outputs: map[int]*output{}}
}

// check is Check.
func (k *checker) check() *Checked {
	out := &Checked{ns: k.ns, env: k.env}
	k.guard(func() {
		k.run()
		k.fill(out)
	})
	k.guard(k.restore)
	k.finish(out)
	return out
}

// maxPasses bounds how often the types of a cell are computed, beside once for each await.
const maxPasses = 200

// A checker is one run of Check.
type checker struct {
	ctx  context.Context
	cell *Cell
	ns   *Namespace
	env  *Env
	own  bool // cell is this checker's alone: its trees may be changed for a while

	survey  *survey
	retypes []*retype
	file    *ast.File

	// What stands in the trees for what the person wrote, while they are changed.
	sites  []*site
	order  []int // indices of sites, by their ends
	stmts  []*asyncStmt
	parens map[*ast.ParenExpr]*site
	stands map[*ast.Ident]*output
	ifs    map[*ast.IfStmt]*asyncStmt
	funcs  []*asyncFunc

	rewritten bool // the trees are changed

	// What passes found out, by offset.
	outputs map[int]*output // mentions Out[n]
	keyed   map[int]*keyed  // struct literals that are to name their fields, by their {
	adapts  []*ownAdapter   // the cell's calls of async.Adapt
	inits   []int           // the names that a program's variables are initialised by, in order; nil if not known
	early   map[int]*alias  // mentions of a name that mean an older one than the scope's

	known       *known     // what the last pass and guesses tell of awaits
	context     types.Type // context.Context, once an operand was seen to take one
	lentContext types.Type // the same, in the last pass

	pending  map[string]bool // import paths
	mends    map[string]Fix  // by the path of a package that is not there
	switches []autoawaitSwitch
	broken   string // what a panic below said

	// Of the last pass.
	pkg      *types.Package
	info     *types.Info
	typeErrs []types.Error
	names    map[types.Object]*Name // what was lent to the scope
	autos    []*autoImport

	near     bool    // what is nearest to a name that is not there was looked for
	errors   []Error // that are not go/types', so many of them at most
	warnings []Error
}

// takeOwn replaces the cell by another parse of its text.
func (k *checker) takeOwn() {
	k.cell = Parse(k.cell.Src)
	k.own = true
}

// guard runs f; a panic in it is a bug, ours or go/types', and becomes an error.
func (k *checker) guard(f func()) {
	defer func() {
		if p := recover(); p != nil {
			k.broken = fmt.Sprint(p)
		}
	}()
	f()
}

// run computes types until every await site has the form that its operand's type asks for and
// every name means what its place in the cell says.
func (k *checker) run() {
	k.prepare()
	for range maxPasses + len(k.sites) {
		if err := k.ctx.Err(); err != nil {
			k.report(Error{Severity: SeverityError, Code: TypeError, Msg: "the check was given up: " + err.Error()})
			return
		}
		k.pass()
		if k.findInitOrder() || k.lookBack() {
			k.restore()
			k.takeOwn()
			k.prepare()
			continue
		}
		if !k.reshape() {
			return
		}
	}
	k.errorf(0, trimmedEnd(k.cell.Src, 0), TypeError, "too many awaits of this cell depend on one another; divide it")
}

// prepare makes the file that go/types is given.
func (k *checker) prepare() {
	k.orderInits()
	k.survey = surveyCell(k.cell, k.importName)
	k.sites, k.stmts, k.funcs = nil, nil, nil
	k.findRetypes()
	if k.own || len(k.retypes) > 0 {
		k.rewrite()
	}
	k.assemble()
}

// pass types the file once, in a new scope.
func (k *checker) pass() {
	k.pkg = types.NewPackage(k.path(), fmt.Sprintf("·%d·", k.env.CellNo))
	k.info = &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Instances:  map[*ast.Ident]types.Instance{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Implicits:  map[ast.Node]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes:     map[ast.Node]*types.Scope{},
	}
	k.typeErrs = k.typeErrs[:0]
	k.file.Name.Name = k.pkg.Name()
	conf := types.Config{
		Importer:                 (*cellImporter)(k),
		DisableUnusedImportCheck: true,
		Error: func(err error) {
			if e, ok := err.(types.Error); ok {
				k.typeErrs = append(k.typeErrs, e)
			}
		},
	}
	// The error is the first of those that were collected.
	_ = types.NewChecker(&conf, k.fileSet(), k.pkg, k.info).Files([]*ast.File{k.file})
}

func (k *checker) path() string {
	if k.env.PkgPath != "" {
		return k.env.PkgPath
	}
	return "cell"
}

// fill makes the result of the last pass.
func (k *checker) fill(out *Checked) {
	out.Info, out.Pkg = k.info, k.pkg
	k.fillFuncs(out)
	k.fillSites(out)
	k.fillStmts(out)
	k.restore()
	k.fillValue(out)
	k.fillNames(out)
	k.fillAdapters(out)
	k.fillImports(out)
	k.warn()
	k.checkEmbeds()
	k.noteBehind()
	k.warnSites(out)
	k.checkMagics(out)
}

// finish sets what a Checked always has.
func (k *checker) finish(out *Checked) {
	out.Cell = k.cell
	if out.Info == nil {
		out.Info = &types.Info{}
		out.Pkg = types.NewPackage(k.path(), "cell")
	}
	out.Errors = slices.Concat(k.cell.Errors, k.errors, k.explainTypes(), k.warnings)
	if k.broken != "" {
		end := trimmedEnd(k.cell.Src, 0)
		out.Errors = append(out.Errors, Error{End: end, Severity: SeverityError, Code: TypeError, Msg: "this cell is more than the type checker can take: " + k.broken})
	}
	k.unresolved(out)
	k.unresolvedStmts(out)
	slices.SortStableFunc(out.Errors, byStart)
	out.Errors = slices.CompactFunc(out.Errors, func(a, b Error) bool {
		return a.Start == b.Start && a.End == b.End && a.Msg == b.Msg
	})
	for i := range out.Errors {
		e := &out.Errors[i]
		e.End = min(e.End, len(k.cell.Src))
		e.Msg = strings.ToValidUTF8(e.Msg, "\uFFFD") // it may quote a magic, which is any bytes
	}
	out.Outer, out.Near = k.outer(), k.near
	out.signature = sign(out)
}
