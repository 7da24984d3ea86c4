package wire

import "strings"

// CellsPath begins the symbols of functions of compiled cells.
const CellsPath = "goawait/cells."

// CompiledSymbol reads what the linker calls a function of a compiled cell, and the file it is said
// to be in: which cell that is, by its ID, and the function's name as the person wrote it, ""
// for the cell's own statements and "func" for a literal. It is false for any other function.
func CompiledSymbol(symbol, file string) (id, name string, ok bool) {
	name, ours := strings.CutPrefix(symbol, CellsPath)
	if !ours {
		return "", "", false
	}
	id, isCell := strings.CutPrefix(file[strings.LastIndexByte(file, '/')+1:], "cell-")
	if !isCell {
		return "", "", false
	}
	return strings.TrimSuffix(id, ".go"), written(name), true
}

// IsLoop reports whether a function is what goes on with a loop of an instant cell.
func IsLoop(symbol string) bool {
	name, ours := strings.CutPrefix(symbol, CellsPath+"ˑˑloop")
	return ours && !strings.Contains(name, ".")
}

// written is a function's name as the person wrote it: "" for the cell's own statements,
// "func" for a literal.
func written(name string) string {
	if i := strings.IndexByte(name, '['); i >= 0 {
		name = name[:i]
	}
	base, rest, _ := strings.Cut(name, ".")
	if strings.HasPrefix(name, "(*") {
		base, rest, _ = strings.Cut(name[2:], ").")
	}
	plain := strings.TrimPrefix(base, "ˑ")
	isRun := plain != base && strings.HasPrefix(plain, "run") && !strings.Contains(plain, "ˑ")
	plain, _, _ = strings.Cut(plain, "ˑ")
	method, inner, _ := strings.Cut(rest, ".")
	switch {
	case isRun && rest == "":
		return ""
	case isLiteral(method) || isLiteral(inner):
		return "func"
	case method != "":
		return plain + "." + method
	}
	return plain
}

// isLiteral reports whether a part of a function's name is that of a literal: func1, gowrap2.
func isLiteral(part string) bool {
	for _, p := range []string{"func", "gowrap", "deferwrap"} {
		if rest, ok := strings.CutPrefix(part, p); ok && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return true
		}
	}
	return false
}
