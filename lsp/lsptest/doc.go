// Package lsptest is test support: an LSP client for tests that holds every message of a
// connection, in both directions, against the LSP meta model and lsp.ExtensionModel, and that
// waits for what it expects by event, never by sleeping.
//
// The meta model is the one that go.lsp.dev/protocol is generated from; it is read from the
// module cache, so the tests need the go command. The package is not for programs.
package lsptest
