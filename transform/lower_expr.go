package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// expr writes an expression or a type.
func (l *lowerer) expr(e ast.Expr) {
	if t := l.settled[e]; t != "" {
		l.p(t)
		return
	}
	if n, ok := l.refAt(e); ok && (n.Kind == KindVar || n.Kind == KindFunc) {
		l.sessionName(n)
		return
	}
	if tv := l.Info.Types[e]; tv.Value != nil && !tv.IsType() {
		l.constant(e, tv)
		return
	}
	if l.isNil(e) {
		l.nilValue(e)
		return
	}
	switch e := e.(type) {
	case *ast.Ident:
		l.ident(e)
	case *ast.SelectorExpr:
		l.selector(e)
	case *ast.CallExpr:
		l.call(e)
	case *ast.FuncLit:
		l.funcLit(e)
	case *ast.CompositeLit:
		l.composite(e)
	case *ast.UnaryExpr:
		l.unary(e)
	case *ast.BinaryExpr:
		l.binary(e)
	case *ast.IndexExpr:
		l.indexExpr(e)
	case *ast.IndexListExpr:
		l.generic(e)
	case *ast.SliceExpr:
		l.sliceExpr(e)
	case *ast.TypeAssertExpr:
		l.assertion(e)
	case *ast.ArrayType, *ast.StructType, *ast.FuncType, *ast.InterfaceType, *ast.MapType, *ast.ChanType:
		l.p(l.typeText(l.Info.TypeOf(e), e))
	default:
		l.splice(e)
	}
}

func (l *lowerer) ident(id *ast.Ident) {
	obj := l.Info.ObjectOf(id)
	switch obj := obj.(type) {
	case nil, *types.Builtin, *types.Nil, *types.Label:
		l.p(id.Name)
	case *types.TypeName:
		l.p(l.typeText(obj.Type(), id))
	case *types.Var:
		if obj.IsField() {
			l.p(id.Name)
			return
		}
		l.object(id, obj)
	default:
		l.object(id, obj)
	}
}

func (l *lowerer) object(id *ast.Ident, obj types.Object) {
	if id.Name == "_" {
		l.p("_")
	} else if n := l.nameOf(obj); n != nil {
		l.sessionName(n)
	} else if p := obj.Pkg(); p != nil && p != l.Pkg && obj.Parent() == p.Scope() {
		l.p(l.lend(p.Path(), obj.Name()), ".", obj.Name()) // a dot import
	} else {
		l.p(l.local(obj))
	}
}

// local is the name of a local variable, which no other variable of the cell has.
func (l *lowerer) local(obj types.Object) string {
	name, ok := l.names[obj]
	if !ok {
		name = l.rename(obj)
	}
	return name
}

func (l *lowerer) rename(obj types.Object) string {
	l.names[obj] = l.fresh(obj.Name())
	return l.names[obj]
}

func (l *lowerer) selector(e *ast.SelectorExpr) {
	if path, ok := l.packageOf(e); ok {
		l.p(l.lend(path, e.Sel.Name), ".", e.Sel.Name)
		return
	}
	sel := l.Info.Selections[e]
	if sel != nil && sel.Kind() == types.MethodVal {
		l.methodValue(e, sel)
		return
	}
	if sel != nil && sel.Kind() == types.FieldVal {
		l.selected(e, sel)
	} else {
		l.expr(e.X)
	}
	l.p(".", e.Sel.Name)
}

// packageOf returns the import path if e is a package's symbol.
func (l *lowerer) packageOf(e *ast.SelectorExpr) (string, bool) {
	id, ok := e.X.(*ast.Ident)
	if !ok {
		return "", false
	}
	if p, ok := l.Info.ObjectOf(id).(*types.PkgName); ok {
		return p.Imported().Path(), true
	}
	return "", false
}

// methodValue writes x.M where it is not called.
func (l *lowerer) methodValue(e *ast.SelectorExpr, sel *types.Selection) {
	l.p("rt.Method(")
	l.receiver(e, sel)
	l.p(", ", strconv.Quote(e.Sel.Name), ").(", l.typeText(l.Info.TypeOf(e), e), ")")
}

// receiver writes the receiver of a method, as a pointer where the method wants one.
func (l *lowerer) receiver(e *ast.SelectorExpr, sel *types.Selection) {
	if f, ok := sel.Obj().(*types.Func); ok && !types.IsInterface(sel.Recv()) {
		_, wants := f.Signature().Recv().Type().Underlying().(*types.Pointer)
		path, last := l.through(sel)
		_, has := last.Underlying().(*types.Pointer)
		if wants && !has {
			if path == "" {
				l.address(e.X)
				return
			}
			l.p("&")
			if l.copies(e.X) {
				l.partOf(e, sel)
				return
			}
		}
	}
	l.selected(e, sel)
}

func (l *lowerer) unary(e *ast.UnaryExpr) {
	if site := l.sites[e]; site != nil {
		l.awaitValue(site)
		return
	}
	if e.Op == token.ARROW {
		t := l.Info.TypeOf(e)
		l.unbox(t, e, func() {
			l.p("rt.Recv(", l.frame(), ", ")
			l.expr(e.X)
			l.p(", new(", l.typeText(t, e), "))")
		})
		return
	}
	if _, ok := ast.Unparen(e.X).(*ast.IndexExpr); e.Op == token.AND && (ok || l.copies(e.X)) {
		l.address(e.X)
		return
	}
	l.splice(e)
}

func (l *lowerer) assertion(e *ast.TypeAssertExpr) {
	t, from := l.Info.TypeOf(e), "any"
	if of := l.Info.TypeOf(e.X); l.wantsType(of) {
		from = l.typeText(of, e.X)
	}
	l.unbox(t, e, func() {
		l.p("rt.Assert(")
		l.expr(e.X)
		l.p(", new(", l.typeText(t, e), "), new(", from, "))")
	})
}

// generic refuses what has type arguments and no twin.
func (l *lowerer) generic(e ast.Expr) {
	if tv := l.Info.Types[e]; tv.IsType() {
		l.p(l.typeText(tv.Type, e))
		return
	}
	l.problem(e.Pos(), e.End(), "a generic function")
}
