package transform_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/goawait/goawait/transform"
)

// document is a scratch file of about n lines in cells of twenty.
func document(n int) []byte {
	var b strings.Builder
	for i := 0; i < n/20; i++ {
		fmt.Fprintf(&b, `//%%%% cell %d
type T%[1]d struct {
	name string
	n    int
}

func f%[1]d(x int) (T%[1]d, error) {
	if x < 0 {
		return T%[1]d{}, fmt.Errorf("negative: %%d", x)
	}
	return T%[1]d{name: "a", n: x}, nil
}

async func g%[1]d(x int) (T%[1]d, error) { return f%[1]d(x) }
v%[1]d, err := f%[1]d(%[1]d)
w%[1]d := await g%[1]d(v%[1]d.n)
for i := range 3 {
	fmt.Println(i, w%[1]d.name, err)
}
w%[1]d
`, i)
	}
	return []byte(b.String())
}

func BenchmarkCheck(b *testing.B) {
	env := newEnv(b)
	setup := transform.Check(context.Background(), transform.Parse([]byte("x := 1; srv := \"a\"; async func f(i int) (string, error) { return \"a\", nil }")), nil, env)
	ns := (*transform.Namespace)(nil).With(setup)
	for name, src := range map[string]string{
		"expr":   "x + 1",
		"define": "y := fmt.Sprint(x)\nfmt.Println(y)",
		"await":  "s := await f(x)\ns",
		"http":   "resp, err := await http.Get(srv)\nif err != nil {\n\tfmt.Println(err)\n}\nresp.Status",
		"func":   "func g(n int) int {\n\tif n < 2 {\n\t\treturn n\n\t}\n\treturn g(n-1) + g(n-2)\n}\ng(x)",
		"chain":  "a := await f(1)\nb := await f(len(a))\nc := await f(len(b))\nfmt.Println(a, b, c)",
	} {
		b.Run(name, func(b *testing.B) {
			c := transform.Parse([]byte(src))
			transform.Check(context.Background(), c, ns, env) // loads imports
			b.ReportAllocs()
			for b.Loop() {
				if c := transform.Check(context.Background(), c, ns, env); !c.OK() {
					b.Fatal(c.Errors)
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		src := document(n)
		b.Run(fmt.Sprintf("lines=%d", n), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				for _, r := range transform.SplitCells(src) {
					transform.Parse(src[r.Body:r.End])
				}
			}
		})
		b.Run(fmt.Sprintf("onecell/lines=%d", n), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				transform.Parse(src)
			}
		})
	}
}

func BenchmarkDocument(b *testing.B) {
	env := newEnv(b)
	for _, n := range []int{100, 1000, 10000} {
		src := document(n)
		b.Run(fmt.Sprintf("lines=%d", n), func(b *testing.B) {
			for b.Loop() {
				var ns *transform.Namespace
				for i, r := range transform.SplitCells(src) {
					env.CellNo = i + 1
					c := transform.Check(context.Background(), transform.Parse(src[r.Body:r.End]), ns, env)
					if !c.OK() {
						b.Fatal(c.Errors)
					}
					ns = ns.With(c)
				}
			}
		})
	}
}

func BenchmarkLines(b *testing.B) {
	src := document(10000)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		transform.NewLines(src)
	}
}
