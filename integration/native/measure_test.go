package native_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// measured are cells that %timeit and %prun take which need the native lane, or are better
// measured there.
const measured = `type P struct{ n int }
func (p P) Twice() int { return 2 * p.n }
x := 1
//%%
%timeit -n 1000 -r 3 P{x}.Twice()
//%%
%%timeit -n 10 -r 2 -o sum := 0; x := 7
type P struct{ text string }
for i := range 10 { sum += i }
//%%
fmt.Println(x, P{3}.n, len(Out[3]))
//%%
%timeit -n 2 -r 1 await async.Sleep(time.Millisecond)
//%%
%timeit -n 1 -r 1 P{[]int{1}[x]}.Twice()
`

const shown = `^(The slowest run .*
)?[0-9.]+ [µn]s ± [0-9.]+ [µn]s per loop \(mean ± std. dev. of 3 runs, 1,000 loops each\)
compiled; the loop itself takes [0-9.]+ ns of it
(The slowest run .*
)?[0-9.]+ [µn]s ± [0-9.]+ [µn]s per loop \(mean ± std. dev. of 2 runs, 10 loops each\)
compiled; the loop itself takes [0-9.]+ ns of it
Out\[3\]: \[[0-9.]+[µn]s, [0-9.]+[µn]s\]
1 3 2
(The slowest run .*
)?[0-9.]+ ms ± 0 ns per loop \(mean ± std. dev. of 1 run, 2 loops each\)
measured.goa:15: panic: runtime error: index out of range \[1\] with length 1
\(exit status 1\)
$`

// TestTimeit measures compiled code: it says so, leaves no names, and changes none.
func TestTimeit(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "measured.goa"), []byte(measured), 0o600); err != nil {
		t.Fatal(err)
	}
	got := goawait(t, dir, "run", "--values", "measured.goa")
	if !regexp.MustCompile(shown).MatchString(got) {
		t.Errorf("it printed\n%s\nwant\n%s", got, shown)
	}
}

// profiledCells are cells that %prun takes, compiled ones and one that is not.
const profiledCells = `type P struct{ n int }
func (p P) Burn() int { s := 0; for i := range 300_000_000 { s += i ^ p.n }; return s }
async func produce(ch chan int) { for i := range 3 { await async.Sleep(10 * time.Millisecond); ch <- i }; close(ch) }
async func fetch(n int) int { await async.Sleep(20 * time.Millisecond); p := P{n}; return p.Burn() }
//%%
%%prun -D out.pprof
ch := make(chan int)
t := async.Spawn(produce(ch))
async for range ch { }
async with n := async.OpenNursery() { n.Spawn(fetch(1)) }
//%%
%%instant
func burn(f func() int) int { return f() }
//%%
%%prun -l 3
burn(P{2}.Burn)
`

// TestPrun profiles compiled code: its coroutines are counted, its functions sampled at their
// lines, and waiting for items and for what is left is seen as waiting.
func TestPrun(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "profiled.goa"), []byte(profiledCells), 0o600); err != nil {
		t.Fatal(err)
	}
	got := goawait(t, dir, "run", "profiled.goa")
	for _, want := range []string{
		`(?m)^3 function calls in .* seconds of awaits$`,
		`(?m)^compiled functions are sampled every 10 ms; their calls are not counted$`,
		`(?m)^ {8}1 .* profiled.goa:4 \(fetch\)$`,
		`(?m)^ {8}- +0\.[0-9]+ +- .* profiled.goa:2 \(P.Burn\)$`,
		`(?m)^ {8}4 +0\.0.* profiled.goa:9 \(items of a channel\)$`,
		`(?m)^ {8}1 .* profiled.goa:10 \(leaving \*async.Nursery\)$`,
		`(?s)function call.*profiled.goa:2 \(P.Burn\).*function call.*profiled.goa:2 \(P.Burn\)`,
	} {
		if !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("it printed\n%s\nwithout a match of %s", got, want)
		}
	}
	out, err := exec.Command("go", "tool", "pprof", "-traces", filepath.Join(dir, "out.pprof")).CombinedOutput()
	if err != nil || !regexp.MustCompile(`P\.Burn\n\s+fetch\n`).Match(out) {
		t.Errorf("go tool pprof shows %s, %v", out, err)
	}
}
