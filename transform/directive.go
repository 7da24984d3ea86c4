package transform

import (
	"bytes"
	"go/ast"
	"go/token"
)

const embedDirective = "//go:embed"

// checkEmbeds reports variables that are to be filled with files: a cell is no file that the
// toolchain compiles, and they would be empty without a word.
func (k *checker) checkEmbeds() {
	if !bytes.Contains(k.cell.Src, []byte(embedDirective)) {
		return
	}
	for i := range k.cell.Items {
		s, ok := k.cell.Items[i].Stmt.(*ast.DeclStmt)
		if !ok {
			continue
		}
		d, ok := s.Decl.(*ast.GenDecl)
		if !ok || d.Tok != token.VAR {
			continue
		}
		k.checkEmbed(k.cell.Offset(d.Pos()))
		for _, spec := range d.Specs {
			if d.Lparen.IsValid() {
				k.checkEmbed(k.cell.Offset(spec.Pos()))
			}
		}
	}
}

// checkEmbed looks for the directive in the comments above the declaration at an offset.
func (k *checker) checkEmbed(at int) {
	end := bytes.LastIndexByte(k.cell.Src[:at], '\n')
	for end >= 0 {
		start := bytes.LastIndexByte(k.cell.Src[:end], '\n') + 1
		line := bytes.TrimSpace(k.cell.Src[start:end])
		if rest, ok := bytes.CutPrefix(line, []byte(embedDirective)); ok && (len(rest) == 0 || rest[0] == ' ' || rest[0] == '\t') {
			from := start + bytes.Index(k.cell.Src[start:end], line)
			k.errorf(from, from+len(line), TypeError, "a cell cannot embed files: read them as it runs, with os.ReadFile")
			return
		}
		if len(line) > 0 && !bytes.HasPrefix(line, []byte("//")) {
			return
		}
		end = start - 1
	}
}
