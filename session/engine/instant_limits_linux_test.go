package engine

import (
	"strings"
	"testing"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/session/imports"
)

func newPlayer(t *testing.T, c wire.Config) *player {
	t.Helper()
	importer := imports.New(".")
	t.Cleanup(importer.Close)
	p := &player{t: t, c: startChild(t, "instant"), importer: importer}
	p.c.configure(c)
	return p
}

// An engine that needs more memory than it may have ends, and tells where.
func TestInstantMemoryLimit(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector takes several times the memory, and dies in its own words")
	}
	for _, c := range []struct{ src, want string }{
		{"var all [][]byte\nn := 10_000\nfor { all = append(all, bytes.Repeat([]byte(`x`), n)) }", "died at 1:3: memory limit of 256 MiB exceeded\n"},
		{"x := 1\n\nall := bytes.Repeat([]byte(`x`), 64<<30)", "died at 1:3: fatal error: runtime: cannot allocate memory\n"},
	} {
		p := newPlayer(t, wire.Config{MemoryLimit: 256 << 20})
		got := p.play("die", c.src)
		// Which of the two notices first is the machine's business, as are the runtime's words.
		if place, _, _ := strings.Cut(c.want, ": "); got != c.want && !(strings.HasPrefix(got, place) && strings.Contains(got, "memory")) {
			t.Errorf("%s\ngot  %swant %s", c.src, got, c.want)
		}
	}
}

func TestInstantOutputLimit(t *testing.T) {
	const limit = 100_000
	p := newPlayer(t, wire.Config{OutputLimit: limit})
	for i, src := range []string{
		`fmt.Print(strings.Repeat("x", 1<<27))`,
		`os.Stdout.WriteString(strings.Repeat("x", 1<<27))`,
		`for range 1<<7 { os.Stdout.Write(make([]byte, 1<<20)) }`,
	} {
		if raceEnabled {
			src = strings.ReplaceAll(src, "1<<27", "1<<24")
			src = strings.ReplaceAll(src, "1<<7", "1<<4")
		}
		got := p.play("cell", src)
		note := "\nstderr| \nstderr| [the output limit of 100000 bytes was reached: "
		if !strings.Contains(got, note) || strings.Count(got, "x") != limit && i < 2 {
			t.Errorf("%s gives %d bytes that end in %.300s", src, len(got), got[strings.LastIndex(got, "stderr"):])
		}
	}
	if got := p.play("cell", `fmt.Println("next")`); !strings.HasPrefix(got, "stdout| next\n") {
		t.Errorf("the next cell gives %q", got)
	}
}
