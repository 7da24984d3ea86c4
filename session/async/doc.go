// Package async is the runtime of await: lazy coroutines, the tasks that run them, the
// runners that drive tasks, and the rules by which waiting, cancelling, errors and panics
// travel between them. Cells have it without an import; any Go program may import it.
//
// A [Coroutine] does nothing until it is awaited (then it runs inside the task that awaits
// it) or spawned (then it becomes a [Task] of its own). Every task belongs to a [Scope]: a
// cell of a session, or the one implicit scope of an ordinary program. A scope starts its
// tasks on a [TaskLoop]: "goroutine", where every task is a goroutine and all run in parallel,
// or "loop", where one task runs at a time and they change places only where they await.
//
// # Cancelling
//
// Cancelling a task ends its context, wakes it where it waits, and stops it at its next
// [Checkpoint]. It unwinds as a panic does, so deferred calls run; what it was waiting for
// goes on unless it belongs to the task (the children of a [Gather] do). A call that runs off
// the loop and does not return is left behind and counted.
//
// From then on every await of the task fails, also of code that has captured the error and goes
// on. What cleans up, the Exit of a [Resource] and the deferred calls of lowered code (see
// [Cleanup]), does not see the cancellations that came before it began, and may await. A Go
// program has [Shield] for that.
//
// # Errors
//
// [Raise] stops the coroutine it is called in; the error comes out where the coroutine is
// awaited. A panic comes out the same way as a [*PanicError]. A task that fails while
// nobody has awaited it is reported through [Hooks].Failed: when its scope ends, or at once
// if the scope has ended. In the implicit scope, which never ends, it is reported when the
// task is garbage.
//
// # Whose goroutine this is
//
// The task of a goroutine is found through its profiler labels, which the goroutines it
// starts inherit, so output and failures can be attributed even below a raw go statement,
// and CPU profiles can be read by task. Code that replaces the labels through
// [runtime/pprof.SetGoroutineLabels] with a context of another origin opts out of that.
//
// The package knows nothing of cells' text, of the engine or of an editor, and starts no
// goroutine before the first task. Functions whose names begin with Await and take values
// of type any are what cells are lowered to; a Go program calls the Await methods.
package async
