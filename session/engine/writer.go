package engine

import (
	"io"
	"os"
)

// standard are the two files as everybody knows them from the start, whatever the person's
// code puts in the variables later.
var standard = [...]struct {
	stream string
	file   *os.File
}{{"stdout", os.Stdout}, {"stderr", os.Stderr}}

// standardFile is the process's own file of that name.
func standardFile(stream string) *os.File {
	for _, s := range standard {
		if s.stream == stream {
			return s.file
		}
	}
	return standard[1].file
}

// writerFor gives what to write to in place of w: for an open standard file a writer that
// knows in whose name the calling goroutine writes, for anything else w itself.
func writerFor(h host, w io.Writer) io.Writer {
	if f, ok := w.(*os.File); ok && f != nil {
		for _, s := range standard {
			if f == s.file && !closed(f) {
				return hostWriter{h, s.stream}
			}
		}
	}
	return w
}

// closed reports whether the file was closed.
func closed(f *os.File) bool {
	conn, err := f.SyscallConn()
	return err != nil || conn.Control(func(uintptr) {}) != nil
}

// A hostWriter prints what is written to it.
type hostWriter struct {
	host
	stream string
}

func (w hostWriter) Write(p []byte) (int, error) {
	w.print(w.stream, p)
	return len(p), nil
}
