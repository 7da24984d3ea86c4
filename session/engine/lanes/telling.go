package lanes

// telling is what of the standard library shows where code is, which function one is, or what it takes: of an
// interpreted cell that is the interpreter. What each does stands behind it.
var telling = map[string]string{
	"runtime.Caller": shows, "runtime.Callers": shows, "runtime.CallersFrames": shows, "runtime.FuncForPC": shows, "runtime.Stack": shows,
	"runtime/debug.Stack": shows, "runtime/debug.PrintStack": shows,
	"log.Lshortfile": shows, "log.Llongfile": shows, "log/slog.AddSource": shows,
	"(reflect.Value).Pointer": "tells functions apart", "(reflect.Value).UnsafePointer": "tells functions apart",
	"testing.AllocsPerRun": measures, "testing.Benchmark": measures,
}

const (
	shows    = "shows where code is"
	measures = "measures code"
)
