package session

import (
	"strings"
	"testing"

	"github.com/goawait/goawait/transform"
)

// Results move with edits and go stale when their text changes. In each case the region
// "x := 1" of the document, between the two bars, ran; edits are made one after another.
func TestEdited(t *testing.T) {
	type edit struct{ old, new string } // the first occurrence of old gives way to new
	for _, c := range []struct {
		name  string
		doc   string
		edits []edit
		want  string // the document afterwards, the region between bars; "" if it is lost
		stale bool
	}{
		{"untouched", "a\n|x := 1|\nb\n", nil, "a\n|x := 1|\nb\n", false},
		{"line above", "a\n|x := 1|\n", []edit{{"a\n", "a\nb\n"}}, "a\nb\n|x := 1|\n", false},
		{"line put in just above", "|x := 1|\n", []edit{{"", "// new\n"}}, "// new\n|x := 1|\n", false},
		{"line below", "|x := 1|\nb\n", []edit{{"b\n", ""}}, "|x := 1|\n", false},
		{"line break behind", "|x := 1|", []edit{{"1", "1\ny := 2"}}, "|x := 1|\ny := 2", false},
		{"line put in just below", "|x := 1|\n", []edit{{"\n", "\ny := 2\n"}}, "|x := 1|\ny := 2\n", false},
		{"lines above deleted", "a\nb\n|x := 1|\n", []edit{{"a\nb\n", ""}}, "|x := 1|\n", false},
		{"inside", "a\n|x := 1|\nb", []edit{{"1", "12"}}, "a\n|x := 12|\nb", true},
		{"inside and back", "a\n|x := 1|\nb", []edit{{"1", "12"}, {"12", "1"}}, "a\n|x := 1|\nb", false},
		{"grown in front", "a\n|x := 1|\nb", []edit{{"x", "xx"}}, "a\n|xx := 1|\nb", true},
		{"emptied and typed anew", "a\n|x := 1|\nb", []edit{{"x := 1", ""}, {"a\n", "a\nx := 1"}}, "a\n|x := 1|\nb", false},
		{"cut at its end", "a\n|x := 1|\nb", []edit{{" 1\nb", "\nc"}}, "a\n|x :=\nc|", true},
		{"cut at its start", "a\n|x := 1|\nb", []edit{{"a\nx", "c"}}, "c| := 1|\nb", true},
		{"replaced as a whole", "a\n|x := 1|\nb", []edit{{"a\nx := 1\nb", "a\n\nx := 1\nb"}}, "a\n\n|x := 1|\nb", false},
		{"several", "a\n|x := 1|\nb", []edit{{"a", "aa"}, {"aa", "q\nr"}, {"b", "bb"}}, "q\nr\n|x := 1|\nbb", false},
		{"laid out", "a\n|x := 1|\nb", []edit{{" :=", "  :="}}, "a\n|x  := 1|\nb", false},
		{"taken apart", "a\n|x := 1|\nb", []edit{{"1", "1 2"}}, "a\n|x := 1 2|\nb", true},
		{"its end deleted with the line below, and undone", "|a\nb|\nc\n", []edit{{"b\n", ""}, {"c\n", ""}, {"a\n", "a\nc\n"}, {"a\n", "a\nb\n"}}, "|a\nb|\nc\n", false},
		{"its start deleted, and undone", "|a\nb|\nc\n", []edit{{"a\n", ""}, {"", "a\n"}}, "|a\nb|\nc\n", false},
		{"a line taken in, and out again", "|a\nb|\nc\n", []edit{{"b", "b d\ne"}, {"a\nb d\ne", "q\na\nb"}}, "q\n|a\nb|\nc\n", false},
		{"another start", "|a\nb|\nc\n", []edit{{"a\n", ""}, {"", "d\n"}}, "d\n|b|\nc\n", true},
		{"bytes, not characters", "ä\n|x := 1|\n", []edit{{"ä", "öü"}}, "öü\n|x := 1|\n", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var d documents
			d.init()
			before, rest, _ := strings.Cut(c.doc, "|")
			source, after, _ := strings.Cut(rest, "|")
			text := before + source + after
			d.edited("doc", nil, []byte(text))
			line, col := lineCol([]byte(text), len(before))
			d.begin(1, &Region{Path: "doc", Line: line - 1, Col: col - 1}, source)
			for _, e := range c.edits {
				at := strings.Index(text, e.old)
				text = text[:at] + e.new + text[at+len(e.old):]
				d.edited("doc", []transform.Edit{{Start: at, End: at + len(e.old), New: e.new}}, []byte(text))
			}
			r, stale := d.of(1)
			from, to := offsetAt([]byte(text), r.Line, r.Col), offsetAt([]byte(text), r.EndLine, r.EndCol)
			if got := text[:from] + "|" + text[from:to] + "|" + text[to:]; got != c.want || stale != c.stale {
				t.Errorf("got %q, stale %v; want %q, stale %v", got, stale, c.want, c.stale)
			}
		})
	}
}

// The session may hear of a run before it hears of the edit that brought the text.
func TestRunBeforeEdit(t *testing.T) {
	var d documents
	d.init()
	d.begin(1, &Region{Path: "doc", Line: 1}, "y()")
	if r, stale := d.of(1); r.Line != 1 || r.EndCol != 3 || stale {
		t.Errorf("before any text: %+v, %v", r, stale)
	}
	d.edited("doc", nil, []byte("x()\ny()\n"))
	if r, stale := d.of(1); r.Line != 1 || stale {
		t.Errorf("with its text: %+v, %v", r, stale)
	}
	// Edits that do not lead to the text count for nothing; the region is looked for.
	d.edited("doc", []transform.Edit{{Start: 50, End: 60}}, []byte("\n\n\ny()\n"))
	if r, stale := d.of(1); r.Line != 3 || stale {
		t.Errorf("in another text: %+v, %v", r, stale)
	}
	d.edited("doc", nil, []byte("y()\ny()\n"))
	if _, stale := d.of(1); !stale {
		t.Error("it is fresh, though it might be either of two")
	}
}

// A region that is run again, or one that overlaps it, takes the place of the old result.
func TestOverlap(t *testing.T) {
	var d documents
	d.init()
	d.edited("doc", nil, []byte("a()\nb()\nc()\n"))
	d.begin(1, &Region{Path: "doc", Line: 2}, "c()")
	d.begin(2, &Region{Path: "doc", Line: 0}, "a()")
	d.begin(3, &Region{Path: "doc", Line: 1}, "b()")
	if got := d.cells("doc"); len(got) != 3 || got[0] != 2 || got[1] != 3 || got[2] != 1 {
		t.Errorf("the order is %v", got)
	}
	d.begin(4, &Region{Path: "doc", Line: 0}, "a()\nb()")
	if got := d.cells("doc"); len(got) != 2 || got[0] != 4 || got[1] != 1 {
		t.Errorf("after the overlap there are %v", got)
	}
	if r, _ := d.of(2); r != nil {
		t.Errorf("cell 2 still is at %+v", r)
	}
}

func FuzzEdited(f *testing.F) {
	f.Add("a\nx := 1\nb", 2, 6, 0, 2, "zz")
	f.Add("", 0, 0, 0, 0, "\n")
	f.Fuzz(func(t *testing.T, text string, at, size, start, end int, repl string) {
		clamp := func(n, hi int) int { return max(0, min(n, hi)) }
		at = clamp(at, len(text))
		size = clamp(size, len(text)-at)
		end = clamp(end, len(text))
		start = clamp(start, end)
		var d documents
		d.init()
		d.edited("doc", nil, []byte(text))
		line, col := lineCol([]byte(text), at)
		d.begin(1, &Region{Path: "doc", Line: line - 1, Col: col - 1}, text[at:at+size])
		after := text[:start] + repl + text[end:]
		d.edited("doc", []transform.Edit{{Start: start, End: end, New: repl}}, []byte(after))
		r, stale := d.of(1)
		from, to := offsetAt([]byte(after), r.Line, r.Col), offsetAt([]byte(after), r.EndLine, r.EndCol)
		if !stale && (from < 0 || to < from || after[from:to] != text[at:at+size]) {
			t.Errorf("fresh at %+v of %q, but it was %q", r, after, text[at:at+size])
		}
	})
}
