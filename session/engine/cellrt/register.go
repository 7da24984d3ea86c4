package cellrt

import "sync"

// A Cell is what the text of one compiled cell knows of itself. Its fields are written by the
// engine.
type Cell struct {
	No   int32  // its number in the session
	Halt uint32 // not 0 while some task is to stop: loops and functions then ask whether it is theirs

	Statement func(line int) // is told that a statement of the cell's own begins; nil for no one
	Timing    Timing         // of a cell that was compiled to be measured; else nil
}

// A Place is where a session name is to be found: for one that a cell defines a pointer to the
// variable, nil where the session has a place for it already; for one that it uses a pointer to the
// pointer that the cell goes through.
type Place struct {
	Key     string
	Pointer any
}

// A Word belongs to a function of a cell. While it is not 0 its callers ask whether the
// function was declared anew, or somebody is to stop.
type Word struct {
	Key  string
	Word *uint32
}

// Compiled is a cell that a plugin brought.
type Compiled struct {
	ID      string // by content
	Cell    *Cell
	Run     func() any // the statements; gives the cell's value, a []any for several; nil where there are Functions
	Defines []Place
	Uses    []Place
	Moved   []string // of Uses, those whose type is new
	Words   []Word

	Functions []Place // those of an instant cell, for the session's variables to hold
	Loops     []Loop  // those of an instant cell that compiled code can go on with
}

// A Loop goes on with a loop of an instant cell. Run is given the state that lowered code gave, and
// returns -1 if it is not what was expected, 0 once the loop has ended, and else by which jump it was
// left.
type Loop struct {
	ID  int
	Run func(state []any) int
}

// registered holds the cells that plugins brought.
var registered struct {
	mu sync.Mutex // guards m
	m  map[string]*Compiled
}

// Register is called by a plugin as it is loaded.
func Register(c *Compiled) {
	registered.mu.Lock()
	defer registered.mu.Unlock()
	if registered.m == nil {
		registered.m = make(map[string]*Compiled)
	}
	registered.m[c.ID] = c
	stacks.start()
}

// Lookup returns the cell with that ID, or nil.
func Lookup(id string) *Compiled {
	registered.mu.Lock()
	defer registered.mu.Unlock()
	return registered.m[id]
}

// loaded reports whether there is any compiled cell.
func loaded() bool {
	registered.mu.Lock()
	defer registered.mu.Unlock()
	return len(registered.m) > 0
}

// all returns the cells that were registered.
func all() []*Compiled {
	registered.mu.Lock()
	defer registered.mu.Unlock()
	list := make([]*Compiled, 0, len(registered.m))
	for _, c := range registered.m {
		list = append(list, c)
	}
	return list
}

// Numbers says which cell of the session each was, by ID.
func Numbers() map[string]int {
	numbers := map[string]int{}
	for _, c := range all() {
		numbers[c.ID] = int(c.Cell.No)
	}
	return numbers
}
