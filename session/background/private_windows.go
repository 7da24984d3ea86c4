package background

import (
	"fmt"
	"os"
)

// checkPrivate tells whether dir is a real folder. Its access list is inherited from the
// person's profile, where the folder for temporary files lies.
func checkPrivate(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("checking the runtime folder: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("runtime folder %s is not a folder", dir)
	}
	return nil
}
