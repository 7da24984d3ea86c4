package lsp_test

func cellArg(line, char int) any {
	return map[string]any{"uri": scratch, "position": map[string]any{"line": line, "character": char}}
}
