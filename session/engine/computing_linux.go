package engine

import (
	"bytes"
	"os"
)

const saysComputing = true

// computing reports whether a thread of this process other than the caller's runs, or would if
// the machine let it: the cell is then perhaps about to end, and has not been let.
func computing() bool {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return false
	}
	ready := 0
	for _, thread := range threads {
		stat, err := os.ReadFile("/proc/self/task/" + thread.Name() + "/stat")
		if err != nil {
			continue // it has ended
		}
		// The state comes after the name, which stands in parentheses and may hold some.
		if at := bytes.LastIndexByte(stat, ')'); at >= 0 && bytes.HasPrefix(stat[at:], []byte(") R")) {
			ready++
		}
	}
	return ready > 1 // one is the caller's
}
