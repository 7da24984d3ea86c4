package lsp_test

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
)

// records is a log that a test looks at.
type records struct {
	mu   sync.Mutex // guards text
	text bytes.Buffer
}

func (r *records) logger() *slog.Logger { return slog.New(slog.NewTextHandler(r, nil)) }

func (r *records) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

// has reports whether one line holds all of the texts.
func (r *records) has(texts ...string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for line := range strings.Lines(r.text.String()) {
		all := true
		for _, text := range texts {
			all = all && strings.Contains(line, text)
		}
		if all {
			return true
		}
	}
	return false
}
