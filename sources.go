// Package goawait holds, inside the program, the sources that an engine is built from on the
// person's machine. It holds nothing else: the program is cmd/goawait.
package goawait

import "embed"

// Sources are the packages of the engine, with their tests, as they lie in the module, and the
// module's go.mod and go.sum. Package session/native builds engines from them.
//
//go:embed go.mod go.sum
//go:embed session/engine/*.go session/engine/*.s session/engine/*/*.go session/engine/*/*.s
//go:embed session/async/*.go session/async/*.s session/async/*/*.go session/display/*.go
var Sources embed.FS
