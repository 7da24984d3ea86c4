package engine

import "testing"

// The cells whose cost is told in transform/LOWERING.md.
var benchCells = []struct{ name, setup, cell string }{
	{"one plus one", "", "1 + 1"},
	{"two names", "x, y := 1, 2", "x + y"},
	{"await", "", "await async.Sleep(0)"},
	{"calls 21891", "func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }", "fib(20)"},
	{"loop 100000", "", "func() int { s := 0; for i := 0; i < 100000; i++ { s += i }; return s }()"},
	{"range 100000", "", "func() int { s := 0; for i := range 100000 { s += i }; return s }()"},
	{"indexes 100000", "xs := make([]int, 100000)", "func() int { xs := xs; s := 0; for i := 0; i < len(xs); i++ { s += xs[i] }; return s }()"},
	{"sort 1000", "", "func() int { xs := rand.Perm(1000); sort.Slice(xs, func(i, j int) bool { return xs[i] < xs[j] }); return xs[0] }()"},
	{"channel 10000", "", "func() int { c := make(chan int, 1); s := 0; for i := range 10000 { c <- i; s += <-c }; return s }()"},
}

// BenchmarkCells compiles and runs cells.
func BenchmarkCells(b *testing.B) {
	for _, bc := range benchCells {
		b.Run(bc.name, func(b *testing.B) {
			s := newScratch(b, "goroutine")
			if bc.setup != "" {
				s.run(bc.setup)
			}
			b.ResetTimer()
			for b.Loop() {
				c, checked, err := s.prepare(bc.cell)
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				ns := s.ns
				b.StartTimer()
				if o := s.execute(c, checked); o.err != "" {
					b.Fatal(o.err)
				}
				s.ns = ns // results are not to pile up
			}
		})
	}
}
