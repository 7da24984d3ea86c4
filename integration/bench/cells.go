package main

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

//go:embed kernel.py
var kernelScript string

// aimCell is how many times faster than IPykernel a cell is to be.
const aimCell = 20

// measureCells runs the same cells in goawait, over DAP, and in an IPykernel, turn by turn.
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
	for _, cell := range []struct{ name, goCode, pyCode, value string }{
		{"cell `1+1`", "1+1", "1+1", "2"},
		{"cell `await async.Sleep(0)` / `await asyncio.sleep(0)`", "await async.Sleep(0)", "await asyncio.sleep(0)", ""},
	} {
		c := contest{name: cell.name, aim: aimCell}
		for i := range o.warmups + o.cells {
			a, err := ours.run(cell.goCode, cell.value)
			if err != nil {
				return nil, err
			}
			b, err := theirs.run(cell.pyCode, cell.value)
			if err != nil {
				return nil, err
			}
			n.sample()
			if i >= o.warmups {
				c.ours, c.theirs = append(c.ours, a), append(c.theirs, b)
			}
		}
		contests = append(contests, c)
	}
	return contests, nil
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
