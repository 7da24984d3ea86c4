// Package frame reads and writes the frames in which the messages of LSP and DAP travel: header
// lines, one of which gives the length of the body, an empty line, and the body ("Base Protocol" in
// both specifications).
//
// It does not trust who writes: neither the length that is announced nor a header without an end
// costs memory. It refuses to know what a body is, to answer, and to close anything.
package frame
