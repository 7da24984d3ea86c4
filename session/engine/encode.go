package engine

import (
	"encoding/base64"
	"strconv"
	"unicode/utf8"
)

// append encodes the item as a line of the protocol. Text is encoded here and not by
// encoding/json because there can be a gigabyte of it.
func (it *item) append(b []byte) []byte {
	if it.line != nil {
		return append(b, it.line...)
	}
	b = append(b, `{"output":{"cell":`...)
	b = strconv.AppendInt(b, int64(it.cell), 10)
	if it.task != 0 {
		b = append(b, `,"task":`...)
		b = strconv.AppendInt(b, it.task, 10)
	}
	b = append(b, `,"stream":"`...)
	b = append(b, it.stream...)
	b = append(b, `","text":"`...)
	b = appendText(b, it.text)
	if !utf8.Valid(it.text) {
		b = append(b, `","bytes":"`...)
		b = base64.StdEncoding.AppendEncode(b, it.text)
	}
	return append(b, "\"}}\n"...)
}

const hexDigits = "0123456789abcdef"

// appendText appends s as the inside of a JSON string. Bytes that are no UTF-8 become U+FFFD,
// one for each.
func appendText(b, s []byte) []byte {
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' && c != 0x7f {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			b = append(b, s[start:i]...)
			b = appendEscape(b, c)
			i++
			start = i
			continue
		}
		r, n := utf8.DecodeRune(s[i:])
		if r == utf8.RuneError && n == 1 {
			b = append(b, s[start:i]...)
			b = append(b, `\ufffd`...)
			start = i + 1
		}
		i += n
	}
	return append(b, s[start:]...)
}

func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, '\\', 'n')
	case '\t':
		return append(b, '\\', 't')
	case '\r':
		return append(b, '\\', 'r')
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

// cutRune is the length of s without an incomplete UTF-8 sequence at its end.
func cutRune(s []byte) int {
	for i := len(s) - 1; i >= 0 && i >= len(s)-utf8.UTFMax+1; i-- {
		if !utf8.RuneStart(s[i]) {
			continue
		}
		if s[i] >= utf8.RuneSelf && !utf8.FullRune(s[i:]) {
			return i
		}
		break
	}
	return len(s)
}
