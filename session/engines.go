package session

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/goawait/goawait/session/engine/wire"
)

// supervise makes what sees to it that s has an engine.
func (s *Session) supervise(command []string) *supervisor {
	v := &supervisor{
		timing: s.timing,
		spawn:  func() (*process, error) { return s.spawn(command) },
		config: s.engineConfig,
		event:  s.engineEvent,
		stray:  s.engineStray,
		ready:  s.engineReady,
		died:   s.engineDied,
		failed: func(err error) { s.log.Warn("no engine", "session", s.name, "err", err) },
	}
	v.life, v.end = context.WithCancel(context.Background())
	return v
}

// Interrupt stops cell n. 0 stops whatever runs and gives up the cells that wait in the
// queue. A second interrupt of the same cell, or one that finds the engine held up by a
// cell that was given up, replaces the engine.
func (s *Session) Interrupt(n int) {
	if n == 0 {
		s.queue.abort(nil, errGivenUp)
	}
	if l := s.engines.current(); l != nil && l.heldUp() {
		l.kill(reasonHeldUp, true) // and yet the cell may not have been sent to it: it would go to the next one
	}
	s.queue.interrupt(n, nil)
}

const reasonHeldUp = "a cell that did not stop held up the engine, so it was replaced"

// spawn starts an engine's process.
func (s *Session) spawn(command []string) (*process, error) {
	if s.inside != nil {
		return s.inside.spawn()
	}
	s.mu.Lock()
	origin := ""
	if len(s.settings.EngineCommand) > 0 {
		command, origin = s.settings.EngineCommand, s.origins["engine.command"]
	}
	dir := s.dir
	s.mu.Unlock()
	if s.native != nil {
		if compiled := s.native.commandToStart(s.engines.life); compiled != nil {
			command, origin = compiled, ""
		}
	}
	p, err := spawn(command, dir, s.environ())
	if err != nil && origin != "" {
		err = fmt.Errorf("%w (engine.command is set by %s)", err, origin)
	}
	return p, err
}

// environ is the environment of the person's code.
func (s *Session) environ() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	env := slices.DeleteFunc(os.Environ(), func(kv string) bool {
		name, _, _ := strings.Cut(kv, "=")
		return slices.Contains(s.unset, name)
	})
	return append(env, s.env...)
}

// engineConfig is what an engine is told first, and again when it changes.
func (s *Session) engineConfig() *wire.Config {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &wire.Config{
		MemoryLimit: s.settings.MemoryLimit, OutputLimit: s.settings.OutputLimit,
		Dir: s.dir, Env: slices.Clone(s.env),
	}
}

// reconfigure tells the engine, if there is one, what changed.
func (s *Session) reconfigure() error {
	l := s.engines.current()
	if l == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.timing.ready)
	defer cancel()
	_, err := l.call(ctx, wire.Request{Op: wire.OpConfigure, Config: s.engineConfig()})
	return err
}
