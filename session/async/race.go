package async

import (
	"context"
	"errors"
)

// Race returns a coroutine that awaits all of aws at once and gives the value or error of the
// first that ends. Coroutines become tasks of its own, and are cancelled with it or once there
// is a first; it returns when they have ended. Tasks that were running already go on.
func Race[T any](aws ...Awaitable[T]) *Coroutine[T] {
	return New("Race", func(ctx context.Context) (T, error) {
		var none T
		g := newGroup(len(aws))
		g.race = true
		for _, a := range aws {
			g.add(memberOf(a))
		}
		first, err := g.first(ctx)
		if err != nil {
			return none, err
		}
		return typed[T](first).val, nil
	})
}

// RaceAny is Race for lowered code.
func RaceAny(aws ...any) *Coroutine[any] {
	return New("Race", func(ctx context.Context) (any, error) {
		members := make([]member, len(aws))
		for i, a := range aws {
			m, err := memberOfAny(a)
			if err != nil {
				return nil, err
			}
			members[i] = m
		}
		g := newGroup(len(aws))
		g.race = true
		for _, m := range members {
			g.add(m)
		}
		first, err := g.first(ctx)
		if err != nil {
			return nil, err
		}
		return first.value(), nil
	})
}

// first is wait for a race: the member that has ended first, if it has a value.
func (g *group) first(ctx context.Context) (*AnyTask, error) {
	if len(g.tasks) == 0 {
		return nil, errors.New("a race of none")
	}
	if err := g.wait(ctx); err != nil {
		return nil, err
	}
	return g.winner, nil
}
