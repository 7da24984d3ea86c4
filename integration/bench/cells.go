package main

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"
)

//go:embed kernel.py
var kernelScript string

// aimCell is how many times faster than IPykernel a cell is to be.
const aimCell = 20

// inRow is how many cells of one side come back to back before those of the other.
const inRow = 20

// A trial is a cell as both sides write it, given how many times it ran before, and its value.
type trial struct {
	name  string
	row   int // of so many cells in a row; 1 for turns
	cells func(i int) (goCode, pyCode, value string)
}

// trials are what is measured. In turns the caches hold what the other side left there, as they
// hold what an editor left when somebody runs a cell; back to back they do not.
var trials = []trial{
	{"cell `1+1`", 1, same("1+1", "1+1", "2")},
	{"cell `1+1`, back to back", inRow, same("1+1", "1+1", "2")},
	{"cell `1+2`, `1+3`, …: never the same", 1, func(i int) (goCode, pyCode, value string) {
		code := fmt.Sprintf("1+%d", i+2)
		return code, code, strconv.Itoa(i + 3)
	}},
	{"cell `x1 := 1`, `x2 := 2`, … / `x1 = 1`, …", 1, func(i int) (goCode, pyCode, value string) {
		return fmt.Sprintf("x%d := %[1]d", i), fmt.Sprintf("x%d = %[1]d", i), ""
	}},
	{"cell `await async.Sleep(0)` / `await asyncio.sleep(0)`", 1, same("await async.Sleep(0)", "await asyncio.sleep(0)", "")},
	{"cell `await async.Sleep(0)` / `await asyncio.sleep(0)`, back to back", inRow, same("await async.Sleep(0)", "await asyncio.sleep(0)", "")},
}

func same(goCode, pyCode, value string) func(int) (string, string, string) {
	return func(int) (string, string, string) { return goCode, pyCode, value }
}

// measureCells runs the same cells in goawait, over DAP, and in an IPykernel, turn by turn or so
// many of each in a row.
func measureCells(ctx context.Context, o options, h *home, n *noise) ([]contest, error) {
	ours, err := startDAP(ctx, o, h)
	if err != nil {
		return nil, err
	}
	defer ours.close()
	theirs, err := startKernel(ctx, h)
	if err != nil {
		return nil, err
	}
	defer theirs.close()
	if _, err := theirs.run("import asyncio", ""); err != nil {
		return nil, err
	}
	var contests []contest
	for _, t := range trials {
		c := contest{name: t.name, aim: aimCell}
		for first := 0; first < o.warmups+o.cells; first += t.row {
			for i := first; i < first+t.row; i++ {
				code, _, value := t.cells(i)
				if err := c.ours.measure(ours.run, code, value, i >= o.warmups); err != nil {
					return nil, err
				}
			}
			for i := first; i < first+t.row; i++ {
				_, code, value := t.cells(i)
				if err := c.theirs.measure(theirs.run, code, value, i >= o.warmups); err != nil {
					return nil, err
				}
			}
			n.sample()
		}
		contests = append(contests, c)
	}
	return contests, nil
}

// measure runs a cell, and keeps how long that took if it counts.
func (s *samples) measure(run func(code, want string) (time.Duration, error), code, want string, counts bool) error {
	took, err := run(code, want)
	if err == nil && counts {
		*s = append(*s, took)
	}
	return err
}

// A dapClient runs cells in a session over goawait dap.
type dapClient struct {
	ch   *channel
	in   io.Closer
	wait func() error
	seq  int

	heard func(body []byte) // is given every event; nil for no one
}

type dapResponse struct {
	Type       string `json:"type"`
	RequestSeq int    `json:"request_seq"`
	Success    bool   `json:"success"`
	Message    string `json:"message"`
	Body       struct {
		Result  string `json:"result"`
		Goawait struct {
			Cell int    `json:"cell"`
			Lane string `json:"lane"`
		} `json:"goawait"`
	} `json:"body"`
}

func startDAP(ctx context.Context, o options, h *home) (*dapClient, error) {
	cmd, in, out, err := h.pipes(ctx, o.goawait, "dap", "--workspace", h.workspace)
	if err != nil {
		return nil, err
	}
	c := &dapClient{ch: newChannel(out, in), in: in, wait: cmd.Wait}
	for _, step := range []struct {
		command string
		args    map[string]any
	}{
		{"initialize", map[string]any{"adapterID": "goawait", "linesStartAt1": true, "columnsStartAt1": true}},
		{"launch", map[string]any{"workspace": h.workspace}},
		{"configurationDone", map[string]any{}},
	} {
		if _, err := c.request(step.command, step.args); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *dapClient) request(command string, args map[string]any) (*dapResponse, error) {
	c.seq++
	if err := c.ch.send(map[string]any{"seq": c.seq, "type": "request", "command": command, "arguments": args}); err != nil {
		return nil, err
	}
	var answer dapResponse
	err := c.ch.receive(func(body []byte) (bool, error) {
		answer = dapResponse{}
		if err := json.Unmarshal(body, &answer); err != nil {
			return false, err
		}
		if answer.Type == "event" && c.heard != nil {
			c.heard(body)
		}
		return answer.Type == "response" && answer.RequestSeq == c.seq, nil
	})
	if err == nil && !answer.Success {
		err = fmt.Errorf("%s: %s", command, answer.Message)
	}
	return &answer, err
}

// run times one cell from sending it to having its value.
func (c *dapClient) run(code, want string) (time.Duration, error) {
	start := time.Now()
	answer, err := c.request("evaluate", map[string]any{"expression": code, "context": "repl"})
	took := time.Since(start)
	if err == nil && answer.Body.Result != want {
		err = fmt.Errorf("goawait says %q to %s, not %q", answer.Body.Result, code, want)
	}
	return took, err
}

func (c *dapClient) close() {
	_ = c.in.Close()
	_ = c.wait()
}

// A kernel runs cells in an IPykernel, through jupyter_client as notebooks do.
type kernel struct {
	in   io.WriteCloser
	out  *bufio.Scanner
	wait func() error
}

func startKernel(ctx context.Context, h *home) (*kernel, error) {
	cmd, in, out, err := h.pipes(ctx, "/usr/bin/python3", "-c", kernelScript)
	if err != nil {
		return nil, err
	}
	return &kernel{in: in, out: bufio.NewScanner(out), wait: cmd.Wait}, nil
}

func (k *kernel) run(code, want string) (time.Duration, error) {
	line, err := json.Marshal(map[string]any{"code": code, "value": want != ""})
	if err != nil {
		return 0, err
	}
	if _, err := k.in.Write(append(line, '\n')); err != nil {
		return 0, err
	}
	if !k.out.Scan() {
		return 0, errors.New("the kernel went away; integration/editors/install.sh bench installs it")
	}
	var answer struct {
		NS   int64
		Text string
	}
	if err := json.Unmarshal(k.out.Bytes(), &answer); err != nil {
		return 0, fmt.Errorf("reading from the kernel: %w", err)
	}
	if answer.Text != want {
		return 0, fmt.Errorf("the kernel says %q to %s, not %q", answer.Text, code, want)
	}
	return time.Duration(answer.NS), nil
}

func (k *kernel) close() {
	_ = k.in.Close()
	_ = k.wait()
}
