package background

import "os"

// alive tells whether a process with that number exists: on Windows finding it opens it.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	_ = p.Release()
	return true
}
