package dap

import (
	"fmt"

	"github.com/goawait/goawait/session/engine/wire"
	godap "github.com/google/go-dap"
)

// mainThread is the session's main line, in which cells run. A task's thread is one more
// than its number, which begins at 1.
const mainThread = 1

func threadOf(task int64) int { return int(task) + mainThread }
func taskOf(thread int) int64 { return int64(thread - mainThread) }

// threads answers with the main line and the tasks that are alive.
func (r *request) threads(s Session) (any, error) {
	tasks, err := s.Tasks(r.ctx)
	if err != nil {
		return nil, err
	}
	body := godap.ThreadsResponseBody{Threads: []godap.Thread{{Id: mainThread, Name: "main"}}}
	for i := range tasks {
		body.Threads = append(body.Threads, godap.Thread{Id: threadOf(tasks[i].ID), Name: taskName(&tasks[i])})
	}
	return body, nil
}

// taskName is "task 3: repeat (cell 1), waiting for sleep".
func taskName(t *wire.Task) string {
	name := fmt.Sprintf("task %d: %s", t.ID, t.Name)
	if t.Cell != 0 {
		name += fmt.Sprintf(" (cell %d)", t.Cell)
	}
	switch {
	case t.Waiting != "":
		name += ", waiting for " + t.Waiting
	case t.State != "":
		name += ", " + t.State
	}
	return name
}

// stackTrace answers with where a thread is, as far as that is known: one frame. The main
// line's has no place; it is there so that a client comes by the scope of the session.
func (r *request) stackTrace(s Session) (any, error) {
	var args godap.StackTraceArguments
	if err := decode(&r.Request, &args); err != nil {
		return nil, err
	}
	frame := godap.StackFrame{Id: args.ThreadId, Name: "session"}
	if at, running := s.Where(); running && args.ThreadId == mainThread {
		frame.Name = s.Place(at)
		if src, line := r.conn.located(s.Locate(at)); src != nil {
			frame.Source, frame.Line, frame.Column = src, *line, r.conn.client.column
		}
	}
	if args.ThreadId != mainThread {
		task, err := r.task(s, args.ThreadId)
		if err != nil {
			return nil, err
		}
		frame.Name = task.Name
		if at := task.At; at != nil {
			if at.Func != "" {
				frame.Name = at.Func
			}
			if src, line := r.conn.located(s.Locate(*at)); src != nil {
				frame.Source, frame.Line, frame.Column = src, *line, r.conn.client.column
			}
		}
	}
	body := godap.StackTraceResponseBody{StackFrames: []godap.StackFrame{}, TotalFrames: 1}
	if args.StartFrame <= 0 {
		body.StackFrames = append(body.StackFrames, frame)
	}
	return body, nil
}

// task finds the task of a thread among those that are alive.
func (r *request) task(s Session, thread int) (*wire.Task, error) {
	tasks, err := s.Tasks(r.ctx)
	if err != nil {
		return nil, err
	}
	for i := range tasks {
		if tasks[i].ID == taskOf(thread) {
			return &tasks[i], nil
		}
	}
	return nil, fail(idThread, "%s: thread %d is not alive", r.Command, thread)
}

// pause interrupts what runs and gives up what waits: a person's stop. The answer goes out
// before what comes of it.
func (r *request) pause(s Session) (any, error) {
	var args godap.PauseArguments
	if err := decode(&r.Request, &args); err != nil {
		return nil, err
	}
	if args.ThreadId > mainThread {
		return nil, fail(idThread, "pause: a task cannot be paused; terminateThreads cancels it")
	}
	r.succeed(nil)
	s.Interrupt(0)
	return nil, nil
}

// terminateThreads cancels tasks.
func (r *request) terminateThreads(s Session) (any, error) {
	var args godap.TerminateThreadsArguments
	if err := decode(&r.Request, &args); err != nil {
		return nil, err
	}
	for _, id := range args.ThreadIds {
		if id <= mainThread {
			return nil, fail(idThread, "terminateThreads: thread %d is not a task; pause interrupts the cell that runs", id)
		}
	}
	for _, id := range args.ThreadIds {
		if err := s.CancelTask(r.ctx, taskOf(id)); err != nil {
			return nil, fail(idThread, "terminateThreads: %v", err)
		}
	}
	return nil, nil
}
