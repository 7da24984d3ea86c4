package dap

import (
	"github.com/goawait/goawait/session"
	godap "github.com/google/go-dap"
)

// setVariable gives a variable, or a part of one, another value.
func (r *request) setVariable() {
	var args godap.SetVariableArguments
	if err := decode(&r.Request, &args); err != nil {
		r.fail(err, idArguments)
		return
	}
	n, err := r.conn.tree.lookup(args.VariablesReference)
	if err != nil {
		r.fail(err, idReference)
		return
	}
	target := args.Name
	if !n.names {
		target = childExpr(&n, args.Name)
	}
	if target == "" {
		r.fail(fail(idArguments, "setVariable: %.60q is part of a value that no variable has; it cannot be set", args.Name), idArguments)
		return
	}
	r.assign(target, args.Value)
}

// setExpression gives what an expression names another value.
func (r *request) setExpression() {
	var args godap.SetExpressionArguments
	if err := decode(&r.Request, &args); err != nil {
		r.fail(err, idArguments)
		return
	}
	if args.Expression == "" {
		r.fail(fail(idArguments, "setExpression: expression is missing"), idArguments)
		return
	}
	r.assign(args.Expression, args.Value)
}

// assign runs an assignment as a cell, so that it is checked like any other, is in the history
// and comes back with a replay, and answers with the value that resulted.
func (r *request) assign(target, value string) {
	if value == "" {
		r.fail(fail(idArguments, "%s: value is missing", r.Command), idArguments)
		return
	}
	c := r.conn
	r.inTurn(func(s Session, t *turn) {
		res, err := s.Run(r.ctx, session.RunRequest{Source: target + " = " + value + ";", Context: r.Command, Conn: c.id, Queued: t.pass})
		if err == nil && !res.OK() {
			err = fail(idCell, "%s", res.Text)
		}
		if err != nil {
			r.fail(err, idSession)
			return
		}
		c.tree.ran(res.Cell)
		epoch := c.tree.now()
		now, err := s.Run(r.ctx, session.RunRequest{Source: target, Silent: true, Context: "variables", Conn: c.id})
		if err == nil && (!now.OK() || now.Value == nil) {
			err = fail(idCell, "%s", now.Text)
		}
		if err != nil {
			r.fail(err, idSession)
			return
		}
		body := godap.SetVariableResponseBody{Value: now.Value.Text, Type: now.Value.Type}
		body.VariablesReference, body.NamedVariables, body.IndexedVariables = c.tree.value(now.Value, target, epoch, res.Cell)
		r.succeed(body)
	})
}
