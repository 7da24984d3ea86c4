// Package engine is the child's side: the process in which the person's code runs. It is the
// only package that imports yaegi. It speaks package wire over a pair of pipes, keeps the
// session's variables and functions outside every interpreter, runs each instant cell in a
// fresh one, and attributes output to the cell and task that wrote it.
//
// # The process
//
// Main takes the standard files over: the protocol moves to descriptors that nobody else
// knows, os.Stdout and os.Stderr become pipes that the engine reads, standard input is empty.
// Descriptor 2 stays the supervisor's, for what the Go runtime says as it dies. Cells run one
// after another; every other request is served while they do. What a cell prints is queued
// in order before its reply; if the session does not read, the person's code waits, and the
// engine does not.
//
// An interrupt cancels a cell's root task. A cell that is blocked where nothing can stop it
// is given up after a moment: its reply is sent, its goroutine is left behind, and the next
// cell runs. The rest is the session's: it replaces the engine.
//
// # What it refuses to do
//
// It parses no dialect and decides no meaning: it is given lowered Go. It never speaks LSP or
// DAP. It may die at any moment, by the person's doing or beyond a limit; package session
// sees to that. It protects nobody from the person's code but the session from its end.
package engine
