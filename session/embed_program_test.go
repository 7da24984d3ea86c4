package session_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/async"
	"golang.org/x/tools/txtar"
)

// What follows is a program as people have them: interfaces, embedded and generic types, named
// functions and numbers, unexported types.

type ShopStore interface {
	Get(key string) (ShopItem, error)
	Put(ShopItem) error
}
type ShopItem struct {
	Key  string
	Tags []string
	When time.Time
	N    int
}
type shopMem struct {
	m map[string]ShopItem
}

func (m *shopMem) Get(k string) (ShopItem, error) {
	if i, ok := m.m[k]; ok {
		return i, nil
	}
	return ShopItem{}, ErrShopMissing
}
func (m *shopMem) Put(i ShopItem) error { m.m[i.Key] = i; return nil }

type ShopOther struct{}

func (ShopOther) Get(k string) (ShopItem, error) { return ShopItem{Key: "other " + k}, nil }
func (ShopOther) Put(ShopItem) error             { return nil }

var ErrShopMissing = errors.New("missing")

type ShopBase struct{ ID int }

func (b ShopBase) Ident() string { return fmt.Sprint("id", b.ID) }

type ShopDerived struct {
	ShopBase
	*strings.Builder
	Name string
	Hook func(int) string
}
type ShopCache[K comparable, V any] struct{ m map[K]V }

func (c *ShopCache[K, V]) Set(k K, v V)      { c.m[k] = v }
func (c *ShopCache[K, V]) Get(k K) (V, bool) { v, ok := c.m[k]; return v, ok }

type ShopLevel int

const (
	ShopLow ShopLevel = iota
	ShopHigh
)

func (l ShopLevel) String() string { return [...]string{"low", "high"}[l] }

type (
	ShopMatrix  [2][2]float64
	ShopVisitor func(ShopItem) bool
)

func shopEach(items []ShopItem, v ShopVisitor) (n int) {
	for _, i := range items {
		if v(i) {
			n++
		}
	}
	return n
}
func shopReader(r io.Reader) string { b, _ := io.ReadAll(r); return string(b) }
func shopSlow(ctx context.Context) (int, error) {
	select {
	case <-time.After(10 * time.Millisecond):
		return 5, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}
func shopBoom() { shopNil["a"] = 1 }

var shopNil map[string]int

type shopTill struct {
	coins int
	Open  bool
}

func (t *shopTill) Put(n int) int { t.coins += n; return t.coins }
func (t *shopTill) count() int    { return t.coins }

type ShopFront struct {
	till shopTill
	Spare,
	Broken shopTill
}

// Values of a program's unexported types are used like all others; what cannot be named outside
// their package cannot be named at the prompt, which says so.
func TestEmbedWithUnexportedNames(t *testing.T) {
	till := &shopTill{coins: 2}
	front := ShopFront{till: *till, Spare: *till}
	tills := []shopTill{*till}
	out := prompt(t, `till
//%%
till.Put(3)
//%%
till.Open = true; till.Open
//%%
till.coins
//%%
till.count()
//%%
till.cuont()
//%%
front.till
//%%
front.Broken = tills[0]; copied := front.Spare; copied.Put(5)
//%%
shopTill{}
//%%
session_test.shopTill{}
//%%
var another session_test.ShopFront; another.Spare.Open
`, session.Var("till", &till), session.Var("front", &front), session.Var("tills", &tills))
	want := `Out[1]: &session_test.shopTill{coins:2, Open:false}
Out[2]: 5
Out[3]: true
cell 4, line 1, column 6: till.coins undefined (cannot refer to unexported field coins)
cell 5, line 1, column 6: till.count undefined (type *session_test.shopTill has no field or method count)
cell 6, line 1, column 6: till.cuont undefined (type *session_test.shopTill has no field or method cuont)
cell 7, line 1, column 7: front.till undefined (cannot refer to unexported field till)
Out[8]: 7
cell 9, line 1, column 1: undefined: shopTill
cell 10, line 1, column 14: name shopTill not exported by package session_test
Out[11]: false
`
	if out != want {
		t.Errorf("the prompt showed\n%s\nwant\n%s", out, want)
	}
	if till.count() != 5 || !till.Open || front.Broken.coins != 2 || front.Spare.coins != 2 {
		t.Errorf("the program has %+v and %+v", till, front)
	}
}

// TestEmbedKnowsTheProgramsTypes plays testdata/embed/program.txtar in a prompt inside a program.
func TestEmbedKnowsTheProgramsTypes(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/embed/program.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var store ShopStore = &shopMem{m: map[string]ShopItem{"a": {Key: "a", N: 1}}}
	d := &ShopDerived{ShopBase: ShopBase{7}, Builder: &strings.Builder{}, Name: "d", Hook: func(i int) string { return fmt.Sprint("hook", i) }}
	c := &ShopCache[string, ShopItem]{m: map[string]ShopItem{}}
	level := ShopHigh
	var cnt atomic.Int64
	var ptr atomic.Pointer[ShopItem]
	ptr.Store(&ShopItem{Key: "p"})
	items := []ShopItem{{Key: "x", N: 1}, {Key: "y", N: 2}}
	byName := map[string]*ShopItem{"x": &items[0]}
	ch := make(chan ShopItem, 3)
	var srv http.Server
	mat := ShopMatrix{{1, 2}, {3, 4}}
	wrapped := error(ErrShopMissing)
	timeout := 3 * time.Second
	var any1 any = ShopItem{Key: "any"}
	arc := &txtar.Archive{Comment: []byte("hello")}
	var wg sync.WaitGroup
	anon := struct{ A, B int }{1, 2}
	task := async.Spawn(async.New("t", func(context.Context) (int, error) { return 42, nil }))
	here := reflect.TypeFor[ShopItem]().PkgPath()
	out := prompt(t, string(archive.Files[0].Data),
		session.Var("store", &store), session.Var("d", &d), session.Var("c", &c), session.Var("level", &level), session.Var("cnt", &cnt),
		session.Var("ptr", &ptr), session.Var("items", &items), session.Var("byName", &byName), session.Var("ch", &ch), session.Var("srv", &srv),
		session.Var("mat", &mat), session.Var("err", &wrapped), session.Var("timeout", &timeout), session.Var("any1", &any1), session.Var("arc", &arc),
		session.Var("wg", &wg), session.Var("anon", &anon), session.Var("task", &task),
		session.Func("each", shopEach), session.Func("reader", shopReader), session.Func("slow", shopSlow), session.Func("boom", shopBoom),
		session.Package(here, map[string]any{"ShopOther": (*ShopOther)(nil), "ErrShopMissing": &ErrShopMissing}),
		session.Package("golang.org/x/tools/txtar", map[string]any{"Parse": txtar.Parse, "Format": txtar.Format}),
		session.Runner(async.Loop))
	if *update {
		archive.Files[1].Data = []byte(out)
		if err := os.WriteFile("testdata/embed/program.txtar", txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want := string(archive.Files[1].Data); out != want {
		t.Errorf("the prompt showed\n%s\nwant\n%s", out, want)
	}
	if items[1].N != 20 || len(items) != 3 || level != 0 || timeout != 6*time.Second || srv.Addr != ":80" || mat[1][0] != 30 ||
		!errors.Is(wrapped, ErrShopMissing) || cnt.Load() != 5 || anon.A != 100 || d.ID != 9 {
		t.Errorf("the program has %v, %v, %v, %v, %v, %v, %v, %v", items, level, timeout, srv.Addr, mat, wrapped, cnt.Load(), anon)
	}
}
