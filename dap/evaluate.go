package dap

import (
	"context"
	"sync"

	"github.com/goawait/goawait/dap/protocol"
	"github.com/goawait/goawait/session"
)

// turns keeps the evaluates of a connection in the order in which they came. Each waits until
// the one before has its place in the session's queue, or has ended.
type turns struct {
	mu   sync.Mutex // guards last
	last <-chan struct{}
}

// A turn is the place of one evaluate. It is passed on once.
type turn struct {
	before <-chan struct{} // closed when it is this one's turn
	mine   chan struct{}
	once   sync.Once
}

func (t *turns) join() *turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	next := &turn{before: t.last, mine: make(chan struct{})}
	if next.before == nil {
		now := make(chan struct{})
		close(now)
		next.before = now
	}
	t.last = next.mine
	return next
}

// pass gives the turn to the next. It must have come.
func (t *turn) pass() { t.once.Do(func() { close(t.mine) }) }

// leave passes the turn on when it comes.
func (t *turn) leave() {
	<-t.before
	t.pass()
}

// evaluate runs a cell, or looks at an expression without leaving a trace of it.
func (r *request) evaluate() {
	var args protocol.EvaluateArguments
	err := decode(&r.Request, &args)
	if err == nil && args.Expression == nil {
		err = fail(idArguments, "evaluate: expression is missing")
	}
	var p *place
	if err == nil {
		p, err = r.conn.placeOf(&args)
	}
	if err != nil {
		r.fail(err, idArguments)
		return
	}
	c := r.conn
	cell := args.Context == protocol.ContextRepl
	if cell {
		r.outlive()
	}
	r.inTurn(func(s Session, t *turn) {
		epoch := c.tree.now()
		res, err := s.Run(r.ctx, session.RunRequest{
			Source: *args.Expression, Region: p.region(), Silent: !cell, Context: args.Context, Conn: c.id,
			Queued: t.pass,
		})
		if err != nil {
			r.fail(err, idSession)
			return
		}
		r.finish(s, res, p, *args.Expression, epoch)
	})
}

// inTurn has do serve r on a goroutine of the crew, with the session, once the requests before r
// that run something have their places in the session's queue.
func (r *request) inTurn(do func(Session, *turn)) {
	t := r.conn.turns.join()
	r.conn.crew.do(r.conn.ctx, func() { // it ends when do does, or at its turn if r was cancelled; see conn
		defer t.leave()
		defer r.recovered()
		s, err := r.session()
		if err != nil {
			r.fail(err, idSession)
			return
		}
		select {
		case <-t.before:
			do(s, t)
		case <-r.ctx.Done():
			r.fail(context.Cause(r.ctx), idCancelled)
		}
	})
}

// finish answers an evaluate with what its cell did in s.
func (r *request) finish(s Session, res *session.Result, p *place, expr string, epoch int) {
	c := r.conn
	run := c.describe(res, p)
	if !res.OK() {
		if res.State != session.Died { // whose place everybody was told
			c.printTrace(res, s)
		}
		r.fail(&requestError{id: idCell, text: res.Text, run: run}, idCell)
		return
	}
	body := protocol.EvaluateBody{Goawait: run}
	cell := res.Cell != 0
	if cell {
		c.tree.ran(res.Cell)
		expr = "" // evaluating a cell again is not looking at its value again
	}
	if v := res.Value; v != nil && !(v.Nil && cell) {
		body.Result, body.Type = v.Text, v.Type
		body.VariablesReference, body.NamedVariables, body.IndexedVariables = c.tree.value(v, expr, epoch, res.Cell)
	}
	r.succeed(body)
}
