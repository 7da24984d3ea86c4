package lsp

import (
	_ "embed"

	"go.lsp.dev/uri"
)

// The server's own methods and commands. Their shapes are in ExtensionModel, and what they are
// for is in docs/EDITORS.md.
const (
	MethodResult  = "goawait/result"  // notification to the client: ResultParams
	MethodStatus  = "goawait/status"  // notification to the client: Status
	MethodCleared = "goawait/cleared" // notification to the client: ClearParams
	MethodOutput  = "goawait/output"  // notification to the client that asked for it: OutputParams

	MethodRegions    = "goawait/regions"    // RegionsParams → []RegionText
	MethodRun        = "goawait/run"        // RegionsParams → []RegionText, which run from then on
	MethodCells      = "goawait/cells"      // DocumentParams → []CellText
	MethodEditCells  = "goawait/editCells"  // EditCellsParams → CellEdits
	MethodResults    = "goawait/results"    // DocumentParams → []ResultParams
	MethodClear      = "goawait/clear"      // ClearParams → null
	MethodHistory    = "goawait/history"    // HistoryParams → []HistoryEntry
	MethodVariables  = "goawait/variables"  // VariablesParams → []Variable
	MethodChildren   = "goawait/children"   // ChildrenParams → []Variable
	MethodTasks      = "goawait/tasks"      // nothing, or {} → []TaskEntry
	MethodCancelTask = "goawait/cancelTask" // CancelTaskParams → null
	MethodSetup      = "goawait/setup"      // nothing, or {} → Setup

	CommandRun       = "goawait.run"       // {uri, range} → ResultParams
	CommandRunCell   = "goawait.runCell"   // {uri, position} → ResultParams
	CommandRunAbove  = "goawait.runAbove"  // {uri, position} → ResultParams of the last cell that ran
	CommandRunBelow  = "goawait.runBelow"  // {uri, position} → ResultParams of the last cell that ran
	CommandRunAll    = "goawait.runAll"    // {uri} → ResultParams of the last cell that ran
	CommandRunText   = "goawait.runText"   // {text} → null; a cell of no document, such as one of the history
	CommandClear     = "goawait.clear"     // nothing, or {uri?} → null
	CommandInterrupt = "goawait.interrupt" // nothing, or {} → null
	CommandRestart   = "goawait.restart"   // nothing, or {replay?} → null
	CommandGoGet     = "goawait.goGet"     // {module} → null; module is a module or one of its packages
	CommandAutoawait = "goawait.autoawait" // nothing, or {on?, runner?, scope?} → Status
)

// DocumentURI names a document, as its client spelled it.
type DocumentURI = uri.URI

// ExtensionModel describes the above in the format of LSP's meta model, with "commands" added:
// the argument of each command. Tests hold every message against it, and so can clients.
//
//go:embed extensions.json
var ExtensionModel string
