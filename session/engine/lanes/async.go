package lanes

import (
	"go/ast"
	"go/types"

	"github.com/goawait/goawait/transform"
)

// ofAsync reports whether a function or method is of package async.
func ofAsync(obj types.Object) bool {
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == transform.AsyncPath
}

// untwinned is what package async has for Go programs and for lowered code, and what cells have
// in its place.
var untwinned = map[string]string{
	"With": "async with", "WithAny": "async with", "Closing": "async with", "Locking": "async with", "Resource": "async with",
	"EachOf": "async for", "EachNext": "async for", "EachSeq": "async for", "EachSeq2": "async for",
	"Iterate": "async for", "Iteration": "async for", "Iterator": "async for",
	"Adapted": "await", "AwaitAdapted": "await", "AwaitCall": "await", "AwaitChan": "await", "AwaitContext": "await",
	"AwaitFunc": "await", "AwaitWait": "await",
	"AdaptAs": "async.Adapt", "NewAt": "async.New", "GatherAny": "async.Gather", "RaceAny": "async.Race", "UntypedAny": "async.Untyped",
	"WithTimeoutAny": "async.WithTimeout", "WithDeadlineAny": "async.WithDeadline",
	"Results2": "several results", "Results3": "several results", "Results4": "several results", "Results5": "several results", "Results6": "several results",
	"NewScope": "the cell's own", "Hooks": "the cell's own", "Strand": "the cell's own", "StrandOf": "the cell's own", "Current": "the cell's own",
	"Crew": "%autoawait", "NewCrew": "%autoawait", "RegisterStructured": "%autoawait", "NewCellLoop": "%autoawait",
	"OnCancel": "the cell's own", "Stopping": "the cell's own", "Cleanup": "defer", "LabelKey": "the cell's own", "Mark": "%prun", "MarkKey": "%prun", "PushMark": "%prun", "TopMark": "%prun", "Source": "the cell's own",
}

// AsyncRefused reports whether something that package async exports is refused by its name.
func AsyncRefused(obj types.Object) bool { return ofAsync(obj) && untwinned[obj.Name()] != "" }

// asyncSymbol refuses what package async does not have for cells.
func (w *walker) asyncSymbol(e *ast.SelectorExpr) {
	if obj := w.Info.Uses[e.Sel]; AsyncRefused(obj) {
		w.refuse(e, "async.%s, in whose place cells have %s,", obj.Name(), untwinned[obj.Name()])
	}
}
