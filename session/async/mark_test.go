package async_test

import (
	"context"
	"errors"
	"runtime/pprof"
	"testing"

	"github.com/goawait/goawait/session/async"
)

// Marks nest, are inherited by goroutines, keep the task, and survive labels of the person's.
func TestMarks(t *testing.T) {
	if async.PushMark(1, nil) != nil {
		t.Error("there is a mark outside of tasks")
	}
	_, err := async.Run(async.New("marked", func(ctx context.Context) (any, error) {
		task := async.CurrentTask()
		outer := async.PushMark(7, "outer")
		if outer == nil {
			return nil, errors.New("this runtime's labels are not known")
		}
		inner := async.PushMark(8, "inner")
		if top := async.TopMark(); top != inner || !top.Own() || async.CurrentTask() != task {
			t.Errorf("the innermost mark is %+v", top)
		}
		inherited := make(chan bool)
		go func() { // ends at once: it is received
			top := async.TopMark()
			inherited <- top == inner && !top.Own()
		}()
		if !<-inherited {
			t.Error("a goroutine does not inherit the mark")
		}
		inner.Pop()
		if async.TopMark() != outer {
			t.Error("the outer mark is lost")
		}
		outer.Pop()
		if async.TopMark() != nil {
			t.Error("a mark is left behind")
		}
		pprof.Do(ctx, pprof.Labels("of", "the person"), func(context.Context) {
			if async.CurrentTask() != task {
				t.Error("the task is lost")
			}
		})
		return nil, nil
	}))
	if err != nil {
		t.Fatal(err)
	}
}
