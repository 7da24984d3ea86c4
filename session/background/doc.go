// Package background is the meeting place of editors and their workspace's one background
// process: where its socket lies, who may use it, how it is found or started, how it ends.
//
// It moves bytes and knows no protocol beyond one greeting line; what speaks on a connection
// afterwards is the business of the handlers that Serve is given. It holds no session.
package background
