package session_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/engine/wire"
)

// interruptible are cells that do not end by themselves, in every state that a cell can be in.
var interruptible = map[string]string{
	"busy loop":         `begin(); for {}`,
	"busy function":     "func spin() { for {} }\nbegin(); spin()",
	"busy after await":  `await async.Sleep(0); begin(); for {}`,
	"select":            `begin(); select {}`,
	"receive":           `begin(); <-make(chan int)`,
	"sleep":             `begin(); time.Sleep(time.Hour)`,
	"mutex":             `var mu sync.Mutex; mu.Lock(); begin(); mu.Lock()`,
	"await sleep":       `begin(); await async.Sleep(time.Hour)`,
	"await channel":     `begin(); await make(chan int)`,
	"await native call": `var wg sync.WaitGroup; wg.Add(1); begin(); await wg.Wait`,
	"await a program":   `cmd := exec.Command("sleep", "3600"); cmd.Start(); defer cmd.Process.Kill(); begin(); await cmd`,
	"gather":            `begin(); await async.Gather(async.Sleep(time.Hour), async.Sleep(time.Hour))`,
	"a task's end":      "async func spin() { begin(); for {} }\nawait async.Spawn(spin())",
	"nursery":           `async with n := async.OpenNursery() { n.Spawn(async.Sleep(time.Hour)); begin() }`,
	"async for":         `begin(); async for v := range make(chan int) { fmt.Println(v) }`,
	"output":            `begin(); for { fmt.Println("all work and no play") }`,
}

// An interrupted cell answers, in every state, and the next one runs. How fast is measured by
// integration/bench.
func TestInterruptInEveryState(t *testing.T) {
	for _, runner := range []string{"goroutine", "loop"} {
		t.Run(runner, func(t *testing.T) {
			s := openReal(t, session.Config{Workspace: t.TempDir(), Settings: session.Changes{Runner: &runner}})
			begun := make(chan struct{}, 1)
			defer s.Subscribe(func(e session.Event) {
				if e.Output != nil && strings.Contains(e.Output.Text, "began") {
					select {
					case begun <- struct{}{}:
					default:
					}
				}
			})()
			mustRun(t, s, `func begin() { fmt.Println("began") }`)
			for name, cell := range interruptible {
				done := make(chan *session.Result, 1)
				go func() { // ends with the cell
					r, err := s.Run(context.Background(), session.RunRequest{Source: cell})
					if err != nil {
						r = &session.Result{Text: err.Error()}
					}
					done <- r
				}()
				select {
				case <-begun:
				case r := <-done:
					t.Fatalf("%s: the cell ended before it was interrupted: %s", name, r.Text)
				case <-time.After(patience):
					t.Fatalf("%s: the cell does not begin", name)
				}
				s.Interrupt(0)
				select {
				case r := <-done:
					if r.State != wire.Interrupted {
						t.Errorf("%s: %s, %s", name, r.State, r.Text)
					}
				case <-time.After(patience):
					t.Fatalf("%s: no answer", name)
				}
				mustRun(t, s, "1 + 1")
				mustRun(t, s, "%cancel all") // what the cell has spawned, which may keep the loop
			}
		})
	}
}

func mustRun(t *testing.T, s *session.Session, cell string) *session.Result {
	t.Helper()
	r, err := s.Run(t.Context(), session.RunRequest{Source: cell})
	if err != nil || !r.OK() {
		t.Fatalf("%s: %v, %v", cell, r, err)
	}
	return r
}

// The coroutine that was interrupted is over: its deferred calls have run, it does not go on in
// a later cell, and the numbers go on.
func TestInterruptEndsTheCoroutine(t *testing.T) {
	s := openReal(t, session.Config{Workspace: t.TempDir()})
	begun := make(chan struct{}, 1)
	var out strings.Builder
	outputs := make(chan string, 100)
	defer s.Subscribe(func(e session.Event) {
		if e.Output != nil {
			outputs <- e.Output.Text
			if strings.Contains(e.Output.Text, "began") {
				begun <- struct{}{}
			}
		}
	})()
	mustRun(t, s, `state := ""`)
	done := make(chan *session.Result, 1)
	go func() { // ends with the cell
		r, _ := s.Run(context.Background(), session.RunRequest{Source: `async func zombie() {
	defer func() { fmt.Println("deferred"); state += "deferred" }()
	fmt.Println("began")
	await async.Sleep(50 * time.Millisecond)
	await async.Sleep(time.Hour)
	state += "zombie"
}
await zombie()`})
		done <- r
	}()
	<-begun
	s.Interrupt(0)
	if r := <-done; r.State != wire.Interrupted || r.Cell != 2 {
		t.Errorf("got %+v", r)
	}
	r := mustRun(t, s, `await async.Sleep(100 * time.Millisecond); state`)
	if r.Cell != 3 || r.Value.Text != `"deferred"` {
		t.Errorf("cell %d gave %s", r.Cell, r.Value.Text)
	}
	for len(outputs) > 0 {
		fmt.Fprint(&out, <-outputs)
	}
	if out.String() != "began\ndeferred\n" {
		t.Errorf("printed %q", out.String())
	}
}

// What an interrupt leaves behind in a call that cannot be stopped is counted by %tasks.
func TestLeftBehindIsCounted(t *testing.T) {
	s := openReal(t, session.Config{Workspace: t.TempDir()})
	begun := make(chan struct{}, 1)
	defer s.Subscribe(func(e session.Event) {
		if e.Output != nil && strings.Contains(e.Output.Text, "began") {
			begun <- struct{}{}
		}
	})()
	done := make(chan *session.Result, 1)
	go func() { // ends with the cell
		r, _ := s.Run(context.Background(), session.RunRequest{Source: "var wg sync.WaitGroup; wg.Add(1)\nawait func() { fmt.Println(\"began\"); wg.Wait() }"})
		done <- r
	}()
	<-begun
	s.Interrupt(0)
	if r := <-done; r.State != wire.Interrupted || r.Left != 1 || !strings.Contains(r.Text, "1 left behind") {
		t.Errorf("got %s, %d left, %s", r.State, r.Left, r.Text)
	}
	if r := mustRun(t, s, "%tasks"); !strings.Contains(r.Output, "1 goroutine left behind") {
		t.Errorf("%%tasks shows %q", r.Output)
	}
	mustRun(t, s, "wg.Done()")
	for late := time.Now().Add(patience); strings.Contains(mustRun(t, s, "%tasks").Output, "left behind"); {
		if time.Now().After(late) {
			t.Fatal("it is still counted after it has ended")
		}
	}
}
