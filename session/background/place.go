package background

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
)

// maxSocketPath is the longest socket path that every supported system takes: macOS has room
// for 104 bytes with the final NUL, Linux for 108.
const maxSocketPath = 103

// A Place is where one workspace's background process is met: files in the runtime folder,
// named by a hash of the workspace so that their paths stay short.
type Place struct {
	Workspace string // absolute, symbolic links resolved
	Dir       string // the runtime folder, 0700
	Key       string // hash of Workspace
}

// PlaceOf returns the place of the workspace that dir lies at. It makes the runtime folder if
// need be, and refuses one that others could have prepared.
func PlaceOf(dir string) (Place, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return Place{}, fmt.Errorf("finding the workspace: %w", err)
	}
	abs, err = filepath.EvalSymlinks(abs)
	if err != nil {
		return Place{}, fmt.Errorf("finding the workspace: %w", err)
	}
	if info, err := os.Stat(abs); err != nil || !info.IsDir() {
		return Place{}, fmt.Errorf("workspace %s is not a folder", abs)
	}
	runtime, err := RuntimeDir()
	if err != nil {
		return Place{}, err
	}
	sum := sha256.Sum256([]byte(abs))
	return Place{Workspace: abs, Dir: runtime, Key: hex.EncodeToString(sum[:8])}, nil
}

// PlaceOfProgram returns a place for a session inside this process, which is no workspace's
// background process. Several may be open at a time.
func PlaceOfProgram() (Place, error) {
	dir, err := os.Getwd()
	if err != nil {
		return Place{}, fmt.Errorf("finding the working folder: %w", err)
	}
	p, err := PlaceOf(dir)
	p.Key = fmt.Sprintf("in%d-%d", os.Getpid(), opened.Add(1))
	return p, err
}

// opened counts the places of this process.
var opened atomic.Int64

// Socket is the path of the unix socket.
func (p Place) Socket() string { return filepath.Join(p.Dir, p.Key+".sock") }

// Lock is the path of the file whose lock is held while the process is being started.
func (p Place) Lock() string { return filepath.Join(p.Dir, p.Key+".lock") }

// Card is the path of the file that says who serves here, for listings.
func (p Place) Card() string { return filepath.Join(p.Dir, p.Key+".json") }

// Log is the path of the process's log.
func (p Place) Log() string { return filepath.Join(p.Dir, p.Key+".log") }

// RuntimeDir returns the folder of the sockets, made if it is missing: $GOAWAIT_RUNTIME_DIR,
// or goawait in $XDG_RUNTIME_DIR, or goawait-UID in the folder for temporary files. The
// folder must be the caller's own and closed to others, for its mode is what guards the socket.
func RuntimeDir() (string, error) {
	for _, dir := range runtimeDirs() {
		if len(filepath.Join(dir, "0123456789abcdef.sock")) > maxSocketPath {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
			return "", fmt.Errorf("making the runtime folder: %w", err)
		}
		if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return "", fmt.Errorf("making the runtime folder: %w", err)
		}
		if err := checkPrivate(dir); err != nil {
			return "", err
		}
		return dir, nil
	}
	return "", errors.New("every runtime folder's path is too long for a socket; set GOAWAIT_RUNTIME_DIR to a short one")
}

func runtimeDirs() []string {
	fallback := filepath.Join(os.TempDir(), "goawait-"+strconv.Itoa(os.Getuid()))
	if dir := os.Getenv("GOAWAIT_RUNTIME_DIR"); dir != "" {
		return []string{dir}
	}
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return []string{filepath.Join(dir, "goawait"), fallback}
		}
	}
	return []string{fallback}
}
