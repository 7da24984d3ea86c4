package dap_test

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/goawait/goawait/dap"
	godap "github.com/google/go-dap"
)

// A oneWay is a connection with a client that has said all it had to say, and does not listen.
type oneWay struct{ io.Reader }

func (oneWay) Write(p []byte) (int, error) { return len(p), nil }
func (oneWay) Close() error                { return nil }

// FuzzServe sends any bytes to a server, which must end with them and without a fault.
func FuzzServe(f *testing.F) {
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(files) == 0 {
		f.Fatalf("finding transcripts: %d, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(sentIn(f, string(text)))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		if bytes.Contains(sent, []byte("fault")) || bytes.Contains(sent, []byte("hour")) {
			t.Skip("the fake session breaks on that, or takes its time")
		}
		log := dap.WithLog(slog.New(slog.NewTextHandler(faultWriter{t}, &slog.HandlerOptions{Level: slog.LevelError})))
		_ = dap.Serve(t.Context(), oneWay{bytes.NewReader(sent)}, newFakeHost(), log) // its error is about the bytes
	})
}

// sentIn gives the bytes that the client of a transcript sends.
func sentIn(t testing.TB, transcript string) []byte {
	var sent bytes.Buffer
	for line := range strings.Lines(transcript) {
		line = strings.TrimSuffix(line, "\n")
		if strings.Contains(line, "fault") {
			continue
		}
		if body, ok := strings.CutPrefix(line, "> "); ok {
			if err := godap.WriteBaseMessage(&sent, []byte(body)); err != nil {
				t.Fatal(err)
			}
		}
		if quoted, ok := strings.CutPrefix(line, ">! "); ok {
			raw, err := strconv.Unquote(quoted)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			sent.WriteString(raw)
		}
	}
	return sent.Bytes()
}
