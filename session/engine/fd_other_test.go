//go:build !unix

package engine

import "os"

func writeFD(_ int, s string) { os.Stdout.WriteString(s) }
