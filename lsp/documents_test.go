package lsp_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp/lsptest"
)

// TestIncrementalSync edits at random, in both encodings, and compares what the host was told
// with the text that a client holds.
func TestIncrementalSync(t *testing.T) {
	for _, encoding := range []string{"utf-8", "utf-16"} {
		t.Run(encoding, func(t *testing.T) {
			host := newHost()
			c, _ := serve(t, host)
			caps := c.Initialize(`{"general":{"positionEncodings":["` + encoding + `"]}}`)
			if string(caps.PositionEncoding) != encoding {
				t.Fatalf("the server chose %q", caps.PositionEncoding)
			}
			lines := []string{"// a", "// é😀b", ""}
			c.Open(scratch, strings.Join(lines, "\n"))
			random := rand.New(rand.NewPCG(1, 2))
			for version := 2; version < 300; version++ {
				n := random.IntN(len(lines))
				runes := []rune(lines[n])
				from := random.IntN(len(runes) + 1)
				to := from + random.IntN(len(runes)-from+1)
				insert := []string{"", "x", "ü", "🎉", "//\n//"}[random.IntN(5)]
				c.Change(scratch, version, lsptest.At(
					n, units(runes[:from], encoding), n, units(runes[:to], encoding)), insert)
				lines[n] = string(runes[:from]) + insert + string(runes[to:])
				lines = strings.Split(strings.Join(lines, "\n"), "\n")
			}
			c.Call(protocol.MethodShutdown, nil, nil) // the edits before it have been dispatched
			host.mu.Lock()
			defer host.mu.Unlock()
			if got, want := host.texts["/w/scratch.goa"], strings.Join(lines, "\n"); got != want {
				t.Errorf("the host has:\n%s\nthe client has:\n%s", got, want)
			}
		})
	}
}

// TestLateChanges sends what is typed out of order, as Helix does when it is busy: the document is
// what the client has all the same.
func TestLateChanges(t *testing.T) {
	host := newHost()
	c := start(t, host)
	text := "// a\n"
	c.Open(scratch, text)
	type typed struct {
		version, at int
		insert      string
	}
	var keys []typed
	random := rand.New(rand.NewPCG(3, 4))
	for version := 2; version < 200; version++ {
		at, insert := random.IntN(len(text)), string(rune('a'+random.IntN(26)))
		if version%9 == 0 {
			insert = "\n// "
		}
		keys = append(keys, typed{version, strings.Count(text[:at], "\n")<<16 + at - strings.LastIndexByte(text[:at], '\n') - 1, insert})
		text = text[:at] + insert + text[at:]
	}
	for i := 0; i+4 < len(keys); i += 4 {
		random.Shuffle(4, func(a, b int) { keys[i+a], keys[i+b] = keys[i+b], keys[i+a] })
	}
	for _, k := range keys {
		line, char := k.at>>16, k.at&0xffff
		c.Change(scratch, k.version, lsptest.At(line, char, line, char), k.insert)
	}
	c.Call(protocol.MethodShutdown, nil, nil)
	host.mu.Lock()
	defer host.mu.Unlock()
	if got := host.texts["/w/scratch.goa"]; got != text {
		t.Errorf("the host has:\n%s\nthe client has:\n%s", got, text)
	}
}

// units counts as the encoding does.
func units(runes []rune, encoding string) int {
	if encoding == "utf-8" {
		return len(string(runes))
	}
	n := 0
	for _, r := range runes {
		if n++; r > 0xffff {
			n++
		}
	}
	return n
}

// TestWholeDocumentChange tells the host only of what differs.
func TestWholeDocumentChange(t *testing.T) {
	host := newHost()
	c := start(t, host)
	c.Open(scratch, "a := 1\nb := 2\nc := 3\n")
	c.Replace(scratch, 2, "a := 1\nb := 22\nc := 3\n")
	c.Call(protocol.MethodShutdown, nil, nil)
	host.mu.Lock()
	defer host.mu.Unlock()
	if len(host.edits) != 1 || host.edits[0].Start != 13 || host.edits[0].End != 13 || host.edits[0].New != "2" {
		t.Errorf("the host was told %+v", host.edits)
	}
}

// TestBadText opens what no editor should send: every document is answered for.
func TestBadText(t *testing.T) {
	for name, text := range map[string]string{
		"empty":             "",
		"NUL bytes":         "x := 1\x00\x00\n",
		"invalid UTF-8":     "x := \"\xff\xfe\"\n\xc3",
		"truncated":         "func f() { if x := 1; x {",
		"unbalanced braces": "}}}}\n((((\n",
		"lone returns":      "x := 1\ry := 2\r\n",
		"2 MB in one line":  "// " + strings.Repeat("x", 2<<20),
		"2 MB of lines":     strings.Repeat("// a line of no meaning\n", 2<<20/24),
	} {
		t.Run(name, func(t *testing.T) {
			c := start(t, newHost())
			c.Open(scratch, text)
			c.Diagnostics(scratch, 1)
			hover(c, 0, 0)
			c.Replace(scratch, 2, "1 + 1")
			if got := c.Diagnostics(scratch, 2); len(got) != 0 {
				t.Errorf("after the text was mended: %+v", got)
			}
		})
	}
}

// TestClose takes the diagnostics away with the document.
func TestClose(t *testing.T) {
	c := start(t, newHost())
	c.Open(scratch, "x := ")
	if got := c.Diagnostics(scratch, 1); len(got) == 0 {
		t.Fatal("no diagnostics")
	}
	c.Notify(protocol.MethodTextDocumentDidClose, map[string]any{"textDocument": map[string]any{"uri": scratch}})
	m := c.Await(protocol.MethodTextDocumentPublishDiagnostics, nil)
	if !strings.Contains(string(m.Params), `"diagnostics":[]`) {
		t.Errorf("published %s", m.Params)
	}
	wantError(t, c.Answer(c.Go(protocol.MethodTextDocumentHover, hoverAt(0, 0))).Error, -32602, "not open")
}
