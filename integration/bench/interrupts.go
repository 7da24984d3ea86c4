package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// aimInterrupt is how long an interrupted cell may take to answer, at p95.
const aimInterrupt = 50 * time.Millisecond

// settle is how long a cell has to get from saying that it began to being stuck.
const settle = 5 * time.Millisecond

// states are cells that do not end by themselves, one in each state that a cell can be in. Each
// prints "began" right before.
var states = []struct{ name, cell string }{
	{"busy loop", `begin(); for {}`},
	{"busy loop after an await", `await async.Sleep(0); begin(); for {}`},
	{"select", `begin(); select {}`},
	{"receive", `begin(); <-make(chan int)`},
	{"sleep", `begin(); time.Sleep(time.Hour)`},
	{"mutex", `var mu sync.Mutex; mu.Lock(); begin(); mu.Lock()`},
	{"await a sleep", `begin(); await async.Sleep(time.Hour)`},
	{"await a channel", `begin(); await make(chan int)`},
	{"await a native call that blocks", `var wg sync.WaitGroup; wg.Add(1); begin(); await wg`},
	{"await tasks", `begin(); await async.Gather(async.Sleep(time.Hour), async.Sleep(time.Hour))`},
	{"await a busy task", `t := async.Spawn(spin()); begin(); await t`},
	{"nursery", `async with n := async.OpenNursery() { n.Spawn(async.Sleep(time.Hour)); begin() }`},
	{"flood of output", `begin(); for { fmt.Println("all work and no play makes Jack a dull boy") }`},
	{"compiled: busy loop", "%%native\nbegin(); for {}"},
	{"compiled: busy function", "%%native\nfunc fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }\nbegin(); fib(60)"},
	{"compiled: receive", "%%native\nbegin(); <-make(chan int)"},
	{"compiled: send", "%%native\nbegin(); make(chan int) <- 1"},
	{"compiled: range over a channel", "%%native\nbegin(); for range make(chan int) {}"},
	{"compiled: select", "%%native\nvar c chan int; begin(); select { case <-c: case c <- 1: }"},
	{"compiled: sleep", "%%native\nbegin(); time.Sleep(time.Hour)"},
	{"compiled: mutex", "%%native\nvar mu sync.Mutex; mu.Lock(); begin(); mu.Lock()"},
	{"compiled: await a sleep", "%%native\nbegin(); await async.Sleep(time.Hour)"},
}

// An interruption is how long it took from asking to the reply, in one state.
type interruption struct {
	name, runner string
	took         samples
}

// measureInterrupts interrupts cells in every state, on a goroutine and on the loop. What it
// takes to compile a cell is over when it says that it began.
func measureInterrupts(ctx context.Context, o options, h *home, n *noise) ([]interruption, error) {
	c, err := startDAP(ctx, o, h)
	if err != nil {
		return nil, err
	}
	defer c.close()
	if _, err := c.run("func begin() { fmt.Println(\"began\") }\nasync func spin() { for {} }", ""); err != nil {
		return nil, err
	}
	var all []interruption
	for _, runner := range []string{"goroutine", "loop"} {
		if _, err := c.run("%autoawait "+runner, ""); err != nil {
			return nil, err
		}
		for _, s := range states {
			i := interruption{name: s.name, runner: runner}
			for range o.interrupts {
				took, err := c.interrupt(s.cell)
				if err != nil {
					return nil, fmt.Errorf("%s on %s: %w", s.name, runner, err)
				}
				if _, err := c.run("%cancel all", ""); err != nil {
					return nil, err
				}
				n.sample()
				i.took = append(i.took, took)
			}
			all = append(all, i)
		}
	}
	return all, nil
}

// interrupt runs a cell, interrupts it once it is stuck, and times that.
func (c *dapClient) interrupt(cell string) (time.Duration, error) {
	c.seq++
	evaluate := c.seq
	err := c.ch.send(map[string]any{
		"seq": evaluate, "type": "request", "command": "evaluate", "arguments": map[string]any{"expression": cell, "context": "repl"},
	})
	if err != nil {
		return 0, err
	}
	var answer dapResponse
	answered := func(body []byte) bool {
		answer = dapResponse{}
		return json.Unmarshal(body, &answer) == nil && answer.Type == "response" && answer.RequestSeq == evaluate
	}
	err = c.ch.receive(func(body []byte) (bool, error) {
		if answered(body) {
			return false, fmt.Errorf("it ended by itself: %s", answer.Message)
		}
		return strings.Contains(string(body), "began"), nil
	})
	if err != nil {
		return 0, err
	}
	time.Sleep(settle)
	start := time.Now()
	c.seq++
	err = c.ch.send(map[string]any{"seq": c.seq, "type": "request", "command": "cancel", "arguments": map[string]any{"requestId": evaluate}})
	if err != nil {
		return 0, err
	}
	err = c.ch.receive(func(body []byte) (bool, error) { return answered(body), nil })
	took := time.Since(start)
	if err == nil && !strings.Contains(answer.Message, "interrupt") && !strings.Contains(answer.Message, "cancel") {
		err = errors.New("it was not interrupted: " + answer.Message)
	}
	return took, err
}

// reportInterrupts prints the interruptions as Markdown.
func reportInterrupts(w io.Writer, all []interruption) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(w, "\n| interrupt to the reply | runner | p50 (p10–p90) | p95 (aim: %s) | worst of %d |\n|---|---|---|---|---|\n", brief(aimInterrupt), len(all[0].took))
	for _, i := range all {
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n", i.name, i.runner, i.took.cell(), brief(i.took.quantile(0.95)), brief(i.took.quantile(1)))
	}
}
