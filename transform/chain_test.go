package transform_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goawait/goawait/transform"
)

// TestChains checks that awaits which depend on one another, as many as there may be, are
// resolved: the type of each is what the next is told by.
func TestChains(t *testing.T) {
	const n = 400
	var methods, own, calls, nested strings.Builder
	methods.WriteString("type node struct{ next *node }\nasync func (n *node) step() (*node, error) { return n.next, nil }\nx0 := &node{}\n")
	own.WriteString("async func f(n int) (int, error) { return n, nil }\nx0 := 1\n")
	calls.WriteString("type conn struct{}\nfunc (c *conn) dial(n int) (*conn, error) { return c, nil }\nx0 := &conn{}\n")
	for i := range n {
		fmt.Fprintf(&methods, "x%d := await x%d.step()\n", i+1, i)
		fmt.Fprintf(&own, "x%d, err%d := await f(x%d)\n", i+1, i, i)
		fmt.Fprintf(&calls, "x%d, err := await x%d.dial(%d)\n", i+1, i, i)
	}
	nested.WriteString("type node struct{ next *node }\nasync func (n *node) step() (*node, error) { return n.next, nil }\nx0 := &node{}\nx1 := ")
	nested.WriteString(strings.Repeat("(await ", 100) + "x0" + strings.Repeat(".step())", 100))
	for name, src := range map[string]string{"methods": methods.String(), "functions": own.String(), "calls": calls.String(), "nested": nested.String()} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			c := transform.Check(context.Background(), transform.Parse([]byte(src)), nil, newEnv(t))
			for _, e := range c.Errors {
				t.Fatalf("%s", e.Msg)
			}
			for _, s := range c.Sites {
				if s.Kind == transform.AwaitInvalid {
					t.Fatalf("a site at %d has no kind", s.Start)
				}
			}
			t.Log(time.Since(start))
		})
	}
}
