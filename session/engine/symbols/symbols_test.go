package symbols

import (
	"go/constant"
	"io"
	"net/http"
	"os/exec"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/traefik/yaegi/interp"
)

// The tables are for one release of Go. This is the cheap check; `go run ./gen -check` compares
// every byte.
func TestTablesAreOfThisRelease(t *testing.T) {
	if v := runtime.Version(); v != madeWith && !strings.HasPrefix(v, madeWith+".") {
		t.Fatalf("the tables are for %s and this is %s: run go generate ./session/engine/symbols", madeWith, v)
	}
	out, err := exec.Command("go", "list", "std").Output()
	if err != nil {
		t.Skipf("no go command to ask for the list of packages: %v", err)
	}
	var want []string
	for path := range strings.FieldsSeq(string(out)) {
		elems := strings.Split(path, "/")
		if slices.Contains(elems, "internal") || slices.Contains(elems, "vendor") || slices.Contains([]string{"unsafe", "plugin", "runtime/cgo", "runtime/race", "expvar", "net/http/pprof"}, path) {
			continue
		}
		want = append(want, path)
	}
	if got := Packages(); !slices.Equal(got, want) {
		t.Errorf("the tables hold %d packages, the standard library has %d:\n%v\n%v", len(got), len(want), got, want)
	}
}

func TestLookupForms(t *testing.T) {
	if got := Lookup("net/http")["Get"].Interface().(func(string) (*http.Response, error)); got == nil {
		t.Error("http.Get is nil")
	}
	eof := Lookup("io")["EOF"]
	if !eof.CanSet() || eof.Addr().Interface() != any(&io.EOF) {
		t.Error("io.EOF is not the variable itself")
	}
	if got := Lookup("time")["Second"].Interface(); got != time.Second {
		t.Errorf("time.Second = %v (%[1]T)", got)
	}
	if got, ok := Lookup("math")["MaxUint64"].Interface().(constant.Value); !ok || got.ExactString() != "18446744073709551615" {
		t.Errorf("math.MaxUint64 = %v", got)
	}
	if got, ok := Lookup("math")["Pi"].Interface().(constant.Value); !ok || got.Kind() != constant.Float {
		t.Errorf("math.Pi = %v", got)
	}
	if got := Lookup("time")["Duration"].Type(); got != reflect.TypeFor[*time.Duration]() {
		t.Errorf("time.Duration is a %v", got)
	}
	if got := Lookup("io")["_Reader"].Type().Elem(); !reflect.PointerTo(got).Implements(reflect.TypeFor[io.Reader]()) {
		t.Errorf("%v is no io.Reader", got)
	}
	if Lookup("no/such") != nil || Key("no/such") != "" || Name("no/such") != "" {
		t.Error("a package that does not exist was found")
	}
	if Key("net/http") != "net/http/http" || Key("math/rand/v2") != "math/rand/v2/rand" {
		t.Errorf("keys %q %q", Key("net/http"), Key("math/rand/v2"))
	}
}

func TestLookupConcurrently(t *testing.T) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, path := range Packages() {
				if Lookup(path) == nil {
					t.Errorf("no table for %s", path)
				}
			}
		})
	}
	wg.Wait()
}

// Every table is one that the interpreter takes and can run with.
func TestInterpreterRunsWithTables(t *testing.T) {
	in := interp.New(interp.Options{})
	// Under another path than fmt's own key, or yaegi patches its copy of the standard library.
	exports := interp.Exports{}
	for _, path := range []string{"strings", "math", "net/url", "math/rand/v2", "syscall"} {
		exports[Key(path)] = Lookup(path)
	}
	if err := in.Use(exports); err != nil {
		t.Fatal(err)
	}
	v, err := in.Eval(`
import ("strings"; "math"; "net/url"; "math/rand/v2"; "syscall")
func f() string {
	u, err := url.Parse("http://x/" + strings.ToUpper("a"))
	if err != nil || math.Sqrt(4) != 2 || math.MaxInt64 <= 0 || rand.IntN(1) != 0 || syscall.ENOENT.Error() == "" {
		return "wrong"
	}
	return u.Path
}
`)
	if err == nil {
		v, err = in.Eval("f()")
	}
	if err != nil || v.Interface() != "/A" {
		t.Fatalf("%v, %v", v, err)
	}
}
