package session

import (
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
)

// A slowReader gives what it has after a while: its reader was not let run by the machine.
type slowReader struct {
	io.Reader
	after time.Duration
}

func (r *slowReader) Read(p []byte) (int, error) {
	time.Sleep(r.after)
	return r.Reader.Read(p)
}

// Why an engine ended is known although what it said about that was read late.
func TestLateLastWords(t *testing.T) {
	const said = "fatal error: all is lost\n"
	p := &process{
		stdin:  nopWriter{io.Discard},
		stdout: io.NopCloser(strings.NewReader("")),
		stderr: io.NopCloser(&slowReader{strings.NewReader(said), 500 * time.Millisecond}),
		wait:   func() *os.ProcessState { return nil },
		end:    func() {},
	}
	l := startLink(p, 0, timing{}, func(*link, *wire.Message) {}, func(string) {}, func(*link) {})
	<-l.dead
	if d := l.ended(); d.Reason != "all is lost" || d.Stderr != said {
		t.Errorf("it is told %q, of %q", d.Reason, d.Stderr)
	}
}

type nopWriter struct{ io.Writer }

func (nopWriter) Close() error { return nil }
