package dap_test

import (
	"context"
	"encoding/json"
	"net"
	"strconv"
	"testing"

	"github.com/goawait/goawait/dap"
	"github.com/goawait/goawait/dap/protocol"
)

// BenchmarkEvaluate is the round trip of a cell over a connection, with a session that takes
// no time: what this package adds to a cell. The client's own share is in it.
func BenchmarkEvaluate(b *testing.B) {
	near, far := net.Pipe()
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	go func() { _ = dap.Serve(ctx, far, newFakeHost()) }() // ends with near
	defer near.Close()
	in := protocol.NewReader(near, 1<<20)
	seq := 0
	send := func(command, arguments string) {
		seq++
		body := `{"seq":` + strconv.Itoa(seq) + `,"type":"request","command":"` + command + `","arguments":` + arguments + `}`
		if _, err := near.Write(protocol.AppendFrame(nil, []byte(body))); err != nil {
			b.Fatal(err)
		}
	}
	wait := func() {
		var msg struct {
			RequestSeq int `json:"request_seq"`
			Success    bool
		}
		for msg.RequestSeq != seq {
			body, err := in.Read()
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
