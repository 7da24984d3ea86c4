package native

import (
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
)

// An entry of the cache that was cut off, by a full disk or a loss of power after it was named, would
// end every engine that loads it. So each has a seal, a file that says what its other files were.

// sealed are the files of each kind that are loaded or run.
var sealed = map[string][]string{
	"plugin": {"plugin.so", "cell.a"},
	"engine": {"engine"},
}

const (
	sealName = "seal"
	sumMost  = 32 << 20 // bytes of a file that is also summed up: what is larger would take too long
)

// seal writes the seal of an entry's folder.
func seal(kind, dir string) error {
	text := ""
	for _, name := range sealed[kind] {
		if line, err := sealOf(dir, name); err == nil {
			text += line
		} else if !os.IsNotExist(err) {
			return err
		}
	}
	if text == "" {
		return nil
	}
	return os.WriteFile(filepath.Join(dir, sealName), []byte(text), 0o600)
}

// whole reports whether an entry is as it was sealed. What has no seal is.
func whole(dir string) bool {
	text, err := os.ReadFile(filepath.Join(dir, sealName))
	if os.IsNotExist(err) {
		return true
	}
	for line := range strings.Lines(string(text)) {
		name, _, _ := strings.Cut(line, " ")
		if now, err := sealOf(dir, name); err != nil || now != line {
			return false
		}
	}
	return err == nil && len(text) > 0
}

// sealOf is the line of a file.
func sealOf(dir, name string) (string, error) {
	path := filepath.Join(dir, name)
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	sum := uint32(0)
	if info.Size() <= sumMost {
		text, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		sum = crc32.ChecksumIEEE(text)
	}
	return fmt.Sprintf("%s %d %08x\n", name, info.Size(), sum), nil
}
