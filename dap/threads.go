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

// stackTrace answers with where a thread is, as far as that is known: one frame, and for a task
// one more for each coroutine that awaits the one before. The main line's has no place while
// nothing runs; it is there so that a client comes by the scope of the session.
func (r *request) stackTrace(s Session) (any, error) {
	var args godap.StackTraceArguments
	if err := decode(&r.Request, &args); err != nil {
		return nil, err
	}
	frames := []godap.StackFrame{{Id: args.ThreadId, Name: "session"}}
	if at, running := s.Where(); running && args.ThreadId == mainThread {
		frames[0].Name = s.Place(at)
		r.place(s, &frames[0], at)
	}
	if args.ThreadId != mainThread {
		task, err := r.task(s, args.ThreadId)
		if err != nil {
			return nil, err
		}
		frames = r.taskFrames(s, task)
	}
	body := godap.StackTraceResponseBody{StackFrames: []godap.StackFrame{}, TotalFrames: len(frames)}
	if from := max(args.StartFrame, 0); from < len(frames) {
		to := len(frames)
		if args.Levels > 0 {
			to = min(to, from+args.Levels)
		}
		body.StackFrames = append(body.StackFrames, frames[from:to]...)
	}
	return body, nil
}

// frameIDs is how far the IDs of the frames of one thread are apart.
const frameIDs = 1 << 24

// taskFrames are the stack of a task's awaits.
func (r *request) taskFrames(s Session, task *wire.Task) []godap.StackFrame {
	stack := task.Stack
	if len(stack) == 0 && task.At != nil {
		stack = []wire.Position{*task.At}
	}
	frames := []godap.StackFrame{{Name: task.Name}}
	for i, at := range stack {
		if i == len(frames) {
			frames = append(frames, godap.StackFrame{})
		}
		if at.Func != "" {
			frames[i].Name = at.Func
		}
		r.place(s, &frames[i], at)
	}
	for i := range frames {
		frames[i].Id = threadOf(task.ID) + i*frameIDs
	}
	return frames
}

// place puts a frame where its code is, if that is in a document.
func (r *request) place(s Session, f *godap.StackFrame, at wire.Position) {
	if src, line := r.conn.located(s.Locate(at)); src != nil {
		f.Source, f.Line, f.Column = src, *line, r.conn.client.column
	}
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
