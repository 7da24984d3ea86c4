package dap_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"strconv"
	"testing"

	"github.com/goawait/goawait/dap"
	godap "github.com/google/go-dap"
)

// BenchmarkEvaluate is the round trip of a cell over a connection, with a session that takes
// no time: what this package adds to a cell. The client's own share is in it.
func BenchmarkEvaluate(b *testing.B) {
	near, far := net.Pipe()
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	go func() { _ = dap.Serve(ctx, far, newFakeHost()) }() // ends with near
	defer near.Close()
	in := bufio.NewReader(near)
	seq := 0
	send := func(command, arguments string) {
		seq++
		body := `{"seq":` + strconv.Itoa(seq) + `,"type":"request","command":"` + command + `","arguments":` + arguments + `}`
		if err := godap.WriteBaseMessage(near, []byte(body)); err != nil {
			b.Fatal(err)
		}
	}
	wait := func() {
		var msg struct {
			RequestSeq int `json:"request_seq"`
			Success    bool
		}
		for msg.RequestSeq != seq {
			body, err := godap.ReadBaseMessage(in)
			if err != nil {
				b.Fatal(err)
			}
			if err := json.Unmarshal(body, &msg); err != nil {
				b.Fatal(err)
			}
		}
		if !msg.Success {
			b.Fatal("it failed")
		}
	}
	send("initialize", `{"adapterID":"bench"}`)
	wait()
	send("launch", `{}`)
	wait()
	for b.Loop() {
		send("evaluate", `{"expression":"1+1","context":"repl","source":{"path":"/w/scratch.goa"},"line":12,"column":1}`)
		wait()
	}
}
