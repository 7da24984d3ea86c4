package integration

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/goawait/goawait/dap/daptest"
	"github.com/goawait/goawait/lsp/frame"
	"github.com/goawait/goawait/lsp/lsptest"
)

// witnessed gives a program that is goawait with a witness at its channels: every message between
// it and an editor is held against the protocols' schemas, and what does not fit fails the test. Let
// pass is what an editor's own LSP client sends that is not for goawait alone.
func (h home) witnessed(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	model, err := lsptest.ModelFile()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(h.dir, "witness")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "goawait")
	script := fmt.Sprintf(
		"#!/bin/sh\nGOAWAIT_FAKE=witness GOAWAIT_WITNESSED='%s' GOAWAIT_WITNESS_DIR='%s' GOAWAIT_WITNESS_MODEL='%s' exec '%s' \"$@\"\n",
		goawait(t), dir, model, self)
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.testimony(); err != nil && !t.Skipped() {
			t.Error(err)
		}
	})
	return program
}

// TestWitness has a witness read good and bad messages: all are passed on as they are, and what is
// wrong with them is told.
func TestWitness(t *testing.T) {
	model, err := lsptest.ModelFile()
	if err != nil {
		t.Fatal(err)
	}
	const ask = `{"jsonrpc":"2.0","id":1,"method":"goawait/tasks","params":{}}`
	for _, test := range []struct {
		protocol, client, server string // the last message of either side; the server's may be ""
		want                     string // in what is said; "" for nothing
	}{
		{"dap", `{"seq":1,"type":"request","command":"configurationDone"}`, "", ""},
		{"dap", `{"seq":1,"type":"request","command":"configurationDone","arguments":[]}`, "", "the editor: against the schema: ConfigurationDoneRequest.arguments is no object"},
		{"dap", `{"seq":1,"type":"request","command":"threads"}`, `{"seq":1,"type":"response","request_seq":1,"success":true,"command":"threads","body":{"threads":null}}`, "goawait: against the schema: ThreadsResponse.body.threads is no array"},
		{"lsp", ask, `{"jsonrpc":"2.0","id":1,"result":[]}`, ""},
		{"lsp", ask, `{"jsonrpc":"2.0","id":1,"result":{}}`, "goawait: goawait/tasks result is {}, want an array"},
		{"lsp", `{"jsonrpc":"2.0","id":1,"method":"goawait/children","params":[]}`, "", "the editor: goawait/children is [], want an object"},
		{"lsp", `{"jsonrpc":"2.0","method":"an/editors/own"}`, "", ""},
	} {
		w := &witnessing{report: filepath.Join(t.TempDir(), "report")}
		fromClient, fromServer, err := judges(test.protocol, model)
		if err != nil {
			t.Fatal(err)
		}
		pass := func(who, body string, judge func([]byte) error) {
			if body == "" {
				return
			}
			sent := string(frame.Append(nil, []byte(body)))
			var got bytes.Buffer
			if w.relay(who, strings.NewReader(sent), &got, judge); got.String() != sent {
				t.Errorf("%q was passed on as %q", sent, got.String())
			}
		}
		pass("the editor", test.client, fromClient)
		pass("goawait", test.server, fromServer)
		said, err := os.ReadFile(w.report)
		if err != nil || (test.want == "") != (len(said) == 0) || !strings.Contains(string(said), test.want) {
			t.Errorf("of %s and %s it says %q, %v, want %q", test.client, test.server, said, err, test.want)
		}
	}
}

// testimony is what the witnesses of the home have to say once all have ended: nil if they saw
// messages, and nothing was wrong with any.
func (h home) testimony() error {
	reports, _ := filepath.Glob(filepath.Join(h.dir, "witness", "*.report"))
	if len(reports) == 0 {
		return fmt.Errorf("no channel was witnessed")
	}
	var all bytes.Buffer
	for _, report := range reports {
		if _, pid, _ := strings.Cut(strings.TrimSuffix(filepath.Base(report), ".report"), "-"); pid != "" {
			if n, err := strconv.Atoi(pid); err == nil {
				gone(n, 10*time.Second)
			}
		}
		text, err := os.ReadFile(report)
		if err != nil {
			return err
		}
		all.Write(text)
	}
	if all.Len() > 0 {
		return fmt.Errorf("messages that the protocols do not have so:\n%s", all.Bytes())
	}
	return nil
}

// A witnessing is the channel of one process, with each message read on its way.
type witnessing struct {
	report string // the file that is there as soon as a message has come, and says what is wrong with any

	mu sync.Mutex // serialises writing to report
}

// witness is goawait with those args and this process between it and the editor. It gives the
// status of goawait.
func witness(args []string) int {
	real := os.Getenv("GOAWAIT_WITNESSED")
	env := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GOAWAIT_FAKE=") })
	if len(args) == 0 || args[0] != "lsp" && args[0] != "dap" {
		err := syscall.Exec(real, append([]string{real}, args...), env)
		fmt.Fprintf(os.Stderr, "the witness: %v\n", err)
		return 1
	}
	cmd := exec.Command(real, args...)
	cmd.Env, cmd.Stderr = env, os.Stderr
	in, err := cmd.StdinPipe()
	var out io.ReadCloser
	if err == nil {
		out, err = cmd.StdoutPipe()
	}
	var fromClient, fromServer func([]byte) error
	if err == nil {
		fromClient, fromServer, err = judges(args[0], os.Getenv("GOAWAIT_WITNESS_MODEL"))
	}
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "the witness: %v\n", err)
		return 1
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	go func() { // ends with the process
		for s := range signals {
			_ = cmd.Process.Signal(s)
		}
	}()
	w := &witnessing{report: fmt.Sprintf("%s/%s-%d.report", os.Getenv("GOAWAIT_WITNESS_DIR"), args[0], os.Getpid())}
	go func() { // ends with the editor's side, or the process
		w.relay("the editor", os.Stdin, in, fromClient)
		_ = in.Close()
	}()
	w.relay("goawait", out, os.Stdout, fromServer)
	_ = cmd.Wait()
	return max(cmd.ProcessState.ExitCode(), 0)
}

// relay passes messages on until there are no more, each once it was judged: what answers it must
// not be there before.
func (w *witnessing) relay(who string, from io.Reader, to io.Writer, judge func([]byte) error) {
	in := frame.NewReader(from, 1<<30)
	for {
		body, err := in.Read()
		if errors.Is(err, frame.ErrLost) {
			w.say("%s: %v\n", who, err)
		}
		if err != nil {
			return
		}
		if err := judge(body); err != nil {
			w.say("%s: %v\n\tin %.1000s\n", who, err, body)
		} else {
			w.say("")
		}
		if _, err := to.Write(frame.Append(nil, body)); err != nil {
			return
		}
	}
}

func (w *witnessing) say(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f, err := os.OpenFile(w.report, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err == nil {
		fmt.Fprintf(f, format, args...)
		err = f.Close()
	}
	if err != nil {
		panic(err) // nobody would be told otherwise
	}
}

// judges are what say of a message what is wrong with it, from either side of a channel.
// file has the meta model of LSP.
func judges(protocol, file string) (fromClient, fromServer func([]byte) error, err error) {
	if protocol == "dap" {
		return daptest.Validate, func(body []byte) error {
			return errors.Join(daptest.Validate(body), daptest.Decode(body))
		}, nil
	}
	model, err := lsptest.ReadModel(file)
	if err != nil {
		return nil, nil, err
	}
	traffic := lsptest.NewTraffic(model)
	return func(body []byte) error {
		err := traffic.FromClient(body)
		var m struct{ Method string }
		if json.Unmarshal(body, &m) != nil || strings.HasPrefix(m.Method, "goawait/") || m.Method == "workspace/executeCommand" {
			return err
		}
		return nil // an editor's own: 0.7.2 greets with what the model does not have
	}, traffic.FromServer, nil
}
