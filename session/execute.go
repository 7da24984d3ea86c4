package session

import (
	"time"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// execute has the engine run a lowered cell and waits for the reply.
func (x *execution) execute(l *link, checked *transform.Checked, run *wire.Run) (*outcome, error) {
	x.s.engines.proved()
	if x.s.native != nil {
		x.s.tier.stamp(run)
	}
	sent := func() {}
	if run.Lane == laneInstant && (run.Handover || declaresFunctions(checked)) && x.tiers(l, checked) {
		begun, ended := x.s.tier.begin(x, l, checked, run)
		defer ended()
		sent = begun
	}
	reply, err := l.send(wire.Request{Op: wire.OpRun, Run: run})
	if err != nil {
		<-l.dead
		return x.died(l), nil
	}
	sent()
	m := x.await(l, reply)
	if m != nil {
		l.settled()
	}
	switch {
	case m == nil && l.isDead():
		return x.died(l), nil
	case m == nil:
		out := x.interrupted()
		out.text += "; it did not stop and was given up (another interrupt replaces the engine)"
		return out, nil
	case m.Error != "" || m.Result == nil:
		return &outcome{state: wire.Refused, text: x.place(0) + ": the engine could not serve it: " + oneLine(m.Error)}, nil
	}
	switch {
	case m.Result.State == wire.NeedsNative:
		return &outcome{state: wire.NeedsNative, text: m.Result.Error}, nil
	case m.Result.State == wire.Refused && run.Lane == laneInstant && x.s.native != nil && x.wantsLane() != laneInstant:
		x.faulted = x.outcome(m.Result)
		x.s.log.Warn("a cell that the interpreter does not take for a fault of goawait is compiled", "fault", x.faulted.text)
		return &outcome{state: wire.NeedsNative}, nil
	}
	x.user += time.Duration(m.Result.UserNs)
	x.system += time.Duration(m.Result.SysNs)
	if x.timing != nil {
		x.timing.took(run, m.Result)
	}
	if x.profile != nil {
		x.profile.got = m.Result.Profile
	}
	x.s.settle(x, l, checked, run, m.Result)
	return x.outcome(m.Result), nil
}

// await waits for the reply to a run. It is nil if the engine ended, or if the cell did not
// stop in time when it was told to.
func (x *execution) await(l *link, reply <-chan *wire.Message) *wire.Message {
	stop, hard := x.turn.ctx.Done(), x.turn.hard
	var grace <-chan time.Time
	for {
		select {
		case m := <-reply:
			return m
		case <-l.dead:
			select {
			case m := <-reply: // its last words
				return m
			default:
				return nil
			}
		case <-stop:
			stop, grace = nil, time.After(x.s.timing.grace)
			// Writing to an engine that does not read could block; the goroutine ends with the engine.
			go l.send(wire.Request{Op: wire.OpInterrupt, Interrupt: &wire.Interrupt{Cell: x.number()}})
		case <-grace:
			if l.condemned() {
				continue // its end will say more
			}
			l.giveUp(reply)
			return nil
		case <-hard:
			hard = nil
			l.kill(reasonHard, true)
		}
	}
}

const reasonHard = "it did not stop, so the engine was replaced"
