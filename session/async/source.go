package async

import "embed"

// Source holds the package's own files, so that a session can type-check against the package
// where neither its source tree nor its export data is at hand.
//
//go:embed adapt.go await.go call.go context.go coroutine.go deadline.go doc.go driven.go each.go
//go:embed event.go eventloop.go fiber.go g_asm.go g_other.go gather.go graph.go inline.go join.go
//go:embed label.go line.go loop.go nursery.go queue.go race.go raise.go reason.go recv.go
//go:embed resource.go results.go runner.go scope.go semaphore.go shift.go sleep.go source.go
//go:embed strand.go task.go tasks.go threads.go timers.go wait.go with.go
var Source embed.FS
