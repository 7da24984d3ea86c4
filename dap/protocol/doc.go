// Package protocol is the part of the Debug Adapter Protocol 1.71 that goawait speaks: the
// framing, the three kinds of messages, and the arguments and bodies of the requests and
// events in use.
//
// It holds types and bytes only. It keeps no state of a connection, numbers no messages and
// knows no session. The types are written by hand because the Go library for the protocol
// follows an older schema, which drops the source and line of an evaluate, and encodes an
// empty list as null; package daptest holds each message against the schema.
package protocol
