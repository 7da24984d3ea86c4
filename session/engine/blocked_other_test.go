//go:build !linux

package engine

import "testing"

func awaitBlocked(t *testing.T, _ *child) { t.Skip("cannot see how full a pipe is here") }
