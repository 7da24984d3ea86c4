package dap

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/goawait/goawait/dap/protocol"
	"github.com/goawait/goawait/session"
)

// An attachment is a connection's hold on its session, or the attempt to get one.
type attachment struct {
	done chan struct{} // closed when s or err is set

	s   Session
	err error

	mu    sync.Mutex // guards what follows
	left  bool
	unsub func()
}

// wait returns the session once it is there.
func (a *attachment) wait(ctx context.Context) (Session, error) {
	select {
	case <-a.done:
		return a.s, a.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// listen has report called for what happens in s, unless the connection has left.
func (a *attachment) listen(s Session, report func(session.Event)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.left {
		a.unsub = s.Subscribe(report)
	}
}

// leave ends what listen began.
func (a *attachment) leave() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.left = true
	if a.unsub != nil {
		a.unsub()
		a.unsub = nil
	}
}

// launch serves launch and attach, which mean the same: a session outlives its clients, so
// whether it is there already is not theirs to know.
func (r *request) launch() {
	target, replay, notes, err := readTarget(r.Command, r.Arguments)
	if err != nil {
		r.fail(shown(err), idArguments)
		return
	}
	c := r.conn
	a := &attachment{done: make(chan struct{})}
	c.mu.Lock()
	again := c.state != initialized
	if !again {
		c.state, c.attached = launched, a
	}
	c.mu.Unlock()
	if again {
		r.fail(fail(idState, "%s: this connection has its session already", r.Command), idState)
		return
	}
	for _, note := range notes {
		c.out.print(protocol.NewOutput(protocol.CategoryConsole), r.Command+": "+note+"\n")
	}
	go func() { // ends when the host and the session have answered, at the latest after r's context has ended
		defer close(a.done)
		defer r.recovered()
		a.err = fail(idAttach, "%s: a fault in goawait", r.Command) // unless the next lines come to their end
		a.s, a.err = c.attach(r.ctx, a, target, replay)
		if a.err != nil {
			c.mu.Lock()
			c.state, c.attached = initialized, nil
			c.mu.Unlock()
			r.fail(shown(fail(idAttach, "%s: %v", r.Command, a.err)), idAttach)
			return
		}
		r.succeed(nil)
		c.out.send(protocol.NewEvent(protocol.EventInitialized, nil))
	}()
}

// attach gets the session, sets it as the client wants it, and begins to report from it.
func (c *conn) attach(ctx context.Context, a *attachment, target Target, replay bool) (Session, error) {
	s, made, err := c.host.Attach(ctx, target)
	if err != nil {
		return nil, err
	}
	if err := s.SetEditor(target.Settings); err != nil {
		return nil, err
	}
	a.listen(s, c.report)
	if !made && len(target.Env)+len(target.Unset) > 0 {
		c.out.print(protocol.NewOutput(protocol.CategoryConsole),
			"env is ignored: the session was there already, with an environment of its own\n")
	}
	if replay && made {
		if err := s.Restart(ctx, true); err != nil {
			a.leave()
			return nil, fmt.Errorf("replaying the session's cells: %w", err)
		}
	}
	return s, nil
}

// targetKeys are the arguments of launch and attach, and how each is read.
var targetKeys = map[string]func(*targetReader, json.RawMessage){
	"workspace": func(t *targetReader, v json.RawMessage) { t.text("workspace", v, &t.target.Workspace) },
	"session":   func(t *targetReader, v json.RawMessage) { t.text("session", v, &t.target.Name) },
	"autoawait": func(t *targetReader, v json.RawMessage) { t.target.Settings.Autoawait = t.flag("autoawait", v) },
	"runner":    func(t *targetReader, v json.RawMessage) { t.target.Settings.Runner = t.word("runner", v) },
	"loopScope": func(t *targetReader, v json.RawMessage) { t.target.Settings.LoopScope = t.word("loopScope", v) },
	"lane":      func(t *targetReader, v json.RawMessage) { t.target.Settings.Lane = t.word("lane", v) },
	"env":       (*targetReader).env,
	"replay": func(t *targetReader, v json.RawMessage) {
		if on := t.flag("replay", v); on != nil {
			t.replay = *on
		}
	},
}

// editorKeys are arguments that editors add for themselves; nobody is told that they are ignored.
var editorKeys = []string{
	"name", "type", "request", "noDebug", "presentation", "preLaunchTask", "postDebugTask", "internalConsoleOptions",
	"debugServer", "serverReadyAction", "program", "console", "args", "cwd", "stopOnEntry", "trace",
}

// A targetReader reads the arguments of launch and attach.
type targetReader struct {
	target   Target
	replay   bool
	problems []string
}

// readTarget reads the arguments of the launch or attach named command. notes tell of
// arguments that have no meaning here.
func readTarget(command string, raw json.RawMessage) (target Target, replay bool, notes []string, err error) {
	var args map[string]json.RawMessage
	if len(raw) > 0 {
		if json.Unmarshal(raw, &args) != nil {
			return Target{}, false, nil, fail(idArguments, "%s: the arguments must be an object", command)
		}
	}
	t := targetReader{target: Target{Name: "default"}}
	for _, key := range slices.Sorted(maps.Keys(args)) {
		if read, ok := targetKeys[key]; ok {
			if !bytes.Equal(args[key], []byte("null")) {
				read(&t, args[key])
			}
		} else if !strings.HasPrefix(key, "__") && !slices.Contains(editorKeys, key) {
			known := strings.Join(slices.Sorted(maps.Keys(targetKeys)), ", ")
			notes = append(notes, fmt.Sprintf("%q has no meaning here and is ignored; have: %s", key, known))
		}
	}
	if len(t.problems) > 0 {
		return Target{}, false, nil, fail(idArguments, "%s: %s", command, strings.Join(t.problems, "; "))
	}
	return t.target, t.replay, notes, nil
}

func (t *targetReader) wrong(key, want string, got json.RawMessage) {
	t.problems = append(t.problems, fmt.Sprintf("%s must be %s, not %.60s", key, want, got))
}

// text reads a string that is not empty.
func (t *targetReader) text(key string, v json.RawMessage, dst *string) {
	if s := t.word(key, v); s != nil {
		*dst = *s
	}
}

func (t *targetReader) word(key string, v json.RawMessage) *string {
	var s string
	if json.Unmarshal(v, &s) != nil || s == "" || strings.ContainsRune(s, 0) {
		t.wrong(key, "a string that is not empty", v)
		return nil
	}
	return &s
}

func (t *targetReader) flag(key string, v json.RawMessage) *bool {
	var on bool
	if json.Unmarshal(v, &on) != nil {
		t.wrong(key, "true or false", v)
		return nil
	}
	return &on
}

// env reads variables to set, and with null to take away.
func (t *targetReader) env(v json.RawMessage) {
	var vars map[string]*string
	if json.Unmarshal(v, &vars) != nil {
		t.wrong("env", "an object of strings", v)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		switch value := vars[name]; {
		case name == "" || strings.ContainsAny(name, "=\x00"):
			t.problems = append(t.problems, fmt.Sprintf("env: %q cannot be the name of a variable", name))
		case value == nil:
			t.target.Unset = append(t.target.Unset, name)
		case strings.ContainsRune(*value, 0):
			t.problems = append(t.problems, fmt.Sprintf("env: the value of %s has a NUL byte", name))
		default:
			t.target.Env = append(t.target.Env, name+"="+*value)
		}
	}
}

// shown marks err as one that the client is to show: nobody typed the request that failed.
func shown(err error) error {
	re := asRequestError(err, idAttach)
	re.show = true
	return re
}
