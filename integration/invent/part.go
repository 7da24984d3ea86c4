package invent

import (
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strings"
)

// A Style says what parts are made of.
type Style struct {
	Plain bool // only what the instant lane may take: no methods, no generics, no embedding
	Async bool // async functions and awaits, which Part.Plainly takes out again
}

// A Part is a piece of a program: a function without parameters and what it needs.
type Part struct {
	Seed  int64
	Name  string   // of the function; all its names begin with it
	Decls []string // at package level
	Stmts []string // the function's body; each is one statement or a few that belong together
	Async bool     // the function awaits

	Templates []string // the names of those that it was made of
}

// Make makes a part of a seed. The same seed and style make the same part.
func Make(seed int64, style Style) Part {
	g := &generator{
		Rand: rand.New(rand.NewSource(seed)), style: style, prefix: fmt.Sprintf("p%d", seed), types: map[string]*typeDef{}, has: map[string]bool{}, used: map[string]bool{},
	}
	g.scopes = [][]variable{nil}
	p := Part{Seed: seed, Name: g.prefix + "part"}
	p.Decls = g.declarations(2 + g.Intn(3))
	g.depth = 1
	g.scopes = append(g.scopes, nil)
	for range 10 {
		text := g.captured(g.stmt)
		if text != "" {
			p.Stmts = append(p.Stmts, text)
		}
	}
	if shown := g.captured(g.showAll); shown != "" {
		p.Stmts = append(p.Stmts, shown)
	}
	p.Templates = slices.Sorted(maps.Keys(g.used))
	p.Async = slices.ContainsFunc(p.Stmts, func(s string) bool { return strings.Contains(s, "await ") })
	return p
}

// Function is the part's function and what it needs.
func (p Part) Function() string {
	word, first := "", ""
	if p.Async { // a panic of what is awaited is raised, and not for recover to take
		word, first = "async ", fmt.Sprintf("\tdefer func() {\n\t\tif r := recover(); r != nil {\n\t\t\tfmt.Println(%q, r)\n\t\t}\n\t}()\n", p.Name+" recovered:")
	}
	return strings.Join(p.Decls, "\n") + fmt.Sprintf("\n%sfunc %s() {\n%s%s}\n", word, p.Name, first, strings.Join(p.Stmts, ""))
}

// Separator begins the line that a program prints before each of its parts.
const Separator = "=== "

// Program is the text of a program of parts, without its package clause: that of a cell but for
// the call of main.
func Program(parts []Part) string {
	var b strings.Builder
	async := slices.ContainsFunc(parts, func(p Part) bool { return p.Async })
	for _, p := range parts {
		b.WriteString(p.Function())
	}
	if async {
		b.WriteString("async ")
	}
	b.WriteString("func main() {\n")
	for _, p := range parts {
		fmt.Fprintf(&b, "\tfmt.Println(%q)\n", Separator+p.Name)
		if p.Async {
			fmt.Fprintf(&b, "\tawait %s()\n", p.Name)
		} else {
			fmt.Fprintf(&b, "\tsafe(%q, %s)\n", p.Name, p.Name)
		}
	}
	b.WriteString("}\n")
	return Imports(b.String()) + Head + b.String()
}

// Plainly is a program, or a piece of one, without the words of the dialect: what Go makes of it
// is what it should do.
func Plainly(text string) string {
	return strings.NewReplacer("async func", "func", "async for", "for", "await ", "").Replace(text)
}

// Imports are the import declarations of a text and of Head.
func Imports(text string) string {
	var b strings.Builder
	for _, path := range []string{"cmp", "encoding/json", "errors", "fmt", "iter", "maps", "slices", "sort", "strconv", "strings", "sync"} {
		if strings.Contains(text+Head, path[strings.LastIndex(path, "/")+1:]+".") {
			fmt.Fprintf(&b, "import %q\n", path)
		}
	}
	return b.String()
}

// Head is what all programs begin with, after their imports.
const Head = `
type point struct {
	X, Y int
	Name string
	A    [2]int
}

var errSome = errors.New("some")

func safe(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "recovered:", r)
		}
	}()
	f()
}

func id(n int) int { return n }

// mod is a valid index of what has n elements, if n is not 0.
func mod(i, n int) int {
	if n == 0 {
		return 0
	}
	if i %= n; i < 0 {
		return i + n
	}
	return i
}

func at(s []int, i int) int {
	if len(s) == 0 {
		return i
	}
	return s[mod(i, len(s))]
}

func same(s string) string { return s }

func split(n int) (int, string) { return n / 2, fmt.Sprint(n) }

func mayFail(n int) (int, error) {
	if n%3 == 0 {
		return 0, errSome
	}
	return n + 1, nil
}

func move(p point, n int) point {
	p.X += n
	p.A[0]++
	return p
}

func push(p *point, n int) { p.Y += n; p.A[1] = n }

`
