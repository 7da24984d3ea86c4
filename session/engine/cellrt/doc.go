// Package cellrt is what natively compiled cells call, and how they make themselves known to
// the engine that loads them: waiting, starting goroutines, printing and being stopped, in
// the terms of session/async. It is linked into the engine, and every plugin uses the
// engine's.
//
// It loads nothing, keeps no names of the session, and is of no use outside an engine: the
// functions are for lowered text, in which the person's own mistakes have been found already.
package cellrt
