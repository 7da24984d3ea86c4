package engine

import (
	"path/filepath"
	"testing"
	"time"
)

// What is being initialised is read off the stack of the goroutine that loads a plugin.
func TestInitOf(t *testing.T) {
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	const load = "runtime.doInit1(0x7f01)\n\t/go/src/runtime/proc.go:7353 +0xda\nplugin.doInit(...)\n\t/go/src/plugin/x.go:1\nplugin.open({0xc0, 0x5})\n\t/go/src/plugin/plugin_dlopen.go:120 +0x9\nplugin.Open(...)\n\t/go/src/plugin/plugin.go:79\nmain.main.func1()\n\t/x/main.go:14 +0x25"
	for _, test := range []struct{ name, stack, pkg, at string }{
		{"in a function of the package", "goroutine 7 [select (no cases)]:\nexample.com/ws/slow.wait(...)\n\t" + dir + "/slow/slow.go:7\nexample.com/ws/slow.init()\n\t" + dir + "/slow/slow.go:3 +0x1d\n" + load, "example.com/ws/slow", "slow/slow.go:7"},
		{"in a library, of a package with a dot", "goroutine 7 [chan receive]:\nnet/http.Get({0x1})\n\t/go/src/net/http/client.go:1 +0x1\ngopkg.in/yaml%2ev3.init.0()\n\t/mod/yaml.go:9 +0x1d\n" + load, "gopkg.in/yaml.v3", "/mod/yaml.go:9"},
		{"loaded, and not being initialised", "goroutine 7 [running]:\n" + load, "", ""},
		{"another goroutine", "goroutine 1 [running]:\nexample.com/ws/slow.init()\n\t/x/slow.go:3 +0x1d\ncreated by main.main in goroutine 1\n\t/x/main.go:1 +0x1", "", ""},
	} {
		if pkg, at := initOf(test.stack); pkg != test.pkg || at != test.at {
			t.Errorf("%s: got %q at %q, want %q at %q", test.name, pkg, at, test.pkg, test.at)
		}
	}
}

// A cell that waits for its plugin can be interrupted, and one that others do not hold up gets its turn.
func TestTurnToLoad(t *testing.T) {
	p := &compiled{turn: make(chan struct{}, 1)}
	if err := p.enter(nil); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	waits := make(chan error)
	go func() { waits <- p.enter(stop) }()
	close(stop)
	if err := <-waits; err != (stoppedError{}) {
		t.Errorf("an interrupted cell got %v", err)
	}
	go func() { waits <- p.enter(nil) }()
	select {
	case err := <-waits:
		t.Errorf("two load at once, %v", err)
	case <-time.After(10 * time.Millisecond):
	}
	p.leave()
	if err := <-waits; err != nil {
		t.Errorf("the next got %v", err)
	}
}
