package transform

import (
	"bytes"
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"
)

// codeMagics take Go code, on their line or (as %%name) below it. The letters are the options
// that may stand before the code; one with a colon has a value.
var codeMagics = map[string]string{
	"instant": "", "native": "", "prun": "D:T:l:s:q", "time": "", "timeit": "n:r:p:qo",
}

func takesCode(name string) bool {
	_, ok := codeMagics[name]
	return ok
}

// An Option is one of a magic that takes code: -n 10, -n10, -q.
type Option struct {
	Letter     byte
	Value      string
	Start, End int // bytes of the cell
}

// readOptions reads the options at the start of src[at:end]. It returns where the code begins.
// A word that is none of the magic's options belongs to the code.
func readOptions(src []byte, at, end int, letters string) (opts []Option, code int) {
	for at < end {
		word := at + len(src[at:end]) - len(bytes.TrimLeft(src[at:end], " \t"))
		stop := word
		for stop < end && src[stop] != ' ' && src[stop] != '\t' {
			stop++
		}
		read := cluster(src[word:stop], letters)
		if len(read) == 0 {
			return opts, word
		}
		last := &read[len(read)-1]
		if takesValue(letters, last.Letter) && last.Value == "" {
			next := stop + len(src[stop:end]) - len(bytes.TrimLeft(src[stop:end], " \t"))
			stop = next
			for stop < end && src[stop] != ' ' && src[stop] != '\t' {
				stop++
			}
			last.Value = string(src[next:stop])
		}
		for i := range read {
			read[i].Start, read[i].End = word, stop
		}
		opts, at = append(opts, read...), stop
	}
	return opts, end
}

// cluster reads one word of options, -qo or -n10; nil if it is none.
func cluster(word []byte, letters string) []Option {
	if len(word) < 2 || word[0] != '-' {
		return nil
	}
	var opts []Option
	for i := 1; i < len(word); i++ {
		letter := word[i]
		if letter == ':' || strings.IndexByte(letters, letter) < 0 {
			return nil
		}
		if takesValue(letters, letter) {
			return append(opts, Option{Letter: letter, Value: string(word[i+1:])})
		}
		opts = append(opts, Option{Letter: letter})
	}
	return opts
}

func takesValue(letters string, letter byte) bool {
	i := strings.IndexByte(letters, letter)
	return i >= 0 && i+1 < len(letters) && letters[i+1] == ':'
}

// readMagic returns the magic whose line's first word starts at offset and is tok, or nil if
// that line is Go. first tells that nothing precedes it in the cell.
func readMagic(src []byte, offset int, tok token.Token, first bool) *Magic {
	switch tok {
	case token.REM, token.REM_ASSIGN:
		return percentMagic(src, offset)
	case token.NOT, token.NEQ:
		if behindSemicolon(src, offset) {
			return nil // a := f(); !a
		}
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

// behindSemicolon reports whether a semicolon is what stands before offset on its line.
func behindSemicolon(src []byte, offset int) bool {
	before := bytes.TrimRight(src[:offset], " \t")
	return bytes.HasSuffix(before, []byte(";"))
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
	if about := strings.TrimRight(m.Name, "?"); about != m.Name && about != "" && m.Args == "" && len(m.Name)-len(about) <= 2 {
		return &Magic{ // %time?
			Name: m.Name[len(about):], Args: "%" + about, Start: offset, End: m.End, NameStart: m.NameStart + len(about),
		}
	}
	if !takesCode(m.Name) {
		return m
	}
	m.Options, m.Body = readOptions(src, end, m.End, codeMagics[m.Name])
	m.Code = m.Body
	if m.Cell {
		m.Code = min(lineEnd(src, m.End)+1, len(src))
		if m.Body == m.End || m.Name != "timeit" {
			m.Body = m.Code
		}
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
