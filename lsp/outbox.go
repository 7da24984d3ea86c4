package lsp

import (
	"errors"
	"io"
	"sync"

	"github.com/goawait/goawait/lsp/frame"
)

// errSlowClient ends a connection whose client does not read what it is sent.
var errSlowClient = errors.New("the client does not read: its queue is full")

// messageCost is what a queued message counts for besides its bytes, so that a queue of many
// empty messages is bounded as well.
const messageCost = 256

// An outbox is the bounded queue of encoded messages between everybody who sends and the one
// goroutine that writes. Putting never blocks: a client that lets its queue fill up is given
// up on, it does not hold up the process.
type outbox struct {
	limit int // bytes

	mu     sync.Mutex // guards all below
	wake   *sync.Cond // on mu: queue, size, closed or err changed
	queue  [][]byte
	size   int  // of queue, messageCost included
	closed bool // nothing more is taken; what is queued is still written
	err    error
}

func newOutbox(limit int) *outbox {
	o := &outbox{limit: limit}
	o.wake = sync.NewCond(&o.mu)
	return o
}

// put queues one body. It returns errSlowClient at the put that finds the queue full, and the
// error that ended the writer after that; a message put after close is dropped.
func (o *outbox) put(body []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed || o.err != nil {
		return o.err
	}
	// A single message may be larger than the limit; a second one has to wait for it, and fails.
	if len(o.queue) > 0 && o.size+len(body)+messageCost > o.limit {
		o.failLocked(errSlowClient)
		return o.err
	}
	o.queue = append(o.queue, body)
	o.size += len(body) + messageCost
	o.wake.Broadcast()
	return nil
}

// close ends the taking of messages; write returns when the queue is empty.
func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.wake.Broadcast()
}

// fail ends the queue at once: what it holds is dropped. The first error is kept.
func (o *outbox) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.failLocked(err)
}

func (o *outbox) failLocked(err error) {
	if o.err == nil {
		o.err = err
	}
	o.queue, o.size = nil, 0
	o.wake.Broadcast()
}

// cause is the error that ended the queue, nil if none did.
func (o *outbox) cause() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

// write frames and writes what is queued until the outbox is closed and empty, or failed.
func (o *outbox) write(w io.Writer) {
	var frames []byte
	for {
		batch, ok := o.take()
		if !ok {
			return
		}
		frames = frames[:0]
		for _, body := range batch {
			frames = frame.Append(frames, body)
		}
		if _, err := w.Write(frames); err != nil {
			o.fail(err)
			return
		}
		o.sent(batch)
		if cap(frames) > 1<<20 {
			frames = nil // one large message is no reason to keep its room
		}
	}
}

// take waits for messages and returns those queued, up to batchSize bytes but at least one.
// They stay counted until sent says that they are gone.
func (o *outbox) take() ([][]byte, bool) {
	const batchSize = 64 << 10
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.queue) == 0 && !o.closed && o.err == nil {
		o.wake.Wait()
	}
	if len(o.queue) == 0 {
		return nil, false
	}
	n, size := 0, 0
	for n < len(o.queue) && (n == 0 || size+len(o.queue[n]) <= batchSize) {
		size += len(o.queue[n])
		n++
	}
	batch := o.queue[:n:n]
	o.queue = o.queue[n:]
	return batch, true
}

// sent takes a written batch off the count.
func (o *outbox) sent(batch [][]byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, body := range batch {
		o.size -= len(body) + messageCost
	}
	if o.err != nil {
		o.size = 0
	}
	o.wake.Broadcast()
}

// drained waits until the client has been sent all that was queued. It reports false where it
// never will be: the outbox was closed, or has failed.
func (o *outbox) drained() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.size > 0 && !o.closed && o.err == nil {
		o.wake.Wait()
	}
	return !o.closed && o.err == nil
}
