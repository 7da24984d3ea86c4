// Package transform knows the dialect: Go with cells, magics, top-level await and async
// functions. It splits a document into cells, parses a cell, checks it with go/types in the
// scope of a session, and lowers it to an ordinary Go package.
//
// It is pure and total. Any bytes go in; a result with errors sorted by position comes out,
// never a panic and never a Go error value. Every position is a byte offset into the text
// that was given, never into generated text. Nothing here does I/O, starts goroutines,
// knows an editor or a session, or imports another package of this module.
package transform
