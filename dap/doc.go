// Package dap is the Debug Adapter Protocol server: it runs regions and cells for an editor,
// streams their output with the place that caused it, and shows the session's names and
// tasks.
//
// Serve takes one connection from its first byte to its last. A connection comes and goes; the
// session behind it stays, so that closing or reloading an editor loses nothing: a cell that
// runs goes on, and its result is with the session. Several connections may share a session;
// each sees the output of all.
//
// # What maps to what
//
//   - evaluate in the context repl runs a cell; with source, line and column it is a region of
//     that document. Evaluates run in the order in which they came, other requests are served
//     meanwhile.
//   - threads are the session's main line (thread 1) and its tasks (task n is thread n+1).
//   - The one scope holds the session's names. References to values are valid until the next
//     cell has run; an older one is refused, never taken for another value.
//   - cancel interrupts one evaluate; pause is a person's stop and gives up all that wait.
//
// # What it refuses to do
//
// It does not parse or run anything: a session does. It sends neither stopped nor continued,
// since nothing can be stopped at a line yet, and claims no capability it does not have. It
// never blocks a session: a client that does not read loses output first, then its connection.
// It opens no sockets and speaks no LSP.
package dap
