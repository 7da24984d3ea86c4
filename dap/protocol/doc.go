// Package protocol is what goawait says in the Debug Adapter Protocol 1.71 beyond the types of
// github.com/google/go-dap.
//
// Arguments, bodies and what is in them are go-dap's where it has them right. Here is the rest:
//
//   - the three envelopes with arguments and body still open, where go-dap has a struct for each
//     command and event, as the server decodes arguments by a table of its own;
//   - goawait's own additions, all under the key "goawait";
//   - what go-dap's schema of 2024 lacks: where the text of an evaluate comes from, why
//     there is no breakpoint, the capability of ANSI styling, the arguments of a restart;
//   - what go-dap cannot say: a line 0 of a client that counts from 0, an expression that is
//     absent rather than empty, a showUser that is left to the client;
//   - Codec, which says for itself why.
//
// go-dap encodes a nil slice as null, which the protocol does not allow for a list that is
// required: whoever makes a body gives it empty lists. Package daptest holds each message
// against the schema, and has go-dap read it.
//
// It holds types and bytes only. It keeps no state of a connection, numbers no messages and
// knows no session.
package protocol
