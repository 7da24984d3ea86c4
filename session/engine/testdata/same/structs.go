package main

import (
	"bufio"
	"bytes"
	"container/list"
	"encoding/json"
	"fmt"
	"math/big"
	"net/url"
	"os"
	"sort"
	"strings"
	"sync"
	"time"
)

type item struct {
	Name  string   `json:"name"`
	Price float64  `json:"price,omitempty"`
	Tags  []string `json:"tags"`
	Sub   *sub     `json:"sub,omitempty"`
}

type sub struct {
	N int
	M map[string]int
}

type kind int

const (
	red kind = iota
	green
	blue
)

var names = map[kind]string{red: "red", green: "green", blue: "blue"}

type handler func(string) (string, error)

type account struct {
	balance int
	history []string
	mu      *sync.Mutex
}

func deposit(a *account, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance += n
	a.history = append(a.history, fmt.Sprint("+", n))
}

func main() {
	items := []item{{"a", 1.5, nil, nil}, {Name: "b", Tags: []string{"x"}, Sub: &sub{N: 3}}}
	b, err := json.Marshal(items)
	fmt.Println(string(b), err)
	fmt.Println(items[0], len(items[1].Tags), items[1].Sub.N)
	fmt.Printf("%v %+v\n", items[0], items[0])
	items[1].Sub.M = map[string]int{"k": 1}
	items[1].Sub.M["k"]++
	fmt.Println(items[1].Sub.M, *items[1].Sub)
	byName := map[string]*item{}
	for i := range items {
		byName[items[i].Name] = &items[i]
	}
	byName["a"].Price *= 2
	fmt.Println(items[0].Price, byName["zzz"] == nil)
	k := green
	k++
	fmt.Println(names[k], names[red], int(k), k == blue, k > red)
	switch k {
	case red, green:
		fmt.Println("warm")
	case blue:
		fmt.Println("cold")
	}
	var h handler = func(s string) (string, error) { return strings.ToUpper(s), nil }
	out, err := h("up")
	fmt.Println(out, err)
	hs := map[string]handler{"x": h, "y": func(s string) (string, error) { return "", fmt.Errorf("no %s", s) }}
	for _, key := range []string{"x", "y"} {
		out, err := hs[key]("v")
		fmt.Println(out, err)
	}
	acc := &account{mu: new(sync.Mutex)}
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			deposit(acc, i)
		}()
	}
	wg.Wait()
	fmt.Println(acc.balance, len(acc.history))
	var buf bytes.Buffer
	rw := bufio.NewReadWriter(bufio.NewReader(&buf), bufio.NewWriter(&buf))
	rw.WriteString("line\nrest")
	rw.Flush()
	line, err := rw.ReadString('\n')
	fmt.Printf("%q %v %d\n", line, err, rw.Reader.Buffered())
	l := list.New()
	l.PushBack(1)
	l.PushFront("zero")
	for e := l.Front(); e != nil; e = e.Next() {
		fmt.Print(e.Value, " ")
	}
	fmt.Println(l.Len())
	is := sort.IntSlice{3, 1, 2}
	sort.Sort(sort.Reverse(is))
	fmt.Println(is, is.Len())
	n := new(big.Int)
	n.SetString("123456789012345678901234567890", 10)
	n.Mul(n, big.NewInt(2)).Add(n, big.NewInt(1))
	fmt.Println(n, n.Cmp(big.NewInt(0)))
	u := url.URL{Scheme: "http", Host: "h", RawQuery: url.Values{"a": {"1", "2"}}.Encode()}
	fmt.Println(u.String(), u.Host)
	up := &u
	up.Path = "/p"
	fmt.Println(up, u.IsAbs())
	t := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	fmt.Println(t.Add(36*time.Hour).Format("02 Jan 15:04"), t.Year(), t.Equal(t.UTC()), time.Duration(90)*time.Minute)
	times := []time.Time{t.Add(time.Hour), t}
	sort.Slice(times, func(i, j int) bool { return times[i].Before(times[j]) })
	fmt.Println(times[0].Hour(), times[1].Sub(times[0]))
	var sb strings.Builder
	sbp := &sb
	fmt.Fprintf(sbp, "%03d|", 7)
	sb.WriteRune('é')
	fmt.Println(sb.String(), sbp.Len())
	holder := struct {
		B  bytes.Buffer
		W  *bufio.Writer
		mu sync.Mutex
	}{}
	holder.B.WriteString("in struct")
	holder.mu.Lock()
	holder.mu.Unlock()
	fmt.Println(holder.B.String(), holder.W == nil)
	bufs := map[string]*bytes.Buffer{"a": {}}
	bufs["a"].WriteString("mapped")
	arrb := [2]bytes.Buffer{}
	arrb[1].WriteString("arr")
	slb := make([]strings.Builder, 2)
	slb[1].WriteString("slice")
	fmt.Println(bufs["a"], arrb[1].String(), slb[1].String(), slb[0].Len())
	once := new(sync.Once)
	for range 2 {
		once.Do(func() { fmt.Println("one time") })
	}
	pool := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	pb := pool.Get().(*bytes.Buffer)
	pb.WriteString("pooled")
	fmt.Println(pb.String())
	enc := json.NewEncoder(os.Stdout)
	enc.SetIndent("", " ")
	enc.Encode(map[string]any{"t": t, "d": time.Second, "n": nil, "l": []any{1, "x", 2.5}})
	anon := []struct {
		K string
		V map[string][]int
	}{{"a", map[string][]int{"x": {1}}}, {K: "b"}}
	jb, _ := json.Marshal(anon)
	fmt.Println(string(jb), anon)
	var back []struct {
		K string
		V map[string][]int
	}
	fmt.Println(json.Unmarshal(jb, &back), back[0].V["x"][0], len(back))
	fmt.Println(json.Unmarshal([]byte(`{"K":3}`), &back[0]))
	pq := &intHeap{}
	for _, x := range []int{5, 2, 8} {
		*pq = append(*pq, x)
	}
	sort.Ints(*pq)
	fmt.Println((*pq)[0], len(*pq))
	var once2 struct {
		Done bool
		At   [2]struct{ X, Y int }
	}
	once2.At[1].Y = 3
	once2.Done = !once2.Done
	fmt.Println(once2)
	e := items[0]
	e.Tags = append(e.Tags, "new")
	fmt.Println(len(items[0].Tags), len(e.Tags))
	type local struct{ A, B int }
	ls := map[local]int{{1, 2}: 3}
	ls[local{1, 2}]++
	ls[local{B: 5}] = 1
	fmt.Println(ls[local{1, 2}], len(ls))
	for key, v := range map[local]string{{7, 8}: "only"} {
		fmt.Println(key.A, key.B, v)
	}
	np := new(local)
	np.A, np.B = 3, 4
	np2 := np
	np2.A++
	fmt.Println(*np, np == np2, *np == local{4, 4})
	box := new(5)
	*box++
	fmt.Println(*box, *new("s"))
}

type intHeap []int
