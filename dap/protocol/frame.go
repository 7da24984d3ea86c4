package protocol

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// headerLimit is how many bytes the header lines of one message may take in all.
const headerLimit = 4 << 10

// keepBuffer is the largest body buffer that a Reader holds on to between messages.
const keepBuffer = 1 << 20

// ErrHeader says that the bytes before a body were no header, so that where the next message
// starts is not known. The connection cannot be used any more.
var ErrHeader = errors.New("no message header")

// A SizeError says that a message announced a body larger than the limit. The body was not
// read, so the connection cannot be used any more.
type SizeError struct {
	Size  string // as the header has it
	Limit int
}

// Error implements error.
func (e *SizeError) Error() string {
	return fmt.Sprintf("a message of %s bytes is over the limit of %d", e.Size, e.Limit)
}

// A Reader takes the bodies of messages off a stream. It is not safe for concurrent use.
//
// It is here because go-dap's ReadBaseMessage trusts who writes: a header of 100 MB without an
// end takes 200 MB, and the 4 MiB of a body are allocated when they are announced. It also
// refuses what is well-formed: a larger body, a second header, a name in small letters.
type Reader struct {
	in    *bufio.Reader
	limit int
	body  bytes.Buffer
}

// NewReader returns a Reader of in that refuses bodies of more than limit bytes.
func NewReader(in io.Reader, limit int) *Reader {
	return &Reader{in: bufio.NewReaderSize(in, 32<<10), limit: limit}
}

// Read returns the next body, which is valid until the next Read. Its error is io.EOF where
// the stream ends between two messages, io.ErrUnexpectedEOF where it ends inside one, a
// *SizeError, an error that wraps ErrHeader, or the stream's own.
//
// A body takes memory as its bytes arrive, not when its length is announced.
func (r *Reader) Read() ([]byte, error) {
	size, err := r.header()
	if err != nil {
		return nil, err
	}
	if r.body.Cap() > keepBuffer {
		r.body = bytes.Buffer{}
	}
	r.body.Reset()
	if _, err := io.CopyN(&r.body, r.in, int64(size)); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return r.body.Bytes(), nil
}

// header reads header lines up to the empty one and returns the length they announce.
func (r *Reader) header() (size int, err error) {
	size = -1
	for read := 0; ; {
		line, err := r.in.ReadSlice('\n')
		read += len(line)
		switch {
		case errors.Is(err, io.EOF) && read == 0:
			return 0, io.EOF
		case errors.Is(err, io.EOF):
			return 0, io.ErrUnexpectedEOF
		case errors.Is(err, bufio.ErrBufferFull), err == nil && read > headerLimit:
			return 0, fmt.Errorf("%w: more than %d bytes without an empty line", ErrHeader, headerLimit)
		case err != nil:
			return 0, err
		}
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			if size < 0 {
				return 0, fmt.Errorf("%w: Content-Length is missing", ErrHeader)
			}
			return size, nil
		}
		name, value, ok := strings.Cut(text, ":")
		if !ok {
			return 0, fmt.Errorf("%w: %.40q", ErrHeader, text)
		}
		if strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			if size, err = r.length(strings.TrimSpace(value)); err != nil {
				return 0, err
			}
		}
	}
}

// length reads the value of a Content-Length.
func (r *Reader) length(value string) (int, error) {
	n, err := strconv.ParseUint(value, 10, 63)
	if errors.Is(err, strconv.ErrRange) || err == nil && n > uint64(r.limit) {
		return 0, &SizeError{Size: value[:min(len(value), 40)], Limit: r.limit}
	}
	if err != nil {
		return 0, fmt.Errorf("%w: Content-Length is %.40q", ErrHeader, value)
	}
	return int(n), nil
}
