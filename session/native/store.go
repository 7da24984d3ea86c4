package native

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// A store is the cache folder. What is in it is named by what it was made of and never
// changes; what is there is whole, because it was renamed into place.
type store struct{ dir string }

// kinds are the kinds of entries that are pruned.
var kinds = []string{"plugin", "program", "engine", "source"}

// path names an entry of a kind: "engine/…", "plugin/…", "source/…".
func (s store) path(kind, id string) string { return filepath.Join(s.dir, kind, id) }

// folder returns the entry of a kind and id, which is a folder, and has fill make it if it is
// missing. Of several sessions that need it, one makes it and the others wait.
func (s store) folder(ctx context.Context, kind, id string, fill func(dir string) error) (string, error) {
	path := s.path(kind, id)
	if touched(path) && whole(path) {
		return path, nil
	}
	unlock, err := s.lock(ctx, kind, id)
	if err != nil {
		return "", err
	}
	defer unlock()
	if touched(path) {
		if whole(path) {
			return path, nil
		}
		if err := os.RemoveAll(path); err != nil { // what runs from it keeps it
			return "", onDisk("taking what is damaged out of the cache", s.dir, err)
		}
	}
	tmp, err := os.MkdirTemp(filepath.Dir(path), ".new-")
	if err != nil {
		return "", onDisk("making a cache folder", s.dir, err)
	}
	defer os.RemoveAll(tmp)
	if err := fill(tmp); err != nil {
		return "", onDisk("filling the cache", s.dir, err)
	}
	if err := seal(kind, tmp); err != nil {
		return "", onDisk("filling the cache", s.dir, err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return "", onDisk("filling the cache", s.dir, err)
	}
	return path, nil
}

// touched reports whether an entry is there, and notes that it is in use.
func touched(path string) bool {
	if _, err := os.Stat(path); err != nil {
		return false
	}
	now := time.Now()
	_ = os.Chtimes(path, now, now) // only pruning looks at it; the cache may be read-only
	return true
}

// lock takes the lock of an entry. Another session may hold it for as long as a build takes.
func (s store) lock(ctx context.Context, kind, id string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Join(s.dir, kind), 0o700); err != nil {
		return nil, onDisk("making the cache folder", s.dir, err)
	}
	type locked struct {
		unlock func()
		err    error
	}
	done := make(chan locked)
	go func() { // ends when the lock is had, which is when its holder is done or has died
		unlock, err := lockedfile.MutexAt(s.path(kind, id) + ".lock").Lock()
		select {
		case done <- locked{unlock, err}:
		case <-ctx.Done():
			if err == nil {
				unlock()
			}
		}
	}()
	select {
	case l := <-done:
		return l.unlock, onDisk("locking the cache", s.dir, l.err)
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Limits of the cache: what was not used for maxAge goes, and of the rest the oldest until
// maxBytes are left.
const (
	maxAge   = 30 * 24 * time.Hour
	maxBytes = 2 << 30
)

// minAge is for how long something stays after it was used, whatever the size of the cache. A
// plugin and a program are loaded as soon as they are made; an engine has its packages there for
// as long as sessions run, which note its use with each cell that they compile.
func minAge(kind string) time.Duration {
	if kind == "plugin" || kind == "program" {
		return time.Hour
	}
	return 24 * time.Hour
}

// pruneEvery is after how many plugins that a workspace made the cache is pruned again.
const pruneEvery = 50

// prune takes out of the cache what is old, and what is too much. Errors leave things where
// they are: another session may be pruning as well.
func (s store) prune(now time.Time, age time.Duration, most int64) {
	type entry struct {
		path string
		used time.Time
		size int64
		kind string
	}
	var entries []entry
	for _, kind := range kinds {
		found, _ := os.ReadDir(filepath.Join(s.dir, kind))
		for _, e := range found {
			info, err := e.Info()
			if err != nil {
				continue
			}
			path := filepath.Join(s.dir, kind, e.Name())
			if now.Sub(info.ModTime()) > age {
				_ = os.RemoveAll(path)
				continue
			}
			if e.IsDir() {
				entries = append(entries, entry{path: path, used: info.ModTime(), kind: kind})
			}
		}
	}
	slices.SortFunc(entries, func(a, b entry) int { return a.used.Compare(b.used) })
	var total int64
	counted := map[uint64]bool{}
	for i, e := range slices.Backward(entries) { // what several have is the newest's
		entries[i].size = sizeOf(e.path, counted)
		total += entries[i].size
	}
	for _, e := range entries {
		if total <= most {
			return
		}
		if now.Sub(e.used) >= minAge(e.kind) {
			_ = os.RemoveAll(e.path)
			total -= e.size
		}
	}
}

// sizeOf is how many bytes the files in a folder have, those of another name counted once. counted are the inodes
// of such files that were counted.
func sizeOf(dir string, counted map[uint64]bool) (n int64) {
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return nil
		}
		if id, several := inodeOf(info); several {
			if counted[id] {
				return nil
			}
			counted[id] = true
		}
		n += info.Size()
		return nil
	})
	return n
}

var errNoCache = errors.New("no cache folder is known")

// DefaultCache is the folder of the cache where none is set: $GOAWAIT_CACHE, or goawait in the
// person's cache folder.
func DefaultCache() (string, error) {
	if dir := os.Getenv("GOAWAIT_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", &Problem{What: fmt.Sprint("there is no folder for compiled cells: ", err), Do: "set GOAWAIT_CACHE to a folder of your own", Err: errNoCache}
	}
	return filepath.Join(dir, "goawait"), nil
}
