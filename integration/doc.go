// Package integration drives goawait from outside, the way people use it: the built binary, in
// real Neovims and under the debug adapter client of VS Code's makers. It holds tests and what
// they need: the Neovim plugin (nvim), install scripts for the editors (editors), and the
// benchmark (bench).
//
// It imports nothing of the rest but the test clients of the protocols: what these tests know
// of goawait is what its documents promise. Those that need an editor run where GOAWAIT_E2E is
// set (make e2e), and fail there if it is missing; elsewhere they are skipped.
package integration
