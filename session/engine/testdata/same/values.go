package main

import (
	"fmt"
	"math"
	"strings"
	"time"
)

const (
	a = iota
	b
	c
	_
	e
)

const (
	kb = 1 << (10 * (iota + 1))
	mb
)

const (
	big   = 1 << 100
	third = 1.0 / 3
)

func main() {
	fmt.Println(a, b, c, e, kb, mb, big>>98, third)
	fmt.Println(math.MaxInt64, uint64(math.MaxUint64), math.Pi, math.MaxUint32)
	var i8 int8 = 127
	i8++
	var u8 uint8 = 0
	u8--
	var u16 uint16 = 65535
	u16 += 2
	var i32 int32 = math.MaxInt32
	i32 *= 2
	fmt.Println(i8, u8, u16, i32, -7/2, -7%3, 7&^5, 6^3, ^5)
	x, y := 7, 2
	fmt.Println(x/y, x%y, -x/y, -x%y, x<<y, x>>1, -x>>1, x&y, x|y, x^y, x&^y, float64(x)/float64(y))
	var u uint = 3
	fmt.Println(1<<u, uint8(200)+uint8(x)*20, int8(-128)/int8(x-8), u-4 > 100)
	f := 2.5
	fmt.Println(f*2, f/2, -f, int(f), int(-f), math.Sqrt(f*2), f+float64(x), 1/f, float32(0.1), float64(float32(0.1)))
	var f32 float32 = 16777216
	f32++
	fmt.Println(f32, f32/3, math.Inf(1), math.NaN() == math.NaN(), -0.0 == 0)
	s := "héllo, 世界"
	fmt.Println(len(s), s[1], s[0:1], []byte(s)[:3], []rune(s)[1], string([]rune(s)[7:]), string(rune(65)), s+"!", s > "h", s == "x")
	s += " more"
	s = s + string('x')
	fmt.Println(s, strings.ToUpper(s), strings.Repeat("ab", 3))
	for i, r := range "aé世" {
		fmt.Println(i, r, string(r))
	}
	for i := range "aé" {
		fmt.Print(i, " ")
	}
	fmt.Println()
	d := 1500 * time.Millisecond
	fmt.Println(d, d/2, d.Seconds(), time.Duration(3)*time.Second, d > time.Second, 2*time.Hour+d)
	var any1 any = 3
	var any2 any = "three"
	fmt.Println(any1, any2, any1 == 3, any1 == any2, any1 != nil, any2 == "three")
	fmt.Printf("%T %T %T %T %T %v\n", any1, any2, d, 'x', 1.5, 'x')
	var p *int
	fmt.Println(p == nil)
	n := 5
	p = &n
	*p += 3
	pp := &p
	**pp *= 2
	fmt.Println(n, *p, p == *pp)
	bo := true
	bo = bo && n > 3 || !bo
	fmt.Println(bo, !bo, bo == true, n > 3 != bo)
	var zero struct{}
	fmt.Println(zero)
	c1 := complex(1, 2)
	fmt.Println(c1*c1, real(c1), imag(c1))
	fmt.Printf("%d %x %08b %q %v %+v %5.2f|%-5s|%5s|%t\n", 42, 255, 5, "q", []int{1}, map[string]int{"a": 1}, 3.14159, "ab", "cd", true)
	var r rune = 'é'
	by := byte('A')
	by += 2
	fmt.Println(r, by, string(by), r-'a', byte(r))
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h ^= uint32(s[i])
		h *= 16777619
	}
	fmt.Println(h)
	var u64 uint64 = 1 << 63
	fmt.Println(u64, u64>>3, u64<<1, int64(u64), uint32(u64>>31))
	sh := 65
	fmt.Println(1<<sh>>sh, uint8(x)<<9>>9, int64(-1)>>sh)
	fmt.Println(min(3, x, 9), max(2.5, f), min("b", "a"), max(x, y))
	const typed int64 = 5
	fmt.Println(typed*2, typed == 5)
	m1, m2 := 1, "two"
	var (
		g1 = 3
		g2 string
		g3 float64 = 2
	)
	fmt.Println(m1, m2, g1, g2 == "", g3)
}
