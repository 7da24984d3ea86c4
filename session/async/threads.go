package async

// threads runs every task on a goroutine of its own.
type threads struct{}

func (threads) start(t *AnyTask) { go t.enter() } // ends when the task does

func (threads) waker(t *AnyTask) chan struct{} {
	if t.wake == nil {
		t.wake = make(chan struct{}, 1)
	}
	return t.wake
}

func (threads) ready(*AnyTask) {}
