package session

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
)

// An Entry is a cell of the history.
type Entry struct {
	Cell     int           `json:"cell"`
	Source   string        `json:"source"`
	State    wire.State    `json:"state"`
	When     time.Time     `json:"when"`
	Duration time.Duration `json:"duration"`
	Path     string        `json:"path,omitempty"` // of the document that the cell comes from
	Line     int           `json:"line,omitempty"` // 0-based
	Col      int           `json:"col,omitempty"`

	// The settings under which it ran, so that a replay runs it under the same.
	Autoawait bool   `json:"autoawait"`
	Runner    string `json:"runner"`
	Scope     string `json:"scope"`
	Lane      string `json:"lane"`
}

// region is where the entry's text was; nil if it has no document.
func (e *Entry) region() *Region {
	if e.Path == "" {
		return nil
	}
	return &Region{Path: e.Path, Line: e.Line, Col: e.Col}
}

// A record is one line of the journal: a cell, or the mark of a fresh start.
type record struct {
	*Entry
	Fresh bool `json:"fresh,omitempty"` // a restart without replay: what is before it is history only
}

// A journal is the history on disk, JSON lines in one file of mode 0600.
//
// A record is written to the file as its cell ends, in a single write, so it outlives the
// death of this process. It is synced to the disk on close and on a restart only: a loss of
// power may cost the last cells, which is the price of not waiting for a disk at each.
// A nil journal keeps nothing. It is safe for concurrent use.
type journal struct {
	mu   sync.Mutex // guards file
	file *os.File
}

// ErrInUse is the error of Open for a session that is open already, here or in another process,
// and writes its journal.
var ErrInUse = errors.New("it is in use")

// openJournal opens the journal of the session with that name, and reads what it holds.
// Lines that are no records are skipped and counted; a last line that was cut short is
// taken off the file, so that the next record begins on a line of its own.
func openJournal(dir, name string) (j *journal, records []record, skipped int, err error) {
	if dir == "" {
		return nil, nil, 0, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, 0, fmt.Errorf("making the folder of the journal: %w", err)
	}
	path := filepath.Join(dir, url.PathEscape(name)+".jsonl")
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, nil, 0, fmt.Errorf("opening the journal: %w", err)
	}
	if err := lockFile(file); err != nil {
		file.Close()
		return nil, nil, 0, fmt.Errorf("opening the journal of %s: %w", name, err)
	}
	records, skipped, whole, err := readJournal(file)
	if err == nil {
		err = file.Truncate(whole)
	}
	if err != nil {
		file.Close()
		return nil, nil, 0, fmt.Errorf("reading the journal: %w", err)
	}
	return &journal{file: file}, records, skipped, nil
}

// readJournal reads records. whole is the length up to the end of the last whole line.
func readJournal(r io.Reader) (records []record, skipped int, whole int64, err error) {
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			if len(line) > 0 {
				skipped++
			}
			return records, skipped, whole, nil
		}
		if err != nil {
			return nil, 0, 0, err
		}
		whole += int64(len(line))
		var rec record
		if json.Unmarshal(line, &rec) != nil || (rec.Entry == nil || rec.Cell < 1) && !rec.Fresh {
			if len(bytes.TrimSpace(line)) > 0 {
				skipped++
			}
			continue
		}
		records = append(records, rec)
	}
}

// write adds a record.
func (j *journal) write(rec record) error {
	if j == nil {
		return nil
	}
	line, err := json.Marshal(rec)
	if err != nil {
		return fmt.Errorf("encoding for the journal: %w", err)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}

// sync has the system put what was written on the disk.
func (j *journal) sync() error {
	if j == nil {
		return nil
	}
	return j.file.Sync()
}

// close syncs and closes. Writes after it fail.
func (j *journal) close() error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return errors.Join(j.file.Sync(), j.file.Close())
}
