package async

import (
	"context"
	"runtime/pprof"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
)

// The two functions of the runtime that read and write the labels of the current goroutine.
// They are on the runtime's list of names that it keeps (go.dev/issue/67401).

//go:linkname getLabels runtime/pprof.runtime_getProfLabel
func getLabels() unsafe.Pointer

//go:linkname setLabels runtime/pprof.runtime_setProfLabel
func setLabels(unsafe.Pointer)

// A label is laid out as the profiler's.
type label struct{ key, value string }

// A labelSet is laid out as the profiler's. It begins a Strand, so that the address of a
// strand can be the labels of its goroutine.
type labelSet struct{ list []label }

// LabelKey is the profiler label under which a task's goroutines carry its name.
const LabelKey = "goawait-task"

var (
	// labelKey has LabelKey's text at an address of its own. A label whose key is at that
	// address was made here, so its value lies inside a Strand.
	labelKey = strings.Clone(LabelKey)

	// profilerKey is the key under which a context carries labels for pprof.Do, and
	// profilerSet a value with the dynamic type that is stored there.
	profilerKey, profilerSet = probeProfiler()

	// causeKey is the key by which context.Cause looks for a context of the standard library.
	causeKey = probeCause()

	// labelsWork is false if the runtime's labels are not what this file takes them for.
	// Then strands are found by goroutine, and raw goroutines belong to no task.
	labelsWork atomic.Bool // tests change it beside goroutines that are about to end

	// strays holds the strands of goroutines, by getg, where labels do not work.
	strays sync.Map
)

func init() { labelsWork.Store(testLabels()) }

// bind makes s the strand of the current goroutine. It returns what unbind needs.
func (s *Strand) bind() (before unsafe.Pointer) {
	g := getg()
	s.g.Store(g)
	if !labelsWork.Load() {
		old, _ := strays.Swap(g, s)
		prev, _ := old.(*Strand)
		return unsafe.Pointer(prev)
	}
	before = getLabels()
	setLabels(unsafe.Pointer(s))
	return before
}

// unbind undoes bind, on the same goroutine.
func (s *Strand) unbind(before unsafe.Pointer) {
	switch {
	case labelsWork.Load():
		setLabels(before)
	case before == nil:
		strays.Delete(getg())
	default:
		strays.Store(getg(), (*Strand)(before))
	}
	s.g.Store(0)
}

// Current returns the strand of the current goroutine, or the one it inherited; nil outside
// every task.
func Current() *Strand {
	if !labelsWork.Load() {
		s, _ := strays.Load(getg())
		strand, _ := s.(*Strand)
		return strand
	}
	return labelled(getLabels())
}

// labelled finds the strand in a set of labels. pprof.Do makes new sets that take ours in.
func labelled(p unsafe.Pointer) *Strand {
	if p == nil {
		return nil
	}
	for _, l := range (*labelSet)(p).list {
		if unsafe.StringData(l.key) == unsafe.StringData(labelKey) {
			return (*Strand)(unsafe.Add(unsafe.Pointer(unsafe.StringData(l.value)), -int(unsafe.Offsetof(Strand{}.text))))
		}
	}
	return nil
}

// profilerValue is what a context answers for profilerKey: the strand as a set of labels.
func (s *Strand) profilerValue() any {
	v := profilerSet
	if v != nil {
		(*struct{ typ, data unsafe.Pointer })(unsafe.Pointer(&v)).data = unsafe.Pointer(s)
	}
	return v
}

// A probe is a context that remembers the key it was last asked for.
type probe struct {
	context.Context
	key any
}

func (p *probe) Value(key any) any {
	p.key = key
	return nil
}

func (p *probe) Err() error { return context.Canceled }

func probeProfiler() (key, set any) {
	p := &probe{Context: context.Background()}
	pprof.Label(p, LabelKey)
	if p.key == nil {
		return nil, nil
	}
	return p.key, pprof.WithLabels(context.Background(), pprof.Labels(LabelKey, "")).Value(p.key)
}

func probeCause() any {
	p := &probe{Context: context.Background()}
	_ = context.Cause(p)
	return p.key
}

// testLabels checks, once, that a strand's labels are read by the profiler, taken over by
// pprof.Do, and inherited by a goroutine.
func testLabels() bool {
	if profilerSet == nil {
		return false
	}
	before := getLabels()
	defer setLabels(before)
	s := newStrand(nil, "probe")
	setLabels(unsafe.Pointer(s))
	ctx := context.WithValue(context.Background(), profilerKey, s.profilerValue())
	if v, ok := pprof.Label(ctx, LabelKey); !ok || v != "probe" {
		return false
	}
	inherited := make(chan bool)
	pprof.Do(ctx, pprof.Labels("more", "labels"), func(context.Context) {
		go func() { inherited <- labelled(getLabels()) == s }() // ends at once: it is received
	})
	return <-inherited && labelled(getLabels()) == s
}
