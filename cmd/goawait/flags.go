package main

import (
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/goawait/goawait/session"
)

// flags are the flags of one command. Help that is asked for goes to standard output, what is said
// of a wrong usage to standard error.
type flags struct {
	*flag.FlagSet
	std stdio
}

// newFlags makes the flags of the command of that name.
func newFlags(name string, std stdio) *flags {
	fs := &flags{flag.NewFlagSet(name, flag.ContinueOnError), std}
	fs.SetOutput(io.Discard) // parse says what is wrong
	return fs
}

// parse parses args and checks how many operands remain (most < 0: any number). Where done is
// true the command is over with that status: help was asked for, or the usage is wrong.
func (fs *flags) parse(args []string, least, most int) (status int, done bool) {
	err := fs.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fs.help()
		return exitOK, true
	case err != nil:
		return fs.misused("%v", err), true
	case fs.NArg() < least:
		return fs.misused("an argument is missing"), true
	case most >= 0 && fs.NArg() > most:
		return fs.misused("unexpected argument %q", fs.Arg(most)), true
	}
	return exitOK, false
}

// misused says what is wrong with the usage, and gives the status of that.
func (fs *flags) misused(format string, args ...any) (status int) {
	fmt.Fprintf(fs.std.err, "goawait %s: %s\n", fs.Name(), fmt.Sprintf(format, args...))
	fs.line(fs.std.err)
	fmt.Fprintf(fs.std.err, "`goawait help %s` has more.\n", fs.Name())
	return exitUsage
}

// help shows the command's line, what it does, and its flags.
func (fs *flags) help() {
	c := fs.line(fs.std.out)
	fmt.Fprintf(fs.std.out, "\n%s\n", c.short)
	any := false
	fs.VisitAll(func(*flag.Flag) { any = true })
	if any {
		fmt.Fprint(fs.std.out, "\nFlags:\n")
		fs.SetOutput(fs.std.out)
		fs.PrintDefaults()
	}
}

// line shows how the command is written.
func (fs *flags) line(w io.Writer) command {
	for _, c := range commands() {
		if c.name == fs.Name() {
			if c.args != "" {
				c.args = " " + c.args
			}
			fmt.Fprintf(w, "Usage: goawait %s%s\n", c.name, c.args)
			return c
		}
	}
	return command{}
}

// isSet tells whether a flag was given.
func (fs *flags) isSet(name string) bool {
	set := false
	fs.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	return set
}

// settings adds the flags that are settings of a session.
func (fs *flags) settings(c *session.Changes) {
	fs.Func("autoawait", "`on` or off: whether await is valid at top level", func(s string) error {
		switch s {
		case "on", "off":
			on := s == "on"
			c.Autoawait = &on
			return nil
		}
		return errors.New("must be on or off")
	})
	text := func(dst **string) func(string) error {
		return func(s string) error { *dst = &s; return nil }
	}
	fs.Func("runner", "what drives coroutines: `goroutine`, loop, errgroup, conc or sync", text(&c.Runner))
	fs.Func("scope", "how long the loop lives: `session` or cell", text(&c.LoopScope))
	fs.Func("lane", "how cells are executed: `auto`, instant or native", text(&c.Lane))
}
