package prompt

import "os"

// descriptor is a file's, without what (*os.File).Fd does to the file; -1 if it is closed.
func descriptor(f *os.File) int {
	fd := -1
	if conn, err := f.SyscallConn(); err == nil {
		_ = conn.Control(func(d uintptr) { fd = int(d) })
	}
	return fd
}
