package engine

import "runtime/metrics"

// computing reports whether a goroutine other than the caller's runs, or would if it were let: the
// cell is then perhaps about to end.
func computing() bool {
	busy := []metrics.Sample{{Name: "/sched/goroutines/running:goroutines"}, {Name: "/sched/goroutines/runnable:goroutines"}}
	metrics.Read(busy)
	return busy[0].Value.Uint64()+busy[1].Value.Uint64() > 1
}
