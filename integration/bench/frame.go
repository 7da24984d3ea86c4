package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
)

// A channel carries the framed JSON messages that both LSP and DAP are made of.
type channel struct {
	in  *textproto.Reader
	raw *bufio.Reader
	out io.Writer
}

func newChannel(in io.Reader, out io.Writer) *channel {
	raw := bufio.NewReaderSize(in, 1<<16)
	return &channel{in: textproto.NewReader(raw), raw: raw, out: out}
}

// send writes one message with one write.
func (c *channel) send(message any) error {
	body, err := json.Marshal(message)
	if err != nil {
		return err
	}
	_, err = c.out.Write(append(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", len(body)), body...))
	return err
}

// receive reads messages into what next returns until want is satisfied.
func (c *channel) receive(want func(body []byte) (bool, error)) error {
	for {
		header, err := c.in.ReadMIMEHeader()
		if err != nil {
			return fmt.Errorf("reading from goawait: %w", err)
		}
		n, err := strconv.Atoi(header.Get("Content-Length"))
		if err != nil {
			return fmt.Errorf("reading from goawait: %w", err)
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(c.raw, body); err != nil {
			return fmt.Errorf("reading from goawait: %w", err)
		}
		if done, err := want(body); done || err != nil {
			return err
		}
	}
}
