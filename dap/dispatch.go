package dap

import (
	"github.com/goawait/goawait/dap/protocol"
	godap "github.com/google/go-dap"
)

// A state is how far a connection has come. Each includes those before it.
type state int

// The states of a connection.
const (
	fresh       state = iota // nothing but initialize is served
	initialized              // launch or attach is expected
	launched                 // a session is there or on its way
	terminated               // the session was ended
)

// A command is how the requests of one name are served.
type command struct {
	from state // the first state in which it is served
	ever bool  // served after the session was ended, too

	// Exactly one is set. inline answers on the reading goroutine and must not block. ask is
	// called on a goroutine of its own once the session is there. own does all by itself.
	inline func(*request) (body any, err error)
	ask    func(*request, Session) (body any, err error)
	own    func(*request)
}

// commands is the table of all that is served. It is filled by init, since serving refers to it.
var commands map[string]command

func init() {
	commands = map[string]command{
		"initialize": {inline: (*request).initialize},
		"launch":     {from: initialized, own: (*request).launch},
		"attach":     {from: initialized, own: (*request).launch},

		"configurationDone": {from: initialized, ever: true, inline: nothing},
		"disconnect":        {ever: true, own: (*request).disconnect},
		"terminate":         {from: launched, ever: true, ask: (*request).terminate},
		"restart":           {from: launched, own: (*request).restart},
		"cancel":            {ever: true, own: (*request).cancelOther},

		"evaluate":         {from: launched, own: (*request).evaluate},
		"pause":            {from: launched, ask: (*request).pause},
		"threads":          {from: launched, ask: (*request).threads},
		"terminateThreads": {from: launched, ask: (*request).terminateThreads},
		"stackTrace":       {from: launched, ask: (*request).stackTrace},
		"scopes":           {from: launched, ask: (*request).scopes},
		"variables":        {from: launched, ask: (*request).variables},
		"setVariable":      {from: launched, own: (*request).setVariable},
		"setExpression":    {from: launched, own: (*request).setExpression},
		"completions":      {from: launched, ask: (*request).completions},

		// Clients send these on their own account, whatever the capabilities say.
		"setBreakpoints":          {from: initialized, inline: (*request).setBreakpoints},
		"setExceptionBreakpoints": {from: initialized, inline: nothing},

		"continue": {from: launched, inline: notStopped},
		"next":     {from: launched, inline: notStopped},
		"stepIn":   {from: launched, inline: notStopped},
		"stepOut":  {from: launched, inline: notStopped},
	}
}

// dispatch has r served. It reports whether the connection goes on.
func (r *request) dispatch() bool {
	defer r.recovered()
	cmd, ok := commands[r.Command]
	if !ok {
		r.fail(fail(idUnsupported, "%.60q is not a request that this server knows", r.Command), idUnsupported)
		return true
	}
	if err := r.gate(cmd); err != nil {
		r.fail(err, idState)
		return true
	}
	switch {
	case cmd.inline != nil:
		r.answer(cmd.inline(r))
	case cmd.ask != nil:
		go func() { // ends when the session has answered, at the latest after r's context has ended
			defer r.recovered()
			s, err := r.session()
			if err != nil {
				r.fail(err, idSession)
				return
			}
			r.answer(cmd.ask(r, s))
		}()
	default:
		cmd.own(r)
	}
	return r.Command != "disconnect"
}

func (r *request) answer(body any, err error) {
	if err != nil {
		r.fail(err, idSession)
		return
	}
	r.succeed(body)
}

// gate says why r cannot be served in the state of its connection; nil if it can. Then r has
// the session that is there or on its way, whatever becomes of the connection's.
func (r *request) gate(cmd command) error {
	c := r.conn
	c.mu.Lock()
	defer c.mu.Unlock()
	r.attached = c.attached
	switch {
	case c.state == terminated && !cmd.ever:
		return fail(idState, "%s: the session has ended", r.Command)
	case c.state >= cmd.from:
		return nil
	case c.state == fresh:
		return fail(idState, "%s before initialize", r.Command)
	default:
		return fail(idState, "%s before launch or attach", r.Command)
	}
}

// session waits for the session that launch or attach asked for before r.
func (r *request) session() (Session, error) {
	if r.attached == nil {
		return nil, fail(idState, "%s without a session", r.Command)
	}
	return r.attached.wait(r.ctx)
}

func nothing(*request) (any, error) { return nil, nil }

func notStopped(r *request) (any, error) {
	return nil, &requestError{
		id: idNotStopped, message: messageNotStopped,
		text: r.Command + ": no thread is stopped; cells run when they are evaluated",
	}
}

// setBreakpoints says of each breakpoint that it is not there.
func (r *request) setBreakpoints() (any, error) {
	var args godap.SetBreakpointsArguments
	if err := decode(&r.Request, &args); err != nil {
		return nil, err
	}
	list := make([]protocol.Breakpoint, 0, len(args.Breakpoints))
	for _, b := range args.Breakpoints {
		list = append(list, protocol.Breakpoint{
			Breakpoint: godap.Breakpoint{Line: b.Line, Message: "goawait has no breakpoints yet"},
			Reason:     "failed",
		})
	}
	return protocol.SetBreakpointsBody{Breakpoints: list}, nil
}
