package async

import "embed"

// Source holds the package's own files, so that a session can type-check against the package
// where neither its source tree nor its export data is at hand.
//
//go:embed adapt.go await.go call.go context.go coroutine.go deadline.go doc.go each.go event.go
//go:embed eventloop.go g_asm.go g_other.go gather.go join.go label.go line.go loop.go nursery.go
//go:embed queue.go race.go raise.go reason.go recv.go resource.go results.go runner.go scope.go
//go:embed semaphore.go source.go strand.go task.go tasks.go threads.go timers.go wait.go with.go
var Source embed.FS
