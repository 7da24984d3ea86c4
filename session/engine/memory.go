package engine

import (
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"

	"github.com/goawait/goawait/session/engine/wire"
)

// headroom is how much more than the limit the process may have: for the runtime's own use,
// and so that the watch, which can say where the cell was, is the first to notice.
const headroom = 256 << 20

// A memory holds the person's code to a limit in two ways. The runtime is told to collect
// garbage as it comes near; when a collection leaves more than the limit alive, the engine
// ends. What grows too fast for that, or outside the heap, is refused by the system (see
// limitProcess), and the runtime ends the engine.
type memory struct {
	limit    atomic.Int64 // bytes; 0 is none
	watching atomic.Bool
}

// limitMemory sets the limit, 0 for none.
func (e *engine) limitMemory(limit int64) error {
	old := e.memory.limit.Swap(max(limit, 0))
	if limit <= 0 {
		if old == 0 {
			return nil
		}
		debug.SetMemoryLimit(math.MaxInt64)
		return limitProcess(0)
	}
	debug.SetMemoryLimit(limit)
	if !e.memory.watching.Swap(true) {
		e.watchMemory()
	}
	return limitProcess(limit + headroom)
}

// watchMemory has the heap looked at after each garbage collection: an object that nothing
// refers to is collected by each, and is made anew. Nothing polls.
func (e *engine) watchMemory() {
	runtime.AddCleanup(new([16]byte), func(e *engine) {
		limit := e.memory.limit.Load()
		if limit > 0 && aliveHeap() > limit {
			e.die(&wire.Fatal{Reason: fmt.Sprintf("memory limit of %s exceeded", size(limit)), Code: exitMemory})
		}
		e.watchMemory()
	}, e)
}

// aliveHeap is how much the last collection found in use by others than us.
func aliveHeap() int64 {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64()) - ballastSize
}
