package lsp

import "go.lsp.dev/protocol"

// The states of a result as clients see them. A state says what to show; how exactly the run
// ended is the result's outcome.
const (
	StateQueued      = "queued"
	StateRunning     = "running"
	StateOK          = "ok"
	StateRaised      = "raised" // an error of any kind: raised, panicked, did not check, died
	StateInterrupted = "interrupted"
	StateStale       = "stale" // it ran, and its text was edited since
)

// ResultParams is a result as clients see it: of goawait/result and of the run commands.
type ResultParams struct {
	URI        DocumentURI    `json:"uri"`
	ID         int64          `json:"id"` // of the run: the same from queued to its end
	Range      protocol.Range `json:"range"`
	State      string         `json:"state"`
	Outcome    string         `json:"outcome"` // a Result's State: "done", "check", "panicked", …
	Text       string         `json:"text"`
	Type       string         `json:"type"`
	DurationMs float64        `json:"durationMs"`
	Stale      bool           `json:"stale"`
	Pending    bool           `json:"pending,omitzero"` // the value is a task: the result comes again when it has ended
	Cell       int            `json:"cell"`
	Output     string         `json:"output,omitzero"`
	Lane       string         `json:"lane,omitzero"`   // "instant" or "native"
	Native     []string       `json:"native,omitzero"` // functions that it declared in the lane instant and that were compiled since
}

// DocumentParams names a document.
type DocumentParams struct {
	TextDocument protocol.TextDocumentIdentifier `json:"textDocument"`
}

// A RegionKind says what to make of a selection.
type RegionKind string

// The kinds of regions.
const (
	KindRegion RegionKind = "region" // the selection, widened to whole items
	KindLine   RegionKind = "line"   // the items on the line that it starts on
	KindCell   RegionKind = "cell"   // the cell that it starts in
	KindHere   RegionKind = "here"   // that cell in a document with markers, else that line
	KindAbove  RegionKind = "above"  // each cell above that one
	KindBelow  RegionKind = "below"  // that cell and each below it
	KindAll    RegionKind = "all"    // each cell
)

// RegionsParams asks for the regions that are to be run for a selection.
type RegionsParams struct {
	TextDocument protocol.TextDocumentIdentifier `json:"textDocument"`
	Kind         RegionKind                      `json:"kind"`
	Range        protocol.Range                  `json:"range"`
}

// A RegionText is one region to run.
type RegionText struct {
	Range   protocol.Range    `json:"range"`
	Text    string            `json:"text"`
	Advance protocol.Position `json:"advance"` // where the cursor goes after run-and-advance
}

// A CellText is one cell of a document.
type CellText struct {
	Range protocol.Range `json:"range"` // its marker line included
	Body  protocol.Range `json:"body"`  // without it
	Title string         `json:"title"`
}

// A CellAction is a change of a document's cells.
type CellAction string

// The actions.
const (
	ActionInsertAbove CellAction = "insertAbove"
	ActionInsertBelow CellAction = "insertBelow"
	ActionSplit       CellAction = "split"
	ActionMergeUp     CellAction = "mergeUp"
	ActionMergeDown   CellAction = "mergeDown"
)

// EditCellsParams asks for the edits that change the cell at a position.
type EditCellsParams struct {
	TextDocument protocol.TextDocumentIdentifier `json:"textDocument"`
	Position     protocol.Position               `json:"position"`
	Action       CellAction                      `json:"action"`
}

// CellEdits are the edits of an action, and where the cursor goes in the text that they make.
type CellEdits struct {
	Edits    []protocol.TextEdit `json:"edits"`
	Position protocol.Position   `json:"position"`
}

// ClearParams names the document whose results are cleared; nil is all.
type ClearParams struct {
	TextDocument *protocol.TextDocumentIdentifier `json:"textDocument,omitzero"`
}

// HistoryParams asks for the newest cells that ran.
type HistoryParams struct {
	Limit int `json:"limit"` // 0 is 100
}

// A HistoryEntry is a cell that ran, the newest last.
type HistoryEntry struct {
	Cell       int         `json:"cell"`
	Text       string      `json:"text"`
	State      string      `json:"state"`
	Value      string      `json:"value"` // the value, or the error; "" where it is not kept any more
	DurationMs float64     `json:"durationMs"`
	When       string      `json:"when"` // RFC 3339
	URI        DocumentURI `json:"uri,omitzero"`
}

// VariablesParams asks for the session's variables; a filter is a part of the name or type.
type VariablesParams struct {
	Filter string `json:"filter,omitzero"`
}

// A Variable is a variable of the session, or a part of a value.
type Variable struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Value    string `json:"value"`
	Ref      int64  `json:"ref"` // for goawait/children; 0 if there are none
	Children int    `json:"children"`
}

// ChildrenParams asks for the parts of a value.
type ChildrenParams struct {
	Ref   int64 `json:"ref"`
	Start int   `json:"start,omitzero"`
	Count int   `json:"count,omitzero"` // 0 is all, up to a limit
}

// A TaskEntry is a task that has not ended.
type TaskEntry struct {
	ID      int64       `json:"id"`
	Name    string      `json:"name"`
	Cell    int         `json:"cell"`
	State   string      `json:"state"`
	Waiting string      `json:"waiting"`
	SinceMs float64     `json:"sinceMs"` // for how long it has been waiting; 0 if that is not known
	URI     DocumentURI `json:"uri,omitzero"`
	Line    *int        `json:"line,omitzero"` // 0-based; where it is, with URI
}

// CancelTaskParams names a task.
type CancelTaskParams struct {
	ID int64 `json:"id"`
}

// A Setup is what the session can be set to, and what it is set to.
type Setup struct {
	Runners  []string       `json:"runners"`
	Lanes    []string       `json:"lanes"`
	Scopes   []string       `json:"scopes"`
	Settings map[string]any `json:"settings"` // by dotted key, as in a settings file
}
