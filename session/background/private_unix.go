//go:build unix

package background

import (
	"fmt"
	"os"
	"syscall"
)

// checkPrivate tells whether dir is a real folder of ours that nobody else can enter.
func checkPrivate(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("checking the runtime folder: %w", err)
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !info.IsDir():
		return fmt.Errorf("runtime folder %s is not a folder", dir)
	case ok && int(owner.Uid) != os.Getuid():
		return fmt.Errorf("runtime folder %s belongs to user %d, not to you; set GOAWAIT_RUNTIME_DIR", dir, owner.Uid)
	case info.Mode().Perm()&0o077 != 0:
		return fmt.Errorf("runtime folder %s is open to others (mode %04o); run chmod 700 on it", dir, info.Mode().Perm())
	}
	return nil
}
