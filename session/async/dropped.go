package async

import (
	"runtime"
	"slices"
	"weak"
)

// watch notes a coroutine of lowered code on the strand that makes it, to be looked at when
// the strand's task ends: it may be that nobody has awaited it.
func (c *head) watch() {
	s := Current()
	if !s.own() || s.Scope().hooks.Dropped == nil {
		return
	}
	m := s.more()
	if len(m.made) == cap(m.made) {
		m.made = slices.DeleteFunc(m.made, (*head).claimed)
		m.made = slices.Grow(m.made, len(m.made)+4)
	}
	m.made = append(m.made, c)
}

func (c *head) claimed() bool { return c.used.Load() > 0 }

// handOver gives the coroutines that nobody has awaited to the scope, at the end of the task.
func (s *Strand) handOver() {
	if s.rare == nil || s.rare.made == nil {
		return
	}
	unseen := slices.DeleteFunc(s.rare.made, (*head).claimed)
	s.rare.made = nil
	if len(unseen) == 0 {
		return
	}
	scope := s.Scope()
	scope.mu.Lock()
	defer scope.mu.Unlock()
	if !scope.ended {
		scope.unseen = append(scope.unseen, unseen...)
	}
}

// reportDropped reports those of the coroutines that are garbage. Whoever keeps one may await
// it yet. Collecting the garbage takes some milliseconds, which only a cell pays that has left
// coroutines behind.
func (s *Scope) reportDropped(unseen []*head) {
	type made struct {
		name string
		at   Position
		kept weak.Pointer[head]
	}
	var left []made
	for _, c := range unseen {
		if !c.claimed() {
			left = append(left, made{c.name, unpackPos(c.origin), weak.Make(c)})
		}
	}
	clear(unseen)
	if len(left) == 0 || s.hooks.Dropped == nil {
		return
	}
	runtime.GC()
	for _, c := range left {
		if c.kept.Value() == nil {
			s.hooks.Dropped(s, c.name, c.at)
		}
	}
}
