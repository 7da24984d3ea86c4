//go:build linux || darwin

package native

import (
	"io/fs"
	"syscall"

	"golang.org/x/sys/unix"
)

// freeOn is how many bytes this user can still write on the disk of dir; -1 if that is not known.
func freeOn(dir string) int64 {
	var disk unix.Statfs_t
	if err := unix.Statfs(dir, &disk); err != nil {
		return -1
	}
	return int64(disk.Bavail) * int64(disk.Bsize)
}

// inodeOf tells files apart that have several names.
func inodeOf(info fs.FileInfo) (id uint64, several bool) {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Ino, st.Nlink > 1
	}
	return 0, false
}
