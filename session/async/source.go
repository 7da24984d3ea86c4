package async

import "embed"

// Source holds the package's own files, so that a session can type-check against the package
// where neither its source tree nor its export data is at hand.
//
//go:embed await.go call.go context.go coroutine.go doc.go eventloop.go g_asm.go g_other.go
//go:embed gather.go join.go label.go loop.go raise.go reason.go recv.go results.go runner.go scope.go
//go:embed source.go strand.go task.go tasks.go threads.go timers.go wait.go
var Source embed.FS
