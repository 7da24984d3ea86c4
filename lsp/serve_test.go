package lsp_test

import (
	"context"
	"net"
	"testing"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/lsp/lsptest"
)

// A served is a server on one end of a pipe.
type served struct {
	host *fakeHost
	err  chan error // what Serve returned
	end  context.CancelFunc
}

// serve starts a server and returns a client of it. When the test ends, the server has.
func serve(t testing.TB, host *fakeHost, opts ...lsp.Option) (*lsptest.Client, *served) {
	t.Helper()
	ours, theirs := net.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	s := &served{host: host, err: make(chan error, 1), end: cancel}
	stopped := make(chan struct{})
	opts = append([]lsp.Option{lsp.WithLog(lsptest.Log(t)), lsp.WithVersion("test")}, opts...)
	go func() { // ends when the client has closed its end
		defer close(stopped)
		s.err <- lsp.Serve(ctx, theirs, host, opts...)
	}()
	t.Cleanup(func() {
		cancel()
		<-stopped
	})
	return lsptest.Dial(t, ours), s
}

// start is serve with the handshake done.
func start(t testing.TB, host *fakeHost) *lsptest.Client {
	t.Helper()
	c, _ := serve(t, host)
	c.Initialize(lsptest.Capabilities)
	return c
}
