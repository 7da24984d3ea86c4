// Package lsp is the language server: it speaks LSP 3.18 with one editor over one connection.
// It knows documents and package transform. What ran, what the session holds and what is to
// run reaches it through Host, an interface that it declares and others implement.
//
// A connection has its own transport (conn.go, over package frame) below the messages of
// go.lsp.dev/jsonrpc2 and the types of go.lsp.dev/protocol, because an editor's byte stream is
// not to be trusted with the process: notifications take effect in the order sent and before
// any later request is begun, requests run side by side, every one of them is answered exactly
// once, and neither a client that sends nonsense nor one that stops reading costs more than its
// own connection.
//
// The goroutines of a connection, each ended by Serve before it returns:
//
//   - Serve itself reads and dispatches; it runs notifications.
//   - The writer drains the outgoing queue; it ends when the queue is closed.
//   - One goroutine a request; cancelled with the connection.
//   - One goroutine a diagnostic pass; a newer pass of the same document cancels it.
//   - One goroutine relays the Host's events.
//
// One kind outlives the connection: a run that a command asked for goes on to its end when
// its editor goes away, because closing an editor loses nothing.
//
// The package does not run code, does not know sessions, DAP or any editor, and gives ordinary
// .go documents no diagnostics: those are gopls's.
package lsp
