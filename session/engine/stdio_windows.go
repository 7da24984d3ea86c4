package engine

import (
	"bytes"
	"crypto/rand"
	"os"
	"sync"
	"syscall"

	"golang.org/x/sys/windows"
)

// A pipeEnd is our side of a tap. A pipe cannot be read without waiting here, so a goroutine
// reads it, for ever, and marks written into it tell how far the goroutine has come.
type pipeEnd struct {
	in   *os.File
	keep *os.File // the writing end, so that there is a writer whatever is closed
	mark []byte

	marking sync.Mutex // one mark at a time
	met     chan struct{}

	mu   sync.Mutex // guards buf
	room *sync.Cond // buf has shrunk
	buf  []byte     // read and not yet taken
}

func (t *pipeEnd) open() (err error) {
	t.in, t.keep, err = os.Pipe()
	t.met = make(chan struct{}, 1)
	t.mark = []byte("\x00" + rand.Text() + "\x00")
	t.room = sync.NewCond(&t.mu)
	return err
}

// writer gives another file of the writing end. Closing it closes nothing else.
func (t *pipeEnd) writer(name string) (*os.File, error) { return duplicateAs(t.keep, name) }

// makeStandard makes the writing end what is written to below package os.
func (t *pipeEnd) makeStandard() error {
	return windows.SetStdHandle(windows.STD_OUTPUT_HANDLE, windows.Handle(t.keep.Fd()))
}

// read takes what has come out of the pipe, without waiting.
func (t *pipeEnd) read(p []byte) (n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n = copy(p, t.buf)
	t.buf = t.buf[:copy(t.buf, t.buf[n:])]
	t.room.Signal()
	return n
}

// each calls f whenever there may be something to read, for ever.
func (t *pipeEnd) each(f func()) {
	var held []byte // what may be the beginning of a mark
	p := make([]byte, 64<<10)
	for {
		n, err := t.in.Read(p)
		if err != nil {
			return
		}
		held = append(held, p[:n]...)
		for {
			i := bytes.Index(held, t.mark)
			if i < 0 {
				break
			}
			t.put(held[:i])
			held = held[i+len(t.mark):]
			signal(t.met)
		}
		n = len(held)
		if i := bytes.LastIndexByte(held, 0); i >= 0 && bytes.HasPrefix(t.mark, held[i:]) {
			n = i
		}
		t.put(held[:n])
		held = append([]byte(nil), held[n:]...)
		f()
	}
}

func (t *pipeEnd) put(p []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.buf) > drainOnce {
		t.room.Wait()
	}
	t.buf = append(t.buf, p...)
}

// sync returns when what was written before it can be read.
func (t *pipeEnd) sync() {
	t.marking.Lock()
	defer t.marking.Unlock()
	if _, err := t.keep.Write(t.mark); err == nil {
		<-t.met
	}
}

func duplicate(f *os.File) (*os.File, error) { return duplicateAs(f, f.Name()) }

func pollable(f *os.File) (*os.File, error) { return duplicate(f) }

func duplicateAs(f *os.File, name string) (*os.File, error) {
	self := windows.CurrentProcess()
	var h windows.Handle
	if err := windows.DuplicateHandle(self, windows.Handle(f.Fd()), self, &h, 0, false, windows.DUPLICATE_SAME_ACCESS); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(h), name), nil
}

// silenceInput makes standard input empty.
func silenceInput() error {
	h, err := syscall.Open(os.DevNull, syscall.O_RDONLY, 0)
	if err != nil {
		return err
	}
	stdin, *os.Stdin = *os.Stdin, *os.NewFile(uintptr(h), os.Stdin.Name())
	return windows.SetStdHandle(windows.STD_INPUT_HANDLE, windows.Handle(h))
}
