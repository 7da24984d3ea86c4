// Package engine is the child's side: the process in which the person's code runs. It is the
// only package that imports yaegi. It speaks package wire over a pair of pipes, keeps the
// session's variables and functions outside every interpreter, runs each instant cell in a
// fresh one, and attributes output to the cell and task that wrote it.
//
// It parses no dialect and decides no meaning: it is given lowered Go. It never speaks LSP or
// DAP. It may die at any moment; package session sees to that.
package engine
