package lsp

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
	// DefaultMaxBody is the size in bytes of the largest message body that is read, unless
	// Limits say otherwise.
	DefaultMaxBody = 64 << 20

	maxHeader    = 4 << 10  // bytes of all header lines of one message together
	firstBodyBuf = 64 << 10 // what is allocated before a byte of a body has come
)

// errFraming is wrapped by every error after which the next message cannot be found.
var errFraming = errors.New("framing lost")

// readFrame reads one message of the LSP base protocol (3.18, "Base Protocol") and returns
// its body. It returns io.EOF at a clean end, io.ErrUnexpectedEOF inside a message, and an
// error that wraps errFraming for a header that cannot be used or a body beyond max.
//
// Memory grows with the bytes that came, not with the length that was promised. A header line
// without end is noticed when it fills r's buffer, which therefore is of maxHeader bytes.
func readFrame(r *bufio.Reader, max int) ([]byte, error) {
	length, err := readHeader(r, max)
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	body.Grow(min(length, firstBodyBuf))
	if _, err := io.CopyN(&body, r, int64(length)); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return body.Bytes(), nil
}

// readHeader reads the header lines and the empty line after them, and returns the length of
// the body. A line may end in \n alone; header names are matched without regard to case.
func readHeader(r *bufio.Reader, max int) (int, error) {
	length, read := -1, 0
	for {
		line, err := readHeaderLine(r, maxHeader-read)
		read += len(line)
		if err != nil {
			if errors.Is(err, io.EOF) && read > 0 {
				err = io.ErrUnexpectedEOF
			}
			return 0, err
		}
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		if line == "" {
			if length < 0 {
				return 0, fmt.Errorf("%w: a message without Content-Length", errFraming)
			}
			return length, nil
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return 0, fmt.Errorf("%w: the header line %.40q has no colon", errFraming, line)
		}
		if !strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			continue
		}
		if length, err = parseLength(strings.TrimSpace(value), max); err != nil {
			return 0, err
		}
	}
}

// readHeaderLine reads up to and with the next \n, at most limit bytes.
func readHeaderLine(r *bufio.Reader, limit int) (string, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > limit {
			return string(line), fmt.Errorf("%w: a header of more than %d bytes", errFraming, maxHeader)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return string(line), err
		}
	}
}

// parseLength reads a Content-Length: decimal digits only, at most max.
func parseLength(s string, max int) (int, error) {
	// ParseUint takes no sign, no space and, in base 10, no underscore.
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, fmt.Errorf("%w: Content-Length %.40q is not a number", errFraming, s)
	}
	if err != nil || n > uint64(max) {
		return 0, fmt.Errorf("%w: Content-Length %.40s is beyond the limit of %d bytes", errFraming, s, max)
	}
	return int(n), nil
}

// appendFrame appends body with its header to dst.
func appendFrame(dst, body []byte) []byte {
	dst = append(dst, "Content-Length: "...)
	dst = strconv.AppendInt(dst, int64(len(body)), 10)
	dst = append(dst, "\r\n\r\n"...)
	return append(dst, body...)
}
