package native_test

import (
	"os"
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
