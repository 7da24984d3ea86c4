package frame

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

const (
	maxHeader    = 4 << 10  // bytes of all header lines of one message together
	firstBodyBuf = 64 << 10 // what is allocated before a byte of a body has come
)

// ErrLost is wrapped by every error after which it is not known where the next message begins: a
// header that is none, or a body beyond the limit. The stream is of no use any more.
var ErrLost = errors.New("framing lost")

// A Reader takes the bodies of messages off a stream. It is not safe for concurrent use.
//
// It is here because the readers of go-dap and go.lsp.dev/jsonrpc2 trust who writes: they allocate
// what a header announces, and a header without an end takes memory until there is none. go-dap's
// also refuses what is well-formed: a second header, a name in small letters.
type Reader struct {
	in    *bufio.Reader
	limit int
}

// NewReader returns a Reader of in that refuses bodies of more than limit bytes.
func NewReader(in io.Reader, limit int) *Reader {
	// No more than a header may have, so that one without an end is noticed when it fills the buffer.
	return &Reader{in: bufio.NewReaderSize(in, maxHeader), limit: limit}
}

// Read returns the next body, which is the caller's. Its error is io.EOF where the stream ends between
// two messages, io.ErrUnexpectedEOF where it ends inside one, one that wraps ErrLost, or the
// stream's own.
//
// Memory grows with the bytes that come, not with the length that was announced.
func (r *Reader) Read() ([]byte, error) {
	length, err := r.header()
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	body.Grow(min(length, firstBodyBuf) + bytes.MinRead) // which ReadFrom wants free at the end
	if _, err := io.CopyN(&body, r.in, int64(length)); err != nil {
		return nil, inside(err)
	}
	return body.Bytes(), nil
}

// header reads the header lines and the empty line after them, and returns the length of the body.
// A line may end in \n alone; names are matched without regard to case.
func (r *Reader) header() (length int, err error) {
	length = -1
	for read := 0; ; {
		line, err := r.in.ReadSlice('\n')
		read += len(line)
		switch {
		case errors.Is(err, bufio.ErrBufferFull), err == nil && read > maxHeader:
			return 0, fmt.Errorf("%w: a header of more than %d bytes", ErrLost, maxHeader)
		case err != nil && read > 0:
			return 0, inside(err)
		case err != nil:
			return 0, err
		}
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			if length < 0 {
				return 0, fmt.Errorf("%w: a message without Content-Length", ErrLost)
			}
			return length, nil
		}
		name, value, ok := strings.Cut(text, ":")
		if !ok {
			return 0, fmt.Errorf("%w: the header line %.40q has no colon", ErrLost, text)
		}
		if strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			if length, err = r.length(strings.TrimSpace(value)); err != nil {
				return 0, err
			}
		}
	}
}

// length reads a Content-Length: decimal digits only, at most the limit.
func (r *Reader) length(value string) (int, error) {
	// ParseUint takes no sign, no space and, in base 10, no underscore.
	n, err := strconv.ParseUint(value, 10, 63)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, fmt.Errorf("%w: Content-Length %.40q is not a number", ErrLost, value)
	}
	if err != nil || n > uint64(r.limit) {
		return 0, fmt.Errorf("%w: Content-Length %.40s is beyond the limit of %d bytes", ErrLost, value, r.limit)
	}
	return int(n), nil
}

// inside is err where it comes inside a message, whose end is not the end of the stream.
func inside(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Append appends body with its header to frames.
func Append(frames, body []byte) []byte {
	frames = append(frames, "Content-Length: "...)
	frames = strconv.AppendInt(frames, int64(len(body)), 10)
	frames = append(frames, "\r\n\r\n"...)
	return append(frames, body...)
}
