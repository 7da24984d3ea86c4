package async

import "embed"

// Source holds the package's own files, so that a session can type-check against the package
// where neither its source tree nor its export data is at hand.
//
//go:embed adapt.go ahead.go await.go blocking.go call.go cleanup.go context.go coroutine.go deadline.go doc.go
//go:embed driven.go dropped.go each.go event.go eventloop.go fiber.go frame.go g_asm.go g_other.go
//go:embed gather.go graph.go inline.go join.go label.go line.go loop.go mark.go nursery.go prefetch_asm.go
//go:embed prefetch_other.go queue.go race.go raise.go reason.go recv.go resource.go results.go runner.go scope.go semaphore.go
//go:embed shift.go sleep.go source.go stopping.go strand.go task.go tasks.go threads.go timers.go wait.go
//go:embed with.go
var Source embed.FS
