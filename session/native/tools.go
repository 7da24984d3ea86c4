package native

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A toolError is a command that ended with an error, and what it wrote.
type toolError struct {
	text string // standard error, or standard output if that is empty
	err  error
}

func (e *toolError) Error() string { return strings.TrimSpace(e.text + "\n" + e.err.Error()) }

func (e *toolError) Unwrap() error { return e.err }

// killed reports whether the command, or one that it called, was ended from outside.
func (e *toolError) killed() bool { return wasKilled.MatchString(e.err.Error() + "\n" + e.text) }

// wasKilled matches what Go says of a process that was killed, and the C compiler of its linker.
var wasKilled = regexp.MustCompile(`(?m)signal: killed$|terminated with signal 9\b`)

// firstLine is the first line of an error.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// unhurried marks work that nobody waits for.
type unhurried struct{}

// Unhurried is ctx for what is to leave the processor to others, as far as the system can be
// told.
func Unhurried(ctx context.Context) context.Context { return context.WithValue(ctx, unhurried{}, true) }

// patience is how long a command that was told to stop may hold its pipes.
const patience = 2 * time.Second

// run runs a command in dir and returns its standard output. env nil is the toolchain's own.
func (tc *Toolchain) run(ctx context.Context, dir string, env []string, name string, args ...string) ([]byte, error) {
	return tc.watch(ctx, dir, env, nil, name, args...)
}

// watch is run that also gives errs each line of standard error as it comes.
func (tc *Toolchain) watch(ctx context.Context, dir string, env []string, errs func(string), name string, args ...string) ([]byte, error) {
	if env == nil {
		env = tc.base
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env, cmd.WaitDelay = dir, env, patience
	var out, text bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &text
	if errs != nil {
		cmd.Stderr = io.MultiWriter(&text, &lineWriter{each: errs})
	}
	err := cmd.Start()
	if err == nil {
		if ctx.Value(unhurried{}) != nil {
			giveWay(cmd.Process.Pid)
		}
		err = cmd.Wait()
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		said := text.String()
		if said == "" {
			said = out.String()
		}
		return out.Bytes(), &toolError{said, err}
	}
	return out.Bytes(), nil
}

// A lineWriter gives each line that is written to it.
type lineWriter struct {
	each func(string)
	part []byte
}

func (w *lineWriter) Write(p []byte) (int, error) {
	w.part = append(w.part, p...)
	for {
		i := bytes.IndexByte(w.part, '\n')
		if i < 0 {
			return len(p), nil
		}
		w.each(string(w.part[:i]))
		w.part = w.part[i+1:]
	}
}

// tool runs a tool of the toolchain, once more where it was killed: somebody was in need of memory,
// and may have found some.
func (tc *Toolchain) tool(ctx context.Context, dir, name string, args ...string) error {
	_, err := tc.run(ctx, dir, nil, filepath.Join(tc.Tools, name), args...)
	var failed *toolError
	if errors.As(err, &failed) && failed.killed() {
		_, err = tc.run(ctx, dir, nil, filepath.Join(tc.Tools, name), args...)
	}
	return err
}

// A unit is one package to compile.
type unit struct {
	dir       string   // where files lie; left out of positions
	path      string   // import path
	files     []string // in dir
	importcfg string
	profile   string // file with what is hot in it; "" if there is none
	out       string
}

// gcflags are for every package, whoever compiles it.
//
// Large maps of a package are otherwise made by functions that the linker leaves out where
// nothing that it sees reads the map. A package is initialised once, by the plugin that brings
// it first, and a later one may well read the map. Debugging information is never used.
var gcflags = []string{"-d=wrapglobalmapctl=1", "-dwarf=false"}

// compile compiles one package for plugin and engine.
func (tc *Toolchain) compile(ctx context.Context, u unit) error {
	args := []string{
		"-o", u.out, "-p", u.path, "-importcfg", u.importcfg, "-lang=" + oldest, "-trimpath", u.dir + "=>" + u.path,
		"-dynlink", "-complete", "-pack", "-nolocalimports", "-goversion", tc.Version,
	}
	args = append(args, gcflags...)
	if u.profile != "" {
		args = append(append(args, "-pgoprofile="+u.profile), hotFlags...)
	}
	err := tc.tool(ctx, u.dir, "compile", append(args, u.files...)...)
	var failed *toolError
	if !errors.As(err, &failed) {
		return err
	}
	if ce := compileError(failed.text); ce != nil {
		ce.File = strings.TrimPrefix(ce.File, u.path+"/")
		return ce
	}
	if u.profile != "" && !failed.killed() { // which says how, and not what
		u.profile = ""
		return tc.compile(ctx, u)
	}
	return fromTool("the compiler", failed.text, err)
}

// message is one line of the compiler's: file, line, perhaps column, text.
var message = regexp.MustCompile(`^(.*?\.go|[^\s:]+):(\d+)(?::(\d+))?: (.*)$`)

// compileError reads what the compiler wrote; nil if it did not complain about a file.
func compileError(text string) *CompileError {
	for line := range strings.Lines(text) {
		m := message.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if m == nil {
			continue
		}
		at, _ := strconv.Atoi(m[2])
		col, _ := strconv.Atoi(m[3])
		return &CompileError{File: strings.TrimPrefix(m[1], "./"), Line: at, Col: col, Msg: m[4]}
	}
	return nil
}

// link links an archive.
func (tc *Toolchain) link(ctx context.Context, dir, importcfg, out, archive string, how ...string) error {
	// There is nothing to compress, and to find out whether the C compiler can takes it a tenth of the time. A short
	// function that begins amid a line of the processor's cache is up to a tenth slower.
	args := append([]string{"-o", out, "-importcfg", importcfg, "-s", "-w", "-compressdwarf=false", "-funcalign=64", "-extld", tc.CC}, how...)
	err := tc.tool(ctx, dir, "link", append(args, archive)...)
	var failed *toolError
	if !errors.As(err, &failed) {
		return err
	}
	if strings.Contains(failed.text, "fingerprint mismatch") {
		return &Problem{
			What: "packages that a loaded one was built with have changed on disk",
			Do:   "restart the session to pick them up",
			Err:  fmt.Errorf("%w: %s", ErrStale, strings.TrimSpace(failed.text)),
		}
	}
	return fromTool("the linker", failed.text, err)
}

// count counts the packages that are to be compiled.
func (tc *Toolchain) count(ctx context.Context, dir string, env []string, paths []string) (int, error) {
	out, err := tc.run(ctx, dir, env, tc.Go, append([]string{"list", "-deps", "-buildmode=plugin", "--"}, paths...)...)
	var failed *toolError
	if errors.As(err, &failed) {
		return 0, fromTool("the go command", failed.text, err)
	}
	return bytes.Count(out, []byte("\n")), err
}
