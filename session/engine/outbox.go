package engine

import (
	"context"
	"encoding/json"
	"io"
	"sync"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
)

const (
	maxQueued = 1 << 20              // bytes of text that wait for the session; then whoever prints waits
	maxChunk  = 64 << 10             // bytes of text in one message
	maxBatch  = 256 << 10            // bytes of text in one write
	gather    = 4 * time.Millisecond // how long text is collected after a write
)

// An outbox is the queue of what goes to the session, in the order in which it is written.
// Messages never wait for room, so requests are served although nobody reads; text does, so
// the person's code waits instead of filling the memory.
type outbox struct {
	w      io.Writer
	broken func(error) // called when the session cannot be written to

	// writing is held while a batch is encoded and written. It is taken before mu.
	writing sync.Mutex
	buf     []byte // guarded by writing

	urgent chan struct{} // buffered: there is something that does not wait
	some   chan struct{} // buffered: there is text

	mu       sync.Mutex // guards what follows
	room     *sync.Cond // queued has shrunk, or somebody who waits was cancelled
	queue    []item
	gone     bool      // nobody reads any more: text goes to the process's own files
	queued   int       // bytes of text in queue
	written  time.Time // when the last batch was
	hasOther bool      // queue holds more than text
	ledger   ledger
}

// An item of the queue is an encoded message or a piece of text.
type item struct {
	line []byte // with its newline; nil for text
	source
	text []byte
}

// A source is where text comes from. Text from one source that follows on is one message.
type source struct {
	cell   int
	task   int64
	stream string
}

func newOutbox(w io.Writer, broken func(error)) *outbox {
	b := &outbox{w: w, broken: broken, urgent: make(chan struct{}, 1), some: make(chan struct{}, 1)}
	b.room = sync.NewCond(&b.mu)
	return b
}

// serve writes what is queued until ctx ends.
func (b *outbox) serve(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.urgent:
		case <-b.some:
			if wait := b.pause(); wait > 0 {
				select {
				case <-ctx.Done():
					return
				case <-time.After(wait):
				case <-b.urgent:
				}
			}
		}
		b.flush()
	}
}

// pause is how long text may be collected before it is written.
func (b *outbox) pause() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.hasOther || b.queued >= maxChunk {
		return 0
	}
	return gather - time.Since(b.written)
}

// send queues a message and has it written soon.
func (b *outbox) send(m *wire.Message) {
	line := encode(m)
	b.mu.Lock()
	b.pushLine(line)
	b.mu.Unlock()
	signal(b.urgent)
}

// pushLine queues an encoded message. b.mu is held.
func (b *outbox) pushLine(line []byte) {
	if b.gone {
		return
	}
	b.queue = append(b.queue, item{line: line})
	b.hasOther = true
}

// pushText queues a copy of text, at most maxChunk long. b.mu is held.
func (b *outbox) pushText(src source, text []byte) {
	if len(text) == 0 {
		return
	}
	if b.gone {
		standardFile(src.stream).Write(text)
		return
	}
	b.queued += len(text)
	if n := len(b.queue); n > 0 {
		if last := &b.queue[n-1]; last.line == nil && last.source == src && len(last.text)+len(text) <= maxChunk {
			last.text = append(last.text, text...)
			return
		}
	}
	b.queue = append(b.queue, item{source: src, text: append([]byte(nil), text...)})
}

// abandon has what is still to come written to the process's own files: goroutines that cells
// have left behind go on printing when their engine is over.
func (b *outbox) abandon() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.gone, b.queue, b.queued, b.hasOther = true, nil, 0, false
	b.room.Broadcast()
}

// flush writes what is queued, on the calling goroutine.
func (b *outbox) flush() {
	b.writing.Lock()
	defer b.writing.Unlock()
	b.flushHeld()
}

// tryFlush is flush unless somebody else is at it, who then writes it.
func (b *outbox) tryFlush() {
	if !b.writing.TryLock() {
		signal(b.urgent)
		return
	}
	defer b.writing.Unlock()
	b.flushHeld()
}

func (b *outbox) flushHeld() {
	for {
		batch := b.take()
		if len(batch) == 0 {
			return
		}
		b.buf = b.buf[:0]
		for i := range batch {
			b.buf = batch[i].append(b.buf)
		}
		if _, err := b.w.Write(b.buf); err != nil {
			b.broken(err)
			return
		}
		if cap(b.buf) > 4*maxBatch {
			b.buf = nil
		}
	}
}

// take removes a batch from the head of the queue.
func (b *outbox) take() []item {
	b.mu.Lock()
	defer b.mu.Unlock()
	n, size := 0, 0
	for n < len(b.queue) && size < maxBatch {
		size += len(b.queue[n].text)
		n++
	}
	batch := b.queue[:n:n]
	if n == len(b.queue) {
		b.queue, b.hasOther = nil, false
	} else {
		b.queue = b.queue[n:]
	}
	b.queued -= size
	b.written = time.Now()
	if size > 0 {
		b.room.Broadcast()
	}
	return batch
}

// wake has those who wait for room look whether they still should.
func (b *outbox) wake() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.room.Broadcast()
}

// signal fills a channel of capacity one.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// encode makes one line of a message.
func encode(m *wire.Message) []byte {
	line, err := json.Marshal(m)
	if err != nil {
		// Only a string that is no string could do it, and wire has none.
		line, _ = json.Marshal(&wire.Message{ID: m.ID, Error: "encoding the answer: " + err.Error()})
	}
	return append(line, '\n')
}
