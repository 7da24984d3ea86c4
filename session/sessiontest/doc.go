// Package sessiontest is test support: it plays transcripts, files that say what a person types
// and sees, to whatever is a session to that person. The tests of package session play them to
// sessions of their own process, those of the program to the real thing, over DAP.
//
// It knows nothing of sessions. Nothing but tests imports it.
package sessiontest
