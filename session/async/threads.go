package async

// threads runs every task on a goroutine of its own.
type threads struct {
	rooms *[16]sleepers // of its tasks, by their IDs; nil to have timers of their own
}

func (threads) start(t *AnyTask) { go t.enter() } // ends when the task does

func (threads) ready(*AnyTask) {} // not called: no task yields

func (e threads) beds(t *AnyTask) *sleepers {
	if e.rooms == nil {
		return nil
	}
	return &e.rooms[uint64(t.id)%uint64(len(e.rooms))]
}
