package transform

import (
	"go/token"
	"strings"
)

// statementWords are the keywords that begin a statement, with what they are for where one
// does not type the rest by heart.
var statementWords = []struct{ label, snippet, detail string }{
	{"async func", "async func ${1:name}($2) ${3:error} {\n\t$0\n}", "a function whose calls are awaited or spawned"},
	{"async for", "async for ${1:v} := range ${2:items} {\n\t$0\n}", "takes items as they come"},
	{"async with", "async with ${1:r} := ${2:resource} {\n\t$0\n}", "enters, and leaves however the block ends"},
	{"nursery", "async with ${1:n} := async.OpenNursery() {\n\t${1:n}.Spawn(${2:task()})$0\n}", "tasks that the block waits for"},
	{"await", "await ${0}", "waits for a value"},
	{"if err", "if err != nil {\n\t$0\n}", "handles an error"},
	{"if", "if ${1:cond} {\n\t$0\n}", ""},
	{"for", "for ${1} {\n\t$0\n}", ""},
	{"for range", "for ${1:i}, ${2:v} := range ${3:items} {\n\t$0\n}", ""},
	{"func", "func ${1:name}($2) $3 {\n\t$0\n}", ""},
	{"switch", "switch ${1} {\ncase ${2}:\n\t$0\n}", ""},
	{"select", "select {\ncase ${1}:\n\t$0\n}", ""},
	{"type struct", "type ${1:Name} struct {\n\t$0\n}", ""},
	{"import", "import \"${1}\"$0", ""},
	{"var", "", ""},
	{"const", "", ""},
	{"type", "", ""},
	{"return", "", ""},
	{"go", "", ""},
	{"defer", "", ""},
	{"break", "", ""},
	{"continue", "", ""},
	{"fallthrough", "", ""},
	{"goto", "", ""},
}

// expressionWords can stand in an expression or type.
var expressionWords = []struct{ label, snippet, detail string }{
	{"await", "await ${0}", "waits for a value"},
	{"async func", "async func(${1}) ${2:error} {\n\t$0\n}", "an async function literal"},
	{"func", "func($1) $2 {\n\t$0\n}", ""},
	{"struct", "struct {\n\t$0\n}", ""},
	{"interface", "interface {\n\t$0\n}", ""},
	{"map", "map[${1:string}]${0}", ""},
	{"chan", "chan ${0}", ""},
	{"range", "range ${0}", ""},
}

// words adds keywords and snippets.
func (k *completer) words(statement bool) {
	list := expressionWords
	if statement {
		list = statementWords
	}
	for _, w := range list {
		c := Completion{Label: w.label, Kind: CompleteKeyword, Detail: w.detail, Snippet: w.snippet, Rank: rankWord}
		if strings.Contains(w.label, " ") || w.label == "nursery" {
			c.Kind = CompleteSnippet
		}
		k.add(c)
	}
}

// afterWord adds what the word before the cursor asks for, and reports whether it asks for
// something of its own.
func (k *completer) afterWord() bool {
	if len(k.place.words) == 0 {
		return false
	}
	last := k.place.words[len(k.place.words)-1]
	switch last.tok {
	case token.FUNC, token.TYPE, token.PACKAGE, token.VAR, token.CONST, token.GOTO:
		return true // a new name, or a label
	case token.ELSE:
		k.add(Completion{Label: "if", Kind: CompleteKeyword, Snippet: "if ${1:cond} {\n\t$0\n}", Rank: rankWord})
		return true
	}
	if string(k.src[last.start:last.end]) != "async" {
		return false
	}
	for _, w := range statementWords {
		if rest, ok := strings.CutPrefix(w.label, "async "); ok {
			k.add(Completion{
				Label: rest, Kind: CompleteKeyword, Detail: w.detail,
				Snippet: strings.TrimPrefix(w.snippet, "async "), Rank: rankLocal,
			})
		}
	}
	return true
}
