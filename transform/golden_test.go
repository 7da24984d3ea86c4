package transform_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goawait/goawait/transform"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// eachGolden calls describe for every cell of the archives under testdata/dir and compares what
// it says with the file NAME.want that follows.
func eachGolden(t *testing.T, dir string, describe func(t *testing.T) func(name string, src []byte) string) {
	for name, a := range archives(t, dir) {
		t.Run(name, func(t *testing.T) {
			one := describe(t)
			want := map[string]string{}
			for _, f := range a.Files {
				want[f.Name] = string(f.Data)
			}
			out := &txtar.Archive{Comment: a.Comment}
			for _, f := range a.Files {
				if strings.HasSuffix(f.Name, ".want") {
					continue
				}
				got := one(f.Name, f.Data)
				out.Files = append(out.Files, f, txtar.File{Name: f.Name + ".want", Data: []byte(got)})
				if !*update && got != want[f.Name+".want"] {
					t.Errorf("%s gives\n%s\nwant\n%s", f.Name, got, want[f.Name+".want"])
				}
			}
			if *update {
				if err := os.WriteFile(filepath.Join("testdata", dir, name+".txtar"), txtar.Format(out), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestParse compares items and syntax errors.
func TestParse(t *testing.T) {
	eachGolden(t, "parse", func(*testing.T) func(string, []byte) string {
		return func(_ string, src []byte) string {
			src = bytes.TrimSuffix(src, []byte("\n"))
			for in, out := range map[string]string{`\0`: "\x00", `\xff`: "\xff", `\r`: "\r", `\ufeff`: "\ufeff"} {
				src = bytes.ReplaceAll(src, []byte("<"+in+">"), []byte(out))
			}
			return describeParse(src)
		}
	})
}

func describeParse(src []byte) string {
	var b strings.Builder
	c := transform.Parse(src)
	kinds := []string{"import", "decl", "stmt", "expr", "magic", "bad"}
	if c.Magic != nil {
		fmt.Fprintf(&b, "takes the cell: %%%%%s %q, code at %d\n", c.Magic.Name, c.Magic.Args, c.Magic.Body)
	}
	for _, it := range c.Items {
		fmt.Fprintf(&b, "%s %q", kinds[it.Kind], src[it.Start:it.End])
		if it.Magic != nil {
			fmt.Fprintf(&b, " = %s %q", it.Magic.Name, it.Magic.Args)
		}
		b.WriteString("\n")
	}
	if c.Async {
		b.WriteString("async\n")
	}
	if c.Quiet {
		b.WriteString("quiet\n")
	}
	for _, e := range c.Errors {
		fmt.Fprintf(&b, "error %d-%d %q: %s", e.Start, e.End, src[e.Start:e.End], e.Msg)
		if e.Incomplete {
			b.WriteString(" (incomplete)")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestSession compares what the cells of a session define, use and await.
func TestSession(t *testing.T) {
	eachGolden(t, "session", func(t *testing.T) func(string, []byte) string {
		env := newEnv(t)
		env.CellNo = 0
		var ns *transform.Namespace
		return func(_ string, src []byte) string {
			env.CellNo++
			c := transform.Check(context.Background(), transform.Parse(src), ns, env)
			ns = ns.With(c)
			if c.HasValue {
				ns = ns.WithResult(env.CellNo, c.Value, fmt.Sprintf("Out_%d", env.CellNo))
			}
			return describeChecked(c)
		}
	})
}

func describeChecked(c *transform.Checked) string {
	var b strings.Builder
	for _, e := range c.Errors {
		fmt.Fprintf(&b, "error %q: %s [%s]\n", c.Cell.Src[e.Start:e.End], e.Msg, e.Code)
	}
	kinds := []string{"invalid", "method", "chan", "func", "wait", "context", "call"}
	for _, s := range c.Sites {
		var values []string
		for _, v := range s.Values {
			values = append(values, typeString(v))
		}
		fmt.Fprintf(&b, "site %q %s (%s)", c.Cell.Src[s.Start:s.End], kinds[s.Kind], strings.Join(values, ", "))
		if s.Capture {
			b.WriteString(" capture")
		}
		if s.Spread > 0 {
			fmt.Fprintf(&b, " spread %d", s.Spread)
		}
		if s.Func != nil {
			b.WriteString(" in " + s.Func.Name)
		}
		b.WriteString("\n")
	}
	for _, f := range c.AsyncFuncs {
		fmt.Fprintf(&b, "async %s %s of %s fails=%v\n", f.Name, typeString(f.Written), typeString(f.Result), f.Fails)
	}
	for _, n := range c.Defines {
		fmt.Fprintf(&b, "define %s %s v%d %s", n.Kind, n.Key, n.Version, n.Name)
		if n.Source != "" {
			fmt.Fprintf(&b, " %q", n.Source)
		}
		for _, d := range n.Deps {
			fmt.Fprintf(&b, " needs %s", d.Key)
		}
		for _, i := range n.Imports {
			fmt.Fprintf(&b, " imports %s", i.Path)
		}
		b.WriteString("\n")
	}
	for _, n := range c.Uses {
		fmt.Fprintf(&b, "use %s\n", n.Key)
	}
	for _, i := range c.Imports {
		fmt.Fprintf(&b, "import %s %q auto=%v own=%v used=%v\n", i.Name, i.Path, i.Auto, i.Own, i.Used)
	}
	if len(c.Refs) > 0 {
		b.WriteString("refs")
		for _, r := range c.Refs {
			fmt.Fprintf(&b, " %d:%s", r.Start, r.Name.Key)
		}
		b.WriteString("\n")
	}
	if c.HasValue {
		fmt.Fprintf(&b, "value %s\n", typeString(c.Value))
	}
	fmt.Fprintf(&b, "outer %s\n", strings.Join(c.Outer, " "))
	return b.String()
}
