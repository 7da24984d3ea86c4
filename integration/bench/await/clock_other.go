//go:build !unix

package main

import "time"

var started = time.Now()

// processorTime is the time that has passed, where processor time is not to be had.
func processorTime() time.Duration { return time.Since(started) }
