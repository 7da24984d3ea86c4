package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// A journal keeps what became of each program in each lane as it is known, so that a run that
// was stopped goes on where it was. It belongs to one goawait and one toolchain.
type journal struct {
	known map[string]entry // by key; only read once it is open

	mu   sync.Mutex // guards file
	file *os.File
}

// An entry is how one program fared in one lane. Lane is empty where the program was left out.
type entry struct {
	Name, Lane string
	Sum        string // of the program's text
	Verdict    verdict
	Note       string `json:",omitempty"`
}

func key(p program, lane string) string { return p.name + " " + lane + " " + sumOf(p.text) }

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// openJournal opens the journal for a goawait, and reads what an earlier run noted unless it is
// to begin anew.
func openJournal(o options) (*journal, error) {
	exe, err := os.ReadFile(o.goawait)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(o.cache, fmt.Sprintf("journal-%s-%v.jsonl", sumOf(append(exe, o.toolchain...)), o.timeout))
	if err := os.MkdirAll(o.cache, 0o700); err != nil {
		return nil, err
	}
	j := &journal{known: map[string]entry{}}
	if !o.resume {
		j.file, err = os.Create(path)
		return j, err
	}
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for s := bufio.NewScanner(bytes.NewReader(text)); s.Scan(); {
		var e entry
		if json.Unmarshal(s.Bytes(), &e) == nil { // the last line may be half a one
			j.known[e.Name+" "+e.Lane+" "+e.Sum] = e
		}
	}
	if len(j.known) > 0 {
		fmt.Fprintf(os.Stderr, "%d verdicts are known from %s\n", len(j.known), path)
	}
	if j.file, err = os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600); err != nil {
		return nil, err
	}
	if len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
		_, err = j.file.WriteString("\n")
	}
	return j, err
}

// note adds a verdict, in one write.
func (j *journal) note(p program, lane string, v verdict, note string) error {
	const most = 20_000 // of a note: programs can print without end
	line, err := json.Marshal(entry{Name: p.name, Lane: lane, Sum: sumOf(p.text), Verdict: v, Note: strings.ToValidUTF8(note[:min(len(note), most)], "")})
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	_, err = j.file.Write(append(line, '\n'))
	return err
}
