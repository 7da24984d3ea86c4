package async_test

import (
	"context"
	"testing"

	"github.com/goawait/goawait/session/async"
)

// Code that waits for something that is not awaited is told of each Cancel, as a checkpoint is,
// and not behind a shield.
func TestStopping(t *testing.T) {
	begun, told := make(chan bool), make(chan int)
	if async.Stopping() != nil {
		t.Error("outside a task something can stop")
	}
	task := async.Spawn(async.New("waits", func(ctx context.Context) (int, error) {
		err := async.With(ctx, async.Shield(), func(context.Context, *async.CancelScope) error {
			if async.Stopping() != nil {
				t.Error("behind a shield something can stop")
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
		defer func() {
			begun <- true
			<-async.Stopping()
			told <- 2
			async.Checkpoint()
			t.Error("the second stop was not raised")
		}()
		begun <- true
		<-async.Stopping()
		told <- 1
		<-async.Stopping() // until it is raised it stays closed
		async.Checkpoint()
		return 0, nil
	}))
	for n := 1; n <= 2; n++ {
		<-begun
		task.Cancel()
		if got := <-told; got != n {
			t.Errorf("told of %d, want %d", got, n)
		}
	}
	if _, err := task.Await(t.Context()); err == nil {
		t.Error("it was not stopped")
	}
}
