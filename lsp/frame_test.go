package lsp

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"go.lsp.dev/jsonrpc2"
)

func TestReadFrame(t *testing.T) {
	for _, test := range []struct {
		name, in string
		want     []string
		err      error
	}{
		{"one", "Content-Length: 2\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"two", "Content-Length: 2\r\n\r\n{}Content-Length: 1\r\n\r\n7", []string{"{}", "7"}, io.EOF},
		{"empty body", "Content-Length: 0\r\n\r\n", []string{""}, io.EOF},
		{"other headers", "Content-Type: x; charset=utf-8\r\ncontent-length:2\r\nX: y\r\n\r\n{}", []string{"{}"}, io.EOF},
		{"bare newlines", "Content-Length: 2\n\n{}", []string{"{}"}, io.EOF},
		{"nothing", "", nil, io.EOF},
		{"cut in the header", "Content-Le", nil, io.ErrUnexpectedEOF},
		{"cut after the header", "Content-Length: 2\r\n\r\n", nil, io.ErrUnexpectedEOF},
		{"cut in the body", "Content-Length: 2\r\n\r\n{", nil, io.ErrUnexpectedEOF},
		{"at the limit", "Content-Length: 16\r\n\r\n0123456789abcdef", []string{"0123456789abcdef"}, io.EOF},
		{"beyond the limit", "Content-Length: 17\r\n\r\n0123456789abcdefg", nil, errFraming},
		{"plus sign", "Content-Length: +2\r\n\r\n{}", nil, errFraming},
		{"underscore", "Content-Length: 1_0\r\n\r\n{}", nil, errFraming},
		{"hexadecimal", "Content-Length: 0x2\r\n\r\n{}", nil, errFraming},
		{"no length", "A: b\r\n\r\n{}", nil, errFraming},
		{"blank line first", "\r\n{}", nil, errFraming},
		{"long header", "A: " + strings.Repeat("b", maxHeader) + "\r\n\r\n", nil, errFraming},
		{"many headers", strings.Repeat("A: b\r\n", maxHeader), nil, errFraming},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := bufio.NewReaderSize(strings.NewReader(test.in), maxHeader)
			for _, want := range test.want {
				got, err := readFrame(in, 16)
				if err != nil || string(got) != want {
					t.Fatalf("got %q, %v, want %q", got, err, want)
				}
			}
			if got, err := readFrame(in, 16); !errors.Is(err, test.err) {
				t.Errorf("got %q, %v, want the error %v", got, err, test.err)
			}
		})
	}
}

// TestPromisedLengthIsNotAllocated reads a body that was promised and never comes.
func TestPromisedLengthIsNotAllocated(t *testing.T) {
	in := bufio.NewReader(strings.NewReader("Content-Length: 67108864\r\n\r\n{"))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := readFrame(in, DefaultMaxBody); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 8<<20 { // other goroutines allocate as well
		t.Errorf("%d bytes were allocated for a body of one", n)
	}
}

// FuzzFraming reads any bytes as messages: what can be read comes out again as it was written,
// and nothing is decoded into more than one kind of message.
func FuzzFraming(f *testing.F) {
	for _, body := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`,
		`{"jsonrpc":"2.0","method":"initialized","params":{}}`,
		`{"jsonrpc":"2.0","id":"a\u0062","result":null}`,
		`{"jsonrpc":"2.0","id":-1.5e3,"error":{"code":-32601,"message":"no"}}`,
		`[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]`, `null`, `7`, "", "\x00", "\xff\xfe",
	} {
		f.Add(appendFrame(nil, []byte(body)))
		f.Add(append(appendFrame(nil, []byte(body)), "Content-Length: 3\r\n\r\n{"...))
	}
	f.Add([]byte("Content-Length: 99999999999\r\n\r\n"))
	f.Add([]byte("content-length:2\n\n{}"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := bufio.NewReaderSize(bytes.NewReader(in), maxHeader)
		for {
			body, err := readFrame(r, 1<<16)
			if err != nil {
				return
			}
			again, err := readFrame(bufio.NewReader(bytes.NewReader(appendFrame(nil, body))), 1<<16)
			if err != nil || !bytes.Equal(again, body) {
				t.Fatalf("%q came back as %q, %v", body, again, err)
			}
			m, id, bad := decodeMessage(body)
			if bad != nil {
				encodeError(id, bad)
				continue
			}
			if again, _, bad := decodeMessage(jsonrpc2.AppendMessage(nil, m)); bad != nil || !reflect.DeepEqual(again, m) {
				t.Fatalf("%q came back as %+v, %v", body, again, bad)
			}
		}
	})
}
