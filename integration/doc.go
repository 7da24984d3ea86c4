// Package integration drives goawait from outside, the way people use it: the built binary, in
// real Neovims and under the debug adapter client of VS Code's makers. It holds tests and what
// they need: the Neovim plugin (nvim), install scripts for the editors (editors), and the
// benchmark (bench).
//
// It imports nothing of the rest: what these tests know of goawait is what its documents
// promise. They run where GOAWAIT_E2E is set (make e2e), and fail there if an editor is missing;
// elsewhere they are skipped.
package integration
