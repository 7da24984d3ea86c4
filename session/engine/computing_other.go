//go:build !linux

package engine

const saysComputing = false

// computing is not to be had here without more.
func computing() bool { return false }
