//go:build !unix

package prompt

import (
	"context"
	"os"
)

// An interruptible reads from a file. Here it cannot be woken: when ctx is done it is noticed
// with the next key.
type interruptible struct {
	ctx  context.Context
	file *os.File
}

func (r *interruptible) Read(p []byte) (int, error) {
	n, err := r.file.Read(p)
	if ctxErr := r.ctx.Err(); ctxErr != nil {
		return 0, ctxErr
	}
	return n, err
}
