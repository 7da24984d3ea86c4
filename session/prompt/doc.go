// Package prompt is the place where a person types cells: a terminal with line editing,
// history and completion, or any other input from which cells are read as they come.
//
// It knows when a cell is whole, what the keys mean and how results are shown; what cells mean
// and who runs them is its Session's. Several prompts may be open in a process, one inside the
// cell of another: the innermost has the terminal and its Ctrl-C.
//
// It starts no sessions, decides nothing about the language, and leaves the terminal, the
// signals and the rest of the process as it found them.
package prompt
