package frame_test

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/goawait/goawait/lsp/frame"
)

const limit = 100

func TestReader(t *testing.T) {
	for _, test := range []struct {
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
		{"no length", "X: y\r\n\r\n{}", nil, frame.ErrLost},
		{"no header", "\r\n{}", nil, frame.ErrLost},
		{"no colon", "hello\r\n\r\n", nil, frame.ErrLost},
		{"no number", "Content-Length: two\r\n\r\n", nil, frame.ErrLost},
		{"signed", "Content-Length: +2\r\n\r\n{}", nil, frame.ErrLost},
		{"negative", "Content-Length: -2\r\n\r\n{}", nil, frame.ErrLost},
		{"underscore", "Content-Length: 1_0\r\n\r\n{}", nil, frame.ErrLost},
		{"hexadecimal", "Content-Length: 0x2\r\n\r\n{}", nil, frame.ErrLost},
		{"a line of just what a header may have", "X: " + strings.Repeat("y", 4096-3-2-22) + "\r\nContent-Length: 2\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"a line without end", strings.Repeat("x", 100_000), nil, frame.ErrLost},
		{"lines without end", strings.Repeat("X: y\r\n", 10_000), nil, frame.ErrLost},
		{"just right", "Content-Length: 100\r\n\r\n" + strings.Repeat(" ", 100), []string{strings.Repeat(" ", 100)}, io.EOF},
		{"too large", "Content-Length: 101\r\n\r\n" + strings.Repeat(" ", 101), nil, frame.ErrLost},
		{"far too large", "Content-Length: 1" + strings.Repeat("0", 50) + "\r\n\r\n", nil, frame.ErrLost},
	} {
		for kind, stream := range map[string]io.Reader{
			"at once": strings.NewReader(test.stream), "byte by byte": iotest.OneByteReader(strings.NewReader(test.stream)),
		} {
			t.Run(test.name+" "+kind, func(t *testing.T) {
				r := frame.NewReader(stream, limit)
				for i, want := range test.want {
					if got, err := r.Read(); err != nil || string(got) != want {
						t.Fatalf("body %d is %q, %v; want %q", i, got, err, want)
					}
				}
				if got, err := r.Read(); !errors.Is(err, test.err) {
					t.Fatalf("then came %q, %v; want %v", got, err, test.err)
				}
			})
		}
	}
}

// A body is the caller's, whatever is read after it.
func TestBodiesAreNotUsedAgain(t *testing.T) {
	r := frame.NewReader(strings.NewReader("Content-Length: 1\r\n\r\naContent-Length: 1\r\n\r\nb"), limit)
	first, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(); err != nil {
		t.Fatal(err)
	}
	if string(first) != "a" {
		t.Errorf("the first body has become %q", first)
	}
}

// An error of the stream's own comes out as it is.
func TestTheStreamsOwnError(t *testing.T) {
	broken := errors.New("broken")
	for _, before := range []string{"", "Content-Le", "Content-Length: 3\r\n\r\n{}"} {
		r := frame.NewReader(io.MultiReader(strings.NewReader(before), iotest.ErrReader(broken)), limit)
		if _, err := r.Read(); !errors.Is(err, broken) {
			t.Errorf("after %q came %v", before, err)
		}
	}
}

// A body that was announced and never comes takes no memory.
func TestALengthThatIsAnnouncedTakesNoMemory(t *testing.T) {
	r := frame.NewReader(strings.NewReader("Content-Length: 67108864\r\n\r\n{"), 64<<20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := r.Read(); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 8<<20 { // other goroutines allocate as well
		t.Errorf("%d bytes were allocated for a body of one", n)
	}
}

// FuzzFraming reads any bytes as messages, and each that is read must come again from its frame.
func FuzzFraming(f *testing.F) {
	for _, body := range []string{"{}", "null", "", "\x00", "\xff\xfe"} {
		f.Add(frame.Append(nil, []byte(body)))
		f.Add(append(frame.Append(nil, []byte(body)), "Content-Length: 3\r\n\r\n{"...))
	}
	f.Add([]byte("X: y\ncontent-LENGTH :\t2\n\n{}"))
	f.Add([]byte("Content-Length: 99999999999999999999\r\n\r\n"))
	f.Add([]byte("\r\n\r\n"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		r := frame.NewReader(bytes.NewReader(stream), limit)
		for {
			body, err := r.Read()
			if err != nil {
				return
			}
			if len(body) > limit {
				t.Fatalf("a body of %d bytes was read", len(body))
			}
			again, err := frame.NewReader(bytes.NewReader(frame.Append(nil, body)), limit).Read()
			if err != nil || !bytes.Equal(again, body) {
				t.Fatalf("%q came again as %q, %v", body, again, err)
			}
		}
	})
}
