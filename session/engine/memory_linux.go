package engine

import (
	"fmt"
	"syscall"
)

// limitProcess has the system refuse more than limit bytes of private memory; 0 is none. It
// changes the soft limit only, so that it can be raised again.
func limitProcess(limit int64) error {
	var now syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_DATA, &now); err != nil {
		return fmt.Errorf("reading the process's memory limit: %w", err)
	}
	now.Cur = now.Max
	if limit > 0 {
		now.Cur = min(uint64(limit), now.Max)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_DATA, &now); err != nil {
		return fmt.Errorf("setting the process's memory limit: %w", err)
	}
	return nil
}
