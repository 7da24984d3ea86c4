package dap_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/goawait/goawait/dap"
	"github.com/goawait/goawait/dap/daptest"
	godap "github.com/google/go-dap"
)

var update = flag.Bool("update", false, "rewrite the expected lines of the transcripts")

// A transcript is what is said on one connection, one message a line: "> " is sent as it
// stands, ">! " is a Go string of bytes that is sent without a header, "< " is received, "= "
// is what Serve returned in the end. "# " are comments. After each line that is sent, all that comes of it is
// received before the next is: time stands still until nothing moves.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("finding transcripts: %d, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var got string
			synctest.Test(t, func(t *testing.T) { got = replay(t, string(want)) })
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != string(want) {
				t.Errorf("%s is not what happens (go test -update rewrites it):\n%s", file, firstDifference(string(want), got))
			}
		})
	}
}

// replay says the "> " lines of a transcript to a new server and returns the whole of it.
func replay(t *testing.T, transcript string) string {
	host := newFakeHost()
	host.documents["/w/wide.goa"] = "first\né\U0001F600; bad oops\n"
	near, far := net.Pipe()
	served := make(chan error, 1)
	go func() { served <- dap.Serve(t.Context(), far, host) }() // ends when near is closed
	var got inbox
	ended := make(chan struct{})
	go func() { // ends when near is closed
		defer close(ended)
		got.read(t, near)
	}()

	var out strings.Builder
	for line := range strings.Lines(transcript) {
		if line[0] == '<' || line[0] == '=' {
			continue
		}
		out.WriteString(line)
		text := strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(text, "> "):
			_ = godap.WriteBaseMessage(near, []byte(text[2:])) // the server may have hung up
		case strings.HasPrefix(text, ">! "):
			raw, err := strconv.Unquote(text[3:])
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			_, _ = near.Write([]byte(raw))
		default:
			continue
		}
		synctest.Wait()
		out.WriteString(got.take())
	}
	_ = near.Close()
	<-ended
	fmt.Fprintf(&out, "= %v\n", <-served)
	return out.String()
}

// An inbox collects the lines of what is received.
type inbox struct {
	mu   sync.Mutex // guards text
	text bytes.Buffer
}

func (b *inbox) read(t *testing.T, conn net.Conn) {
	in := bufio.NewReader(conn)
	for {
		body, err := godap.ReadBaseMessage(in)
		if err != nil {
			return
		}
		// The answer to a request with a wrong seq has to have that seq.
		if err := daptest.Validate(body); err != nil && !strings.Contains(err.Error(), "request_seq") {
			t.Error(err)
		}
		if err := daptest.Decode(body); err != nil {
			t.Error(err)
		}
		b.mu.Lock()
		b.text.WriteString("< ")
		if err := json.Compact(&b.text, body); err != nil {
			t.Error(err)
		}
		b.text.WriteByte('\n')
		b.mu.Unlock()
	}
}

func (b *inbox) take() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.text.Reset()
	return b.text.String()
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		var a, b string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, a, b)
		}
	}
	return "no difference"
}
