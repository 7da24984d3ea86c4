package async

import (
	"strconv"
	"strings"
	"unsafe"
)

// MarkKey is the profiler label under which a Mark carries its number.
const MarkKey = "goawait-at"

// markKey has MarkKey's text at an address of its own, as labelKey has: a label whose key is
// at that address has its value in a Mark.
var markKey = strings.Clone(MarkKey)

// A Mark tells the profiler what the current goroutine does, for whoever profiles functions
// that have no frames of their own on the stack, as interpreted ones. Marks nest.
type Mark struct {
	labels labelSet // first, see labelSet
	list   [2]label
	text   [20]byte // what the label's value points to
	before unsafe.Pointer
	g      uintptr

	Of any // whatever the one who marks wants to find again
}

// PushMark marks the current goroutine with a number until Pop is called on it. It returns
// nil, on which Pop may be called, where marks cannot be had: outside of tasks, and where the
// runtime's labels are not what they are taken for.
func PushMark(number int64, of any) *Mark {
	s := Current()
	if s == nil || !labelsWork.Load() {
		return nil
	}
	m := &Mark{before: getLabels(), g: getg(), Of: of}
	n := len(strconv.AppendInt(m.text[:0], number, 10))
	m.list = [2]label{s.label[0], {markKey, unsafe.String(&m.text[0], n)}}
	m.labels.list = m.list[:]
	setLabels(unsafe.Pointer(m))
	return m
}

// Pop takes the mark away.
func (m *Mark) Pop() {
	if m != nil {
		setLabels(m.before)
	}
}

// Own reports whether the mark was made by the current goroutine.
func (m *Mark) Own() bool { return m.g == getg() }

// TopMark returns the innermost mark of the current goroutine, or the one that it inherited
// from the goroutine that started it; nil for none.
func TopMark() *Mark {
	if !labelsWork.Load() {
		return nil
	}
	p := getLabels()
	if p == nil {
		return nil
	}
	for _, l := range (*labelSet)(p).list {
		if unsafe.StringData(l.key) == unsafe.StringData(markKey) {
			return (*Mark)(unsafe.Add(unsafe.Pointer(unsafe.StringData(l.value)), -int(unsafe.Offsetof(Mark{}.text))))
		}
	}
	return nil
}
