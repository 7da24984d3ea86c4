//go:build !race

package session_test

// raceEnabled tells that the engine is watched by the race detector, too.
const raceEnabled = false
