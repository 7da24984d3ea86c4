package native

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"syscall"
)

// A Problem keeps the native lane from working, and says what to do about it.
type Problem struct {
	What string // "no C compiler (gcc) was found"
	Do   string // "install gcc or clang, or set CC"
	Err  error  // the cause, may be nil
}

func (p *Problem) Error() string { return p.What + "; " + p.Do }

func (p *Problem) Unwrap() error { return p.Err }

// A CompileError is the first error of a file that was given to be compiled. After a clean
// check there is none; if there is, it is this program's fault.
type CompileError struct {
	File      string // as it was named in Package.Files, or by a line directive
	Line, Col int    // 1-based; Col is 0 if it is not known
	Msg       string
}

func (e *CompileError) Error() string {
	if e.Col == 0 {
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Msg)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, e.Msg)
}

// ErrStale is the cause of a Problem where packages have changed since the engine loaded them.
var ErrStale = errors.New("packages have changed since they were loaded")

// onDisk makes a Problem of an error from a file system, and leaves others.
func onDisk(doing, path string, err error) error {
	var told *Problem
	switch {
	case err == nil, errors.As(err, &told), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return fullDisk(path, err)
	}
	var file *fs.PathError
	var link *os.LinkError
	if errors.As(err, &file) || errors.As(err, &link) {
		return &Problem{
			What: fmt.Sprintf("the folder %s cannot be written: %v", path, err),
			Do:   "make it writable, or set GOAWAIT_CACHE to a folder of your own",
			Err:  err,
		}
	}
	return fmt.Errorf("%s: %w", doing, err)
}

func fullDisk(path string, err error) *Problem {
	return &Problem{
		What: "there is no space left to compile cells (" + path + ")",
		Do:   "free some space, or set GOAWAIT_CACHE, GOCACHE and TMPDIR to a larger disk",
		Err:  err,
	}
}

// fromTool makes an error of what a tool wrote as it failed.
func fromTool(tool, text string, err error) error {
	low := strings.ToLower(text)
	failed := &toolError{text, err}
	if errors.As(err, &failed); failed.killed() {
		return &Problem{
			What: tool + " was killed, twice, perhaps for want of memory",
			Do:   "run the cell again",
			Err:  err,
		}
	}
	switch {
	case strings.Contains(low, "no space left on device"), strings.Contains(low, "file too large"),
		strings.Contains(low, "disk quota exceeded"):
		return fullDisk("while running "+tool, err)
	case strings.Contains(low, "c compiler") && strings.Contains(low, "not found"), linkerFailed.MatchString(text):
		return &Problem{
			What: "the C compiler that links plugins does not work: " + lastLine(text),
			Do:   "install gcc or clang with the C library's headers, or set CC",
			Err:  err,
		}
	case strings.Contains(low, "read-only file system"), strings.Contains(low, "permission denied"):
		return &Problem{
			What: tool + " could not write: " + lastLine(text),
			Do:   "make that folder writable, or set GOAWAIT_CACHE, GOCACHE and TMPDIR to folders of your own",
			Err:  err,
		}
	}
	return fmt.Errorf("%s: %w", tool, err) // which has the text
}

// linkerFailed matches what link says when the C compiler, which links for it, fails.
var linkerFailed = regexp.MustCompile(`link: running \S+ failed:`)

// lastLine is the last line of text that says something.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
