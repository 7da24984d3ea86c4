package engine

import (
	"strings"
	"testing"

	"github.com/goawait/goawait/session/engine/lanes"
)

// directSetup is the session in which the expressions of TestDirect are.
const directSetup = `
import ("errors"; "strings"; "time"; "math"; "net/url"; "bytes")
type point struct { X, Y int; Tags []string; In struct { N int8 } }
i, j, zero := 7, -3, 0
i8, u8, u16, u64 := int8(-128), uint8(200), uint16(65535), uint64(1<<63)
minimum := math.MinInt
f, fz, nan, inf, small := 2.5, 0.0, math.NaN(), math.Inf(1), float32(0.1)
s, empty, yes, no := "héllo", "", true, false
xs, none := []int{10, 20, 30}, []int(nil)
arr := [3]string{"a", "b", "c"}
m, nomap := map[string]int{"a": 1}, map[string]int(nil)
bykey := map[time.Duration]string{time.Second: "second"}
p := point{X: 1, Y: 2, Tags: []string{"t"}}
pp, nilp := &point{X: 5}, (*point)(nil)
d, month := 1500*time.Millisecond, time.March
at := time.Date(2024, time.March, 1, 2, 3, 4, 0, time.UTC)
u, nilurl := &url.URL{Scheme: "http", Host: "x"}, (*url.URL)(nil)
var buf bytes.Buffer
buf.WriteString("text")
var e error = errors.New("e")
var anything any = 3
func add(a, b int) int { return a + b }
func many(a int) (int, string) { return a, "many" }
func two() (int, int) { return 1, 2 }
func nothing() {}
func given(n ...int) bool { return n != nil }
func variadic(prefix string, n ...int) int { return len(prefix)*100 + len(n) }
func take(x any) string { return fmt.Sprintf("%T %v", x, x) }
func fails(n int) (int, error) { if n < 0 { return 0, errors.New("negative") }; return n * 2, nil }
func panics() int { panic("ouch") }
func divides(n int) int { return 1 / n }
var unset func(int) int
changed, held := 1, map[string]int{"a": 1}
func change() int { changed += 10; held = map[string]int{"a": changed}; return 1 }
async func later(n int) (int, error) { if n < 0 { return 0, errors.New("late") }; return n + 1, nil }
`

// TestDirect evaluates each expression both as it stands and as a program of its own: a person
// is to see the same, errors with their places included. Those behind a dash are not taken.
func TestDirect(t *testing.T) {
	direct, compiled := newScratch(t, "goroutine"), newScratch(t, "goroutine")
	compiled.compiled = true
	for _, s := range []*scratch{direct, compiled} {
		if out := s.run(directSetup); out != "" {
			t.Fatal(out)
		}
	}
	for expr := range strings.Lines(directExpressions) {
		expr = strings.TrimSpace(expr)
		if expr == "" {
			continue
		}
		expr, not := strings.CutPrefix(expr, "- ")
		t.Run(expr, func(t *testing.T) {
			_, checked, err := direct.prepare(expr)
			if err != nil {
				t.Fatal(err)
			}
			if taken := lanes.Direct(checked) != nil; taken == not {
				t.Errorf("that it is evaluated as it stands is %v", taken)
			}
			direct.cells, compiled.cells = 100, 100 // positions name the cell
			got, want := direct.run(expr), compiled.run(expr)
			if got != want {
				t.Errorf("evaluated as it stands it gives\n%s\ncompiled\n%s", got, want)
			}
		})
	}
}

const directExpressions = `
- changed + change()
- fmt.Sprint(changed, change())
- held["a"] + change()
- fmt.Sprint(xs[1], held["a"], change())
change() + changed
add(change(), changed)
fmt.Sprint(add(i, j), change())
1 + 1
"a" + "b"
1 << 62
2.5
'x'
true
time.Second * 3
math.Pi
i
s
xs
p
pp
nilp
none
m
d
at
i + j
i - j
i * j
i / j
i % j
i & 3
i | 8
i ^ j
i &^ 2
i << 3
j >> 1
i << u8
i << j
i / zero
i % zero
minimum / -1
-minimum
i8 - 1
-i8
u8 + 100
^u8
u16 * u16
u64 << 1
u64 >> 63
-u64
f * 2
f / fz
small * 3
small + 0.7
nan == nan
nan < 1
nan != nan
inf > f
s + "!"
s < "i"
s == "héllo"
i == 7
i > j && yes
no && i / zero == 1
yes || i / zero == 1
no || !yes
len(s)
len(xs)
cap(xs)
len(none)
len(m)
len(arr)
xs[1]
xs[i]
xs[j]
xs[u8]
none[0]
s[1]
s[99]
arr[i-6]
arr[i]
m["a"]
m["b"]
nomap["a"]
bykey[time.Second]
bykey[d]
p.X
p.Tags
p.Tags[0]
p.In.N
pp.X
nilp.X
add(1, 2)
add(i, j) * 2
many(3)
nothing()
variadic("a")
variadic("a", 1, 2)
given()
given(1)
take(1)
take("x")
take('x')
take(d)
take(time.Second)
take(2.0)
take(u8)
fails(1)
fails(-1)
panics()
divides(zero)
unset(1)
strings.ToUpper(s)
strings.Repeat("ab", i)
strings.Repeat("ab", j)
strings.Split("a,b", ",")
fmt.Sprintf("%d %s", i, s)
fmt.Println("hi", i)
fmt.Sprint(take(i))
math.Sqrt(f)
math.MaxInt64
d.Seconds()
month.String()
at.Year()
at.Add(d).Unix()
u.String()
nilurl.Hostname()
buf.String()
buf.Len()
buf.WriteString("more")
buf.String()
os.Args[0] == ""
await later(1)
await later(-1)
await fails(2)
await fails(-2)
await async.Sleep(0)
await async.Sleep(time.Millisecond)
later(3)
- e
- anything
- e.Error()
- u.Host + take(nil)
- take(nil)
- take(p)
- append(xs, 1)
- xs[0:1]
- []int{1}
- int8(i)
- &i
- func() int { return 1 }()
- os.Exit(3)
- slices.Max(xs)
- await later(1) + 1
- add(two())
- time.Duration.Seconds
- variadic("a", xs...)
- complex(f, f)
- max(i, j)
`
