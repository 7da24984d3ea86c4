package async

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// A play is a program made of a seed: tasks that do things at random, and a log of what they
// did in which order.
type play struct {
	random *rand.Rand
	log    []string
	tasks  int
	lock   *Lock
	sem    *Semaphore
	queue  *Queue[int]
	event  *Event
}

func (p *play) note(who int, what string) { p.log = append(p.log, fmt.Sprint(who, " ", what)) }

// actor does some of what there is to do, and spawns others.
func (p *play) actor(n *Nursery) *Coroutine[int] {
	who := p.tasks
	p.tasks++
	return New(fmt.Sprint("actor ", who), func(ctx context.Context) (int, error) {
		for range 3 + p.random.IntN(5) {
			what := p.random.IntN(9)
			p.note(who, fmt.Sprint("begins ", what))
			if err := p.do(ctx, n, what); err != nil {
				p.note(who, err.Error())
				return who, nil
			}
		}
		return who, nil
	})
}

func (p *play) do(ctx context.Context, n *Nursery, what int) (err error) {
	pause := func() *Coroutine[struct{}] { return Sleep(time.Duration(p.random.IntN(20)) * time.Millisecond) }
	switch what {
	case 0:
		_, err = Sleep(0).Await(ctx)
	case 1, 2:
		_, err = pause().Await(ctx)
	case 3:
		err = With(ctx, p.lock, func(ctx context.Context, _ *Lock) error { _, err := pause().Await(ctx); return err })
	case 4:
		err = With(ctx, p.sem, func(ctx context.Context, _ *Semaphore) error { _, err := pause().Await(ctx); return err })
	case 5:
		_, err = p.queue.Put(p.random.IntN(100)).Await(ctx)
	case 6:
		p.queue.TryGet()
		p.event.Set()
	case 7:
		if p.tasks < 60 {
			n.Spawn(p.actor(n))
		}
	case 8:
		_, err = Race(pause(), pause(), pause()).Await(ctx)
	}
	return err
}

// perform plays the program of a seed on the runner "loop".
func perform(t *testing.T, seed uint64) (log []string) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestScope(t, RunnerLoop, Hooks{})
		p := &play{
			random: rand.New(rand.NewPCG(seed, 1)), lock: NewLock(), sem: NewSemaphore(2),
			queue: NewQueue[int](3), event: NewEvent(),
		}
		s.main(func(ctx context.Context) (any, error) {
			drain := Spawn(New("drain", func(ctx context.Context) (int, error) {
				for range EachNext(p.queue) {
				}
				return 0, nil
			}))
			err := inNursery(ctx, func(ctx context.Context, n *Nursery) error {
				for range 8 {
					n.Spawn(p.actor(n))
				}
				return nil
			})
			p.queue.Close()
			drain.Await(ctx)
			return nil, err
		})
		log = p.log
	})
	return log
}

// On a loop the order of everything that the tasks do follows from the program: the same seed
// gives the same log.
func TestASeedIsReplayed(t *testing.T) {
	var first []string
	for seed := range uint64(20) {
		log := perform(t, seed)
		if len(log) < 30 {
			t.Errorf("seed %d: only %d steps", seed, len(log))
		}
		for range 3 {
			if again := perform(t, seed); !slices.Equal(again, log) {
				t.Fatalf("seed %d: the order changed\n%q\n%q", seed, log, again)
			}
		}
		if seed > 0 && slices.Equal(log, first) {
			t.Errorf("seed %d is as seed 0", seed)
		}
		if seed == 0 {
			first = log
		}
	}
}

// Only one task of a loop runs at a time: what they share needs no lock.
func TestTasksOfALoopShareWithoutLocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTestScope(t, RunnerLoop, Hooks{})
		inside, sum := 0, 0
		s.main(func(ctx context.Context) (any, error) {
			return nil, inNursery(ctx, func(ctx context.Context, n *Nursery) error {
				for range 50 {
					n.Spawn(New("t", func(ctx context.Context) (int, error) {
						for range 20 {
							if inside++; inside != 1 {
								t.Error("two tasks at once")
							}
							sum++
							inside--
							Sleep(0).Await(ctx)
						}
						return 0, nil
					}))
				}
				return nil
			})
		})
		if sum != 1000 {
			t.Error(sum)
		}
	})
}
