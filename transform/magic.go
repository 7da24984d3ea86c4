package transform

import (
	"go/token"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// codeMagics take Go code, on their line or (as %%name) below it.
var codeMagics = []string{"instant", "native", "prun", "time", "timeit"}

func takesCode(name string) bool { return slices.Contains(codeMagics, name) }

// readMagic returns the magic whose line's first word starts at offset and is tok, or nil if
// that line is Go. first tells that nothing precedes it in the cell.
func readMagic(src []byte, offset int, tok token.Token, first bool) *Magic {
	switch tok {
	case token.REM, token.REM_ASSIGN:
		return percentMagic(src, offset)
	case token.NOT, token.NEQ:
		return &Magic{Name: "!", Args: lineFrom(src, offset+1), Start: offset, End: trimmedEnd(src, offset), NameStart: offset}
	case token.IDENT:
		return helpMagic(src, offset)
	case token.ILLEGAL:
		if src[offset] == '?' {
			args := strings.TrimLeft(lineFrom(src, offset+1), "?")
			name := "?"
			if strings.HasPrefix(lineFrom(src, offset), "??") {
				name = "??"
			}
			return &Magic{Name: name, Args: strings.TrimSpace(args), Start: offset, End: trimmedEnd(src, offset), NameStart: offset}
		}
	}
	return nil
}

func percentMagic(src []byte, offset int) *Magic {
	m := &Magic{Start: offset, End: trimmedEnd(src, offset), NameStart: offset + 1}
	if offset+1 < len(src) && src[offset+1] == '%' {
		m.Cell = true
		m.NameStart++
	}
	end := m.NameStart
	for end < m.End {
		r, n := utf8.DecodeRune(src[end:m.End])
		if unicode.IsSpace(r) {
			break
		}
		end += n
	}
	m.Name = string(src[m.NameStart:end])
	m.Args = strings.TrimSpace(string(src[end:m.End]))
	if !takesCode(m.Name) {
		return m
	}
	if m.Cell {
		m.Body = min(lineEnd(src, m.End)+1, len(src))
	} else {
		m.Body = m.End - len(m.Args)
	}
	return m
}

// helpMagic recognises name? and name??, where name may be a selector.
func helpMagic(src []byte, offset int) *Magic {
	i := offset
	for i < len(src) {
		r, n := utf8.DecodeRune(src[i:])
		if r != '.' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		i += n
	}
	if i == len(src) || src[i] != '?' {
		return nil
	}
	m := &Magic{Name: "?", Args: string(src[offset:i]), Start: offset, NameStart: i}
	if i++; i < len(src) && src[i] == '?' {
		m.Name = "??"
		i++
	}
	m.End = trimmedEnd(src, offset)
	if m.End > i {
		return nil
	}
	return m
}

// trimmedEnd is the end of the line of offset, less the white space there.
func trimmedEnd(src []byte, offset int) int {
	end := lineEnd(src, offset)
	for end > offset && (src[end-1] == ' ' || src[end-1] == '\t' || src[end-1] == '\r') {
		end--
	}
	return end
}

func lineFrom(src []byte, offset int) string {
	return strings.TrimSpace(string(src[offset:lineEnd(src, offset)]))
}
