package async

import (
	"context"
	"strings"
	"sync"
	"testing"
)

// Frames are used again while others look at the stack: what they see is whole.
func TestStacksAreLookedAtWhileTheyChange(t *testing.T) {
	inTask(t, RunnerGoroutine, func(ctx context.Context) {
		var down func(depth int) *Coroutine[int]
		down = func(depth int) *Coroutine[int] {
			return NewAt("down", 1, 10+depth, func(ctx context.Context) (int, error) {
				if depth == 0 {
					return 0, nil
				}
				return down(depth - 1).Await(ctx)
			})
		}
		var wg sync.WaitGroup
		end := make(chan bool)
		for range 2 {
			wg.Go(func() { // ends by end
				for {
					select {
					case <-end:
						return
					default:
					}
					stack := TaskOf(ctx).Stack()
					for i, p := range stack[:len(stack)-1] {
						if p.Func != "down" {
							t.Errorf("frame %d of %v", i, stack)
						}
					}
					if len(stack) > 9 || stack[len(stack)-1].Func != "main" {
						t.Error(stack)
					}
				}
			})
		}
		for range 10_000 {
			down(7).Await(ctx)
		}
		close(end)
		wg.Wait()
	})
}

// A frame that is used again tells the name of the coroutine that it is used for.
func TestFramesTellTheirNames(t *testing.T) {
	inTask(t, RunnerGoroutine, func(ctx context.Context) {
		long := strings.Repeat("long", 20)
		for _, name := range []string{"short", long, "exactly thirty bytes, no more.", "", long + "er", "short"} {
			New(name, func(ctx context.Context) (int, error) {
				if got := TaskOf(ctx).Stack()[0].Func; got != name {
					t.Errorf("the frame of %q tells %q", name, got)
				}
				return 0, nil
			}).Await(ctx)
		}
	})
}
