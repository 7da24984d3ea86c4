package dap

import (
	"context"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/engine/wire"
)

// A Host finds or makes sessions for connections. It is safe for concurrent use.
type Host interface {
	// Attach returns the session that target names, and whether it had to be made. It may
	// take as long as ctx lives; other requests are served meanwhile.
	Attach(ctx context.Context, target Target) (s Session, made bool, err error)

	// Document returns the text of a document as its editor has it, if that is known. The
	// server asks for it to count the columns of a region that does not begin its line.
	Document(path string) (text []byte, ok bool)
}

// A Target says which session a client wants, and how it is made if there is none.
type Target struct {
	Workspace string          // a folder; "" is the host's own
	Name      string          // of the session, "default" if the client gave none
	Settings  session.Changes // the server also gives them to SetEditor after Attach
	Env       []string        // KEY=VALUE, added to the environment of a session that is made
	Unset     []string        // names of variables taken out of it
}

// A Session is what the server uses of a *session.Session. It is safe for concurrent use.
type Session interface {
	Run(ctx context.Context, r session.RunRequest) (*session.Result, error)
	Subscribe(fn func(session.Event)) (cancel func())
	SetEditor(c session.Changes) error
	Interrupt(cell int)
	Restart(ctx context.Context, replay bool) error
	Terminate()
	Tasks(ctx context.Context) ([]wire.Task, error)
	CancelTask(ctx context.Context, id int64) error
	Variables(ctx context.Context) ([]wire.Value, error)
	Children(ctx context.Context, ref int64, start, count int) ([]wire.Value, error)
	Complete(text string, offset int) session.Completions
	Where() (at wire.Position, running bool) // of the cell that runs, as far as it is known
	Place(at wire.Position) string           // "cell 3, line 2", or "scratch.goa:12" for a region
	Locate(at wire.Position) (path string, line int, ok bool)
}

var _ Session = (*session.Session)(nil)
