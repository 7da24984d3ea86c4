package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/goawait/goawait/transform"
)

// A layouter is one `goawait fmt`.
type layouter struct {
	std               stdio
	list, diff, write bool
}

// runFmt lays files out as gofmt would. Without files it reads standard input.
func runFmt(ctx context.Context, args []string, std stdio) int {
	fs := newFlags("fmt", std)
	l := &layouter{std: std}
	fs.BoolVar(&l.list, "l", false, "list the files whose layout differs")
	fs.BoolVar(&l.diff, "d", false, "print what differs, instead of the text")
	fs.BoolVar(&l.write, "w", false, "write the result to the files, instead of printing it")
	if status, done := fs.parse(args, 0, -1); done {
		return status
	}
	if fs.NArg() == 0 {
		if l.write {
			fmt.Fprintln(std.err, "goawait fmt: -w takes files")
			return exitUsage
		}
		text, err := io.ReadAll(std.in)
		if err == nil {
			err = l.file(ctx, "standard input", text)
		}
		return l.status(err)
	}
	status := exitOK
	for _, path := range fs.Args() {
		status = max(status, l.status(l.path(ctx, path)))
	}
	return status
}

func (l *layouter) status(err error) int {
	if err == nil {
		return exitOK
	}
	if !errors.Is(err, errBroken) {
		fmt.Fprintf(l.std.err, "goawait fmt: %v\n", err)
	}
	return exitFailed
}

func (l *layouter) path(ctx context.Context, path string) error {
	if filepath.Ext(path) == ".go" {
		return fmt.Errorf("%s is an ordinary Go file: gofmt lays it out", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading the file: %w", err)
	}
	return l.file(ctx, path, text)
}

// errBroken says that cells were left as they are; which is told already.
var errBroken = errors.New("cells do not parse")

// file lays one text out and does with it what the flags say.
func (l *layouter) file(ctx context.Context, path string, text []byte) error {
	out := transform.Format(ctx, text)
	if err := ctx.Err(); err != nil {
		return err
	}
	differs := !bytes.Equal(text, out)
	if l.list && differs {
		fmt.Fprintln(l.std.out, path)
	}
	if l.diff {
		l.std.out.Write(diff.Diff(path+".orig", text, path, out))
	}
	if l.write && differs {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		if err := os.WriteFile(path, out, info.Mode().Perm()); err != nil {
			return fmt.Errorf("writing the file: %w", err)
		}
	}
	if !l.list && !l.diff && !l.write {
		l.std.out.Write(out)
	}
	return l.broken(path, text)
}

// broken tells of the cells that were left as they are.
func (l *layouter) broken(path string, text []byte) (err error) {
	index := transform.NewLines(text)
	for _, c := range transform.SplitCells(text) {
		if errs := transform.Parse(text[c.Body:c.End]).Errors; len(errs) > 0 {
			line, col := index.ByteCol(c.Body + errs[0].Start)
			fmt.Fprintf(l.std.err, "%s:%d:%d: error: %s [%s]; this cell is left as it is\n", path, line+1, col+1, errs[0].Msg, errs[0].Code)
			err = errBroken
		}
	}
	return err
}
