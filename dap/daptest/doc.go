// Package daptest is test support for whatever speaks the Debug Adapter Protocol with
// goawait: a client with methods that send and expect, and the check of every message that
// the client sends or receives against the protocol's own schema. What it receives is also
// read by go-dap, frame and all.
//
// The client waits for messages, never for time: a message that does not come fails the test
// when its patience ends. It is no library for editors, and nothing but tests imports it.
package daptest
