// Package session keeps what outlives an editor: the namespace, the numbered cells and their
// results, the settings, the history and its journal on disk. It runs cells one after
// another and starts, watches and replaces the engine in which they execute.
//
// # Life of a cell
//
// Run takes the cell's turn in the one queue, gives it a number, has package transform parse
// and check it in the scope of the namespace, has it lowered, sends it to the engine and
// waits for the reply. Magics are carried out here, between the stretches of Go around them.
// What the cell did is in its Result; Run returns an error only if it could not be attempted.
//
// # The queue
//
// Cells run in the order in which Run was called. A cell that fails aborts nothing: those
// behind it run. Interrupt(n) ends cell n alone, and so does cancelling the context of its
// Run. Interrupt(0) is a person's stop: it ends the running cell and gives up all that wait.
//
// The first interrupt is soft: the engine is asked, and ends the cell at its next check. A
// cell that has not answered after a grace is given up: its Run returns, and what it left
// behind may hold up the engine. A second interrupt is hard and replaces the engine.
//
// # The engine
//
// The engine may end at any moment and by any cause: the cell that ran gets a Result that
// says what happened and where, the names that were bound to the engine are gone (types,
// constants and imports stay), a new engine is started at once, and the queue goes on.
// Restart with replay runs the successful cells again under their old numbers.
//
// # What is on disk
//
// The journal in Config.StateDir is the history: a line of JSON for each cell, written as the
// cell ends, so that it outlives this process; it is synced to the disk when the session is
// restarted or ends. A session that is opened again goes on with its numbers and its history,
// and can replay it. Without a StateDir nothing is written.
//
// # What it refuses to do
//
// It executes none of the person's code in its own process, speaks neither LSP nor DAP, knows
// no editor, and decides nothing about the language: that is package transform's.
package session
