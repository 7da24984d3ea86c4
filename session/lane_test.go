package session

import (
	"context"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goawait/goawait/session/engine/wire"
)

// A fakeCompiler compiles nothing: a plugin's file is named by the functions that it declares.
type fakeCompiler struct {
	engine error                                          // why there is none
	plugin func(ctx context.Context, source string) error // nil if all compile
	built  chan bool                                      // closed when the engine is built; nil if it never is

	mu      sync.Mutex // guards what follows
	sources []string
	given   bool // an engine
}

func (c *fakeCompiler) Engine(context.Context, func(string, int, int)) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.given = c.engine == nil
	return []string{os.Args[0], "fake-engine", "plugins"}, c.engine
}

func (c *fakeCompiler) Built(ctx context.Context) []string {
	c.mu.Lock()
	given := c.given
	c.mu.Unlock()
	switch {
	case given:
		command, _ := c.Engine(ctx, nil)
		return command
	case c.built == nil:
		return nil
	}
	select {
	case <-c.built:
		command, _ := c.Engine(ctx, nil)
		return command
	case <-ctx.Done():
		return nil
	}
}

var declaredFunc = regexp.MustCompile(`\{"(\w+)", ˑ[^}]+ˑpin\}`)

func (c *fakeCompiler) Plugin(ctx context.Context, _ []string, _, source string) (string, error) {
	if c.plugin != nil {
		if err := c.plugin(ctx, source); err != nil {
			return "", err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sources = append(c.sources, source)
	var keys []string
	for _, m := range declaredFunc.FindAllStringSubmatch(source, -1) {
		keys = append(keys, m[1])
	}
	return strings.Join(keys, " "), nil
}

const (
	forInstant = "x := 1"
	forNative  = "type T struct{}\nfunc (T) M() {}"
)

// TestLanes shows which lane cells take, and what is said where they cannot have theirs.
func TestLanes(t *testing.T) {
	noGo := &fakeCompiler{engine: errors.New("no go command was found on PATH: install Go")}
	fault := &fakeCompiler{plugin: func(context.Context, string) error {
		return &CompileFault{File: "goawait.go", Line: 3, Msg: "undefined: y"}
	}}
	full := &fakeCompiler{plugin: func(context.Context, string) error { return errors.New("filling the cache: no space left on device") }}
	for _, test := range []struct {
		name     string
		compiler Compiler
		lane     string
		cells    []string
		want     []string // lanes, or what the error of a cell has in it
	}{
		{"auto", new(fakeCompiler), "auto", []string{forInstant, forNative, forInstant, "T{}", "%%native\n2", "%%instant\n3"}, []string{"instant", "native", "instant", "native", "native", "instant"}},
		{"native", new(fakeCompiler), "native", []string{forInstant, "%%instant\n1"}, []string{"native", "instant"}},
		{"instant", new(fakeCompiler), "instant", []string{forInstant, forNative, "%%native\n1"}, []string{"instant", "the setting lane is instant (%config lane=auto)", "native"}},
		{"forced into the other", new(fakeCompiler), "auto", []string{"%%instant\n" + forNative}, []string{"leave %%instant out"}},
		{"no compiler", nil, "auto", []string{forInstant, forNative, forInstant}, []string{"instant", "needs the native lane, which this session does not have", "instant"}},
		{"no toolchain", noGo, "auto", []string{forInstant, forNative, forInstant}, []string{"instant", "which is not to be had: no go command was found on PATH: install Go", "instant"}},
		{"a fault of ours", fault, "auto", []string{forNative, forInstant}, []string{"this is a fault of goawait, please report it: undefined: y", "instant"}},
		{"a fault of ours, elsewhere", new(fakeCompiler), "auto", []string{`"fake:fault a"`, forInstant, `%%instant` + "\n" + `"fake:fault b"`}, []string{"native", "instant", "this is a fault of goawait, please report it: b"}},
		{"a fault of ours, and no toolchain", noGo, "auto", []string{`"fake:fault c"`, forInstant}, []string{"this is a fault of goawait, please report it: c", "instant"}},
		{"a fault of ours, and no compiler", nil, "auto", []string{`"fake:fault d"`, forInstant}, []string{"this is a fault of goawait, please report it: d", "instant"}},
		{"a full disk", full, "auto", []string{forNative, forInstant}, []string{"no space left on device", "instant"}},
		{"state that would be lost", new(fakeCompiler), "auto", []string{"go println()", forNative, forInstant}, []string{"instant", "cell 1, line 1, starts a goroutine: restart the session with replay", "instant"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := openFake(t, "", Config{Compiler: test.compiler, Settings: Changes{Lane: &test.lane}})
			for i, cell := range test.cells {
				r := s.run(cell)
				if ok := r.OK() && r.Lane == test.want[i] || !r.OK() && strings.Contains(r.Text, test.want[i]); !ok {
					t.Errorf("cell %d, %q: %s in lane %q, %q; want %q", i+1, cell, r.State, r.Lane, r.Text, test.want[i])
				}
			}
		})
	}
}

// TestSlowCompiler interrupts a cell that is being compiled.
func TestSlowCompiler(t *testing.T) {
	compiling := make(chan bool, 1)
	s := openFake(t, "", Config{Compiler: &fakeCompiler{plugin: func(ctx context.Context, _ string) error {
		compiling <- true
		<-ctx.Done()
		return context.Cause(ctx)
	}}})
	result := s.start(t.Context(), forNative)
	<-compiling
	s.Interrupt(0)
	if r := <-result; r.State != wire.Interrupted {
		t.Errorf("it is %s: %s", r.State, r.Text)
	}
	if r := s.run(forInstant); !r.OK() || r.Lane != laneInstant {
		t.Errorf("the next is %s in lane %s: %s", r.State, r.Lane, r.Text)
	}
}

// openCompiled opens a session that is on an engine of compiled cells.
func openCompiled(t *testing.T, c *fakeCompiler, change Changes) *watched {
	t.Helper()
	s := openFake(t, "", Config{Compiler: c, Settings: change})
	if r := s.run("%%native\nup := 1"); !r.OK() {
		t.Fatal(r.Text)
	}
	return s
}

func (w *watched) awaitCompiled(cell int) *Compiled {
	w.t.Helper()
	return w.await("compiled functions", func(e Event) bool { return e.Compiled != nil && e.Compiled.Cell == cell }).Compiled
}

func TestTierUp(t *testing.T) {
	c := new(fakeCompiler)
	s := openCompiled(t, c, Changes{})
	s.run("n := 0\nfunc f() int { n++; return g() }\nfunc g() int { return n }")
	if done := s.awaitCompiled(2); !slices.Equal(done.Names, []string{"f", "g"}) {
		t.Errorf("compiled are %v", done.Names)
	}
	if r := s.Result(2); r.Lane != laneInstant || !slices.Equal(r.Native, []string{"f", "g"}) || r.NativeAfter <= 0 {
		t.Errorf("the result says lane %s, compiled since %v after %v", r.Lane, r.Native, r.NativeAfter)
	}
	for _, quiet := range []string{"x := n", "%%instant\nfunc h() {}", "_ = func() {}", "%%native\nfunc k() {}"} {
		s.run(quiet)
	}
	s.run("func last() {}")
	s.awaitCompiled(7)
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.sources); n != 4 { // the two native cells, and those with f and last
		t.Errorf("%d plugins were compiled", n)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for cell, k := range s.cells {
		if len(k.result.Native) > 0 && cell != 2 && cell != 7 {
			t.Errorf("functions of cell %d were compiled", cell)
		}
	}
}

// TestMoveWhenReady has the engine of compiled cells found after cells have run.
func TestMoveWhenReady(t *testing.T) {
	for _, test := range []struct {
		name  string
		cells []string
		told  bool
	}{
		{"nothing has run", nil, false},
		{"nothing is lost", []string{"x := 1", "y := x"}, false},
		{"something is", []string{"x := 1", "go println()"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := &fakeCompiler{built: make(chan bool)}
			s := openFake(t, "", Config{Compiler: c, Compiled: true})
			for _, cell := range test.cells {
				if r := s.run(cell); !r.OK() {
					t.Fatal(r.Text)
				}
			}
			close(c.built)
			if test.told {
				s.await("what to do", func(e Event) bool {
					return e.Output != nil && strings.Contains(e.Output.Text, "until it is restarted with replay")
				})
			} else {
				s.await("the other engine", func(e Event) bool { return e.Died != nil && e.Died.Asked })
			}
			if r := s.run("func f() {}"); !r.OK() || r.Cell != len(test.cells)+1 {
				t.Fatal(r.Cell, r.Text)
			}
			if !test.told {
				s.awaitCompiled(len(test.cells) + 1)
			}
			if s.Namespace().Lookup("x") == nil && len(test.cells) > 0 {
				t.Error("x is gone")
			}
		})
	}
}

// TestPrepare looks at cells before they run: for loops an engine is taken that is there already,
// none is built.
func TestPrepare(t *testing.T) {
	built := make(chan bool)
	close(built)
	for _, test := range []struct {
		name    string
		cells   []string
		built   chan bool
		changes Changes
		moved   bool
	}{
		{"no loop", []string{"x := 1", "x + 1"}, built, Changes{}, false},
		{"a loop", []string{"x := 1", "for x < 5 { x++ }"}, built, Changes{}, true},
		{"a loop that stays interpreted", []string{"for range map[int]int{} {}"}, built, Changes{}, false},
		{"no engine yet", []string{"for {}"}, nil, Changes{}, false},
		{"a cell that needs it", []string{"func f[T any]() {}"}, nil, Changes{}, true},
		{"switched off", []string{"for {}"}, built, Changes{TierUp: new(false)}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := openFake(t, "", Config{Compiler: &fakeCompiler{built: test.built}, Settings: test.changes})
			if err := s.Prepare(t.Context(), test.cells); err != nil {
				t.Fatal(err)
			}
			if moved := !s.untouched(); moved != test.moved {
				t.Errorf("the session moved: %t", moved)
			}
		})
	}
}

// TestTierUpOlder declares a function again while the older declaration is being compiled.
func TestTierUpOlder(t *testing.T) {
	begun, given := make(chan bool, 1), make(chan error, 1)
	c := new(fakeCompiler)
	s := openCompiled(t, c, Changes{})
	c.plugin = func(ctx context.Context, source string) error {
		if !strings.Contains(source, "111") {
			return nil
		}
		begun <- true
		<-ctx.Done()
		given <- context.Cause(ctx)
		return context.Cause(ctx)
	}
	s.run("func f() int { return 111 }")
	<-begun
	s.run("func f() int { return 222 }")
	if err := <-given; err == nil {
		t.Error("the older one is compiled to its end")
	}
	s.awaitCompiled(3)
	if r := s.Result(2); len(r.Native) > 0 {
		t.Error("the older one was swapped in")
	}
}

func TestTierUpOff(t *testing.T) {
	c, off := new(fakeCompiler), false
	s := openCompiled(t, c, Changes{TierUp: &off})
	s.run("func f() {}")
	s.Terminate() // which waits for what is compiled
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.sources) != 1 {
		t.Errorf("%d plugins were compiled", len(c.sources))
	}
}

// A nextCompiler has the engine with that command, or none.
type nextCompiler struct {
	fakeCompiler
	next []string
}

func (c *nextCompiler) Built(context.Context) []string { return c.next }

// The engine that is started is that of the toolchain as it is then; one that was just chosen is started
// without asking, and one that is not there any more is not.
func TestCommandOfTheNextEngine(t *testing.T) {
	c := &nextCompiler{next: []string{"newer"}}
	n := newNativeLane(c)
	if got := n.commandToStart(t.Context()); got != nil {
		t.Errorf("%q is started in a session that has no compiled cells", got)
	}
	n.command, n.chosen = []string{"older"}, true
	for _, want := range []string{"older", "newer", "newer"} {
		if got := n.commandToStart(t.Context()); len(got) != 1 || got[0] != want {
			t.Errorf("%q is started, want %s", got, want)
		}
	}
	c.next = nil
	if got := n.commandToStart(t.Context()); got != nil || n.engineCommand() != nil {
		t.Errorf("%q is started, %q is kept", got, n.engineCommand())
	}
}
