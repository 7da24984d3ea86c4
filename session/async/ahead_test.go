package async

import (
	"context"
	"fmt"
	"testing"
)

// A crowd takes turns in order, also where the stacks that are asked for have moved since, or belong
// to fibers that others have now.
func TestCrowdTakesTurns(t *testing.T) {
	const tasks, turns = 3 * crowd, 3
	var deep func(n int) int
	deep = func(n int) int {
		var room [64]int
		if n == 0 {
			return 0
		}
		room[n%len(room)] = deep(n - 1)
		return room[n%len(room)] + 1
	}
	s := newTestScope(t, RunnerLoop, Hooks{})
	s.main(func(ctx context.Context) (any, error) {
		for round := range 3 { // the later ones use the fibers of those before
			var order []int
			all := make([]Awaitable[int], tasks)
			for i := range all {
				all[i] = New("one", func(ctx context.Context) (int, error) {
					depth := 0
					for range turns {
						order = append(order, i)
						if _, err := Sleep(0).Await(ctx); err != nil {
							return 0, err
						}
						if i%7 == round {
							depth += deep(i % 100) // its stack grows
						}
					}
					return i + depth, nil
				})
			}
			values, err := Gather(all...).Await(ctx)
			if err != nil || len(order) != tasks*turns {
				t.Fatalf("round %d: %d turns, %v", round, len(order), err)
			}
			for n, i := range order {
				if i != n%tasks {
					t.Fatalf("round %d: turn %d was of task %d", round, n, i)
				}
			}
			for i, v := range values {
				want := i
				if i%7 == round {
					want += turns * (i % 100)
				}
				if v != want {
					t.Fatalf("round %d: task %d gave %d, not %d", round, i, v, want)
				}
			}
		}
		return nil, nil
	})
}

// What is asked for need not be there.
func TestPrefetchOfNothing(t *testing.T) {
	for _, at := range []uintptr{0, 1, 1 << 20, ^uintptr(0), ^uintptr(0) >> 1} {
		prefetchStack(at)
	}
}

// Who gives way is at the line of the await, in the coroutine that awaits.
func TestStackOfWhoGivesWay(t *testing.T) {
	s := newTestScope(t, RunnerLoop, Hooks{})
	s.main(func(ctx context.Context) (any, error) {
		task := Spawn(NewAt("outer", 1, 20, func(ctx context.Context) (int, error) {
			Current().SetPos(1, 21)
			return NewAt("inner", 1, 10, func(ctx context.Context) (int, error) {
				Current().SetPos(1, 11)
				_, err := Sleep(0).Await(ctx)
				return 7, err
			}).Await(ctx)
		}))
		Sleep(0).Await(ctx) // now it is in its await
		if got, want := fmt.Sprint(task.Stack()), "[{1 11 inner} {1 21 outer}]"; got != want {
			t.Errorf("%s, not %s", got, want)
		}
		if v, err := task.Await(ctx); v != 7 || err != nil {
			t.Error(v, err)
		}
		return nil, nil
	})
}
