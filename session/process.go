package session

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
)

// A process is an engine's operating system process and our ends of its three pipes, or what
// stands for it where the engine runs inside this program.
type process struct {
	pid    int
	engine []string                // the command that it was started by
	stdin  io.WriteCloser          // requests; one writer at a time
	stdout io.ReadCloser           // messages
	stderr io.ReadCloser           // what the runtime says as it dies
	wait   func() *os.ProcessState // returns when it has ended; nil if it has no state of its own
	end    func()                  // ends it and what it started

	killOnce sync.Once
}

// spawn starts command in dir with the environment env.
func spawn(command []string, dir string, env []string) (*process, error) {
	if len(command) == 0 {
		return nil, errors.New("no command to start an engine is set (engine.command)")
	}
	var ends []*os.File
	pipe := func() (r, w *os.File, err error) {
		if r, w, err = os.Pipe(); err == nil {
			ends = append(ends, r, w)
		}
		return r, w, err
	}
	fail := func(err error) (*process, error) {
		for _, f := range ends {
			f.Close()
		}
		return nil, fmt.Errorf("starting engine %q: %w", command[0], err)
	}
	inR, inW, err := pipe()
	if err != nil {
		return fail(err)
	}
	outR, outW, err := pipe()
	if err != nil {
		return fail(err)
	}
	errR, errW, err := pipe()
	if err != nil {
		return fail(err)
	}
	// Real files rather than writers: Wait then returns when the process has ended, even
	// while a grandchild still holds the other end of a pipe.
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = inR, outW, errW
	cmd.Dir = dir
	cmd.Env = env
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		return fail(err)
	}
	inR.Close()
	outW.Close()
	errW.Close()
	return &process{
		pid: cmd.Process.Pid, engine: command, stdin: inW, stdout: outR, stderr: errR, end: func() { killGroup(cmd) },
		wait: func() *os.ProcessState { cmd.Wait(); return cmd.ProcessState }, // how it ended is in its state
	}, nil
}

// kill ends the process and those that it started. It is safe to call more than once.
func (p *process) kill() {
	p.killOnce.Do(p.end)
}

// closePipes closes our ends. Readers that still wait on them end.
func (p *process) closePipes() {
	p.stdin.Close()
	p.stdout.Close()
	p.stderr.Close()
}
