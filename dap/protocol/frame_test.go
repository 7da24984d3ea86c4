package protocol_test

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/goawait/goawait/dap/protocol"
	godap "github.com/google/go-dap"
)

// The tests of this tree are all called with -update; there is nothing here to rewrite.
var _ = flag.Bool("update", false, "does nothing here")

const limit = 100

func TestReader(t *testing.T) {
	tests := []struct {
		name, stream string
		want         []string // bodies
		err          error    // after them
	}{
		{"empty", "", nil, io.EOF},
		{"two", "Content-Length: 2\r\n\r\n{}Content-Length: 4\r\n\r\nnull", []string{"{}", "null"}, io.EOF},
		{"no body", "Content-Length: 0\r\n\r\n", []string{""}, io.EOF},
		{"newlines, case, blanks, others", "X: y\ncontent-LENGTH :\t2\n\n{}", []string{"{}"}, io.EOF},
		{"the last of two lengths counts", "Content-Length: 9\r\nContent-Length: 2\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"cut in a name", "Content-Le", nil, io.ErrUnexpectedEOF},
		{"cut after a line", "Content-Length: 2\r\n", nil, io.ErrUnexpectedEOF},
		{"cut in a body", "Content-Length: 3\r\n\r\n{}", nil, io.ErrUnexpectedEOF},
		{"cut before a body", "Content-Length: 3\r\n\r\n", nil, io.ErrUnexpectedEOF},
		{"no length", "X: y\r\n\r\n{}", nil, protocol.ErrHeader},
		{"no header", "\r\n{}", nil, protocol.ErrHeader},
		{"no colon", "hello\r\n\r\n", nil, protocol.ErrHeader},
		{"no number", "Content-Length: two\r\n\r\n", nil, protocol.ErrHeader},
		{"signed", "Content-Length: +2\r\n\r\n{}", nil, protocol.ErrHeader},
		{"negative", "Content-Length: -2\r\n\r\n{}", nil, protocol.ErrHeader},
		{"endless line", strings.Repeat("x", 100_000), nil, protocol.ErrHeader},
		{"endless lines", strings.Repeat("X: y\r\n", 10_000), nil, protocol.ErrHeader},
		{"just right", "Content-Length: 100\r\n\r\n" + strings.Repeat(" ", 100), []string{strings.Repeat(" ", 100)}, io.EOF},
		{"too large", "Content-Length: 101\r\n\r\n" + strings.Repeat(" ", 101), nil, new(protocol.SizeError)},
		{"far too large", "Content-Length: 1" + strings.Repeat("0", 50) + "\r\n\r\n", nil, new(protocol.SizeError)},
	}
	for _, test := range tests {
		for kind, stream := range map[string]io.Reader{
			"at once": strings.NewReader(test.stream), "byte by byte": iotest.OneByteReader(strings.NewReader(test.stream)),
		} {
			t.Run(test.name+" "+kind, func(t *testing.T) {
				r := protocol.NewReader(stream, limit)
				for i, want := range test.want {
					if got, err := r.Read(); err != nil || string(got) != want {
						t.Fatalf("body %d is %q, %v; want %q", i, got, err, want)
					}
				}
				got, err := r.Read()
				if _, wantSize := errors.AsType[*protocol.SizeError](test.err); wantSize {
					if _, ok := errors.AsType[*protocol.SizeError](err); !ok {
						t.Fatalf("then came %q, %v; want a SizeError", got, err)
					}
				} else if !errors.Is(err, test.err) {
					t.Fatalf("then came %q, %v; want %v", got, err, test.err)
				}
			})
		}
	}
}

func TestALengthThatIsAnnouncedTakesNoMemory(t *testing.T) {
	const size = 64 << 20
	r := protocol.NewReader(strings.NewReader("Content-Length: 67108864\r\n\r\n{"), size)
	if n := testing.AllocsPerRun(1, func() { _, _ = r.Read() }); n > 20 {
		t.Errorf("%v allocations", n)
	}
	_, err := r.Read()
	if !errors.Is(err, io.EOF) {
		t.Errorf("then came %v", err)
	}
}

// FuzzFraming reads any bytes as messages, and each that is read must come again from its frame.
func FuzzFraming(f *testing.F) {
	f.Add([]byte("Content-Length: 2\r\n\r\n{}Content-Length: 4\r\n\r\nnull"))
	f.Add([]byte("X: y\ncontent-LENGTH :\t2\n\n{}"))
	f.Add([]byte("Content-Length: 99999999999999999999\r\n\r\n"))
	f.Add([]byte("Content-Length: 3\r\n\r\n{}"))
	f.Add([]byte("\r\n\r\n"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		r := protocol.NewReader(bytes.NewReader(stream), limit)
		for {
			body, err := r.Read()
			if err != nil {
				return
			}
			if len(body) > limit {
				t.Fatalf("a body of %d bytes was read", len(body))
			}
			var frame bytes.Buffer
			if err := godap.WriteBaseMessage(&frame, body); err != nil {
				t.Fatal(err)
			}
			again, err := protocol.NewReader(&frame, limit).Read()
			if err != nil || !bytes.Equal(again, body) {
				t.Fatalf("%q came again as %q, %v", body, again, err)
			}
		}
	})
}
