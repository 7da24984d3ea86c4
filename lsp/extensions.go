package lsp

import (
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// The server's own methods and commands. Their shapes are in ExtensionModel.
const (
	MethodResult  = "goawait/result"  // notification to the client: ResultParams
	MethodStatus  = "goawait/status"  // notification to the client: Status
	MethodRegions = "goawait/regions" // request from the client: RegionsParams → []RegionText

	CommandRun       = "goawait.run"       // {uri, range} → ResultParams
	CommandRunCell   = "goawait.runCell"   // {uri, position} → ResultParams
	CommandRunAbove  = "goawait.runAbove"  // {uri, position} → ResultParams of the last cell that ran
	CommandInterrupt = "goawait.interrupt" // nothing, or {} → null
	CommandRestart   = "goawait.restart"   // nothing, or {replay?} → null
	CommandAutoawait = "goawait.autoawait" // nothing, or {on?, runner?, scope?} → Status
)

// DocumentURI names a document, as its client spelled it.
type DocumentURI = uri.URI

// ResultParams is a result as clients see it: of goawait/result and of the run commands.
type ResultParams struct {
	URI        DocumentURI    `json:"uri"`
	Range      protocol.Range `json:"range"`
	State      string         `json:"state"`
	Text       string         `json:"text"`
	Type       string         `json:"type"`
	DurationMs float64        `json:"durationMs"`
	Stale      bool           `json:"stale"`
	Cell       int            `json:"cell"`
	Output     string         `json:"output,omitzero"`
}

// A RegionKind says what to make of a selection.
type RegionKind string

// The kinds of regions.
const (
	KindRegion RegionKind = "region" // the selection, widened to whole items
	KindCell   RegionKind = "cell"   // the cell that it starts in
	KindAbove  RegionKind = "above"  // each cell above that one
)

// RegionsParams asks for the regions that are to be run for a selection.
type RegionsParams struct {
	TextDocument protocol.TextDocumentIdentifier `json:"textDocument"`
	Kind         RegionKind                      `json:"kind"`
	Range        protocol.Range                  `json:"range"`
}

// A RegionText is one region to run.
type RegionText struct {
	Range protocol.Range `json:"range"`
	Text  string         `json:"text"`
}

// ExtensionModel describes the above in the format of LSP's meta model, with "commands" added:
// the argument of each command. Tests hold every message against it, and so can clients.
const ExtensionModel = `{
  "notifications": [
    {"method": "goawait/result", "messageDirection": "serverToClient", "params": {"kind": "reference", "name": "GoawaitResultParams"}},
    {"method": "goawait/status", "messageDirection": "serverToClient", "params": {"kind": "reference", "name": "GoawaitStatus"}}
  ],
  "requests": [
    {"method": "goawait/regions", "messageDirection": "clientToServer",
      "params": {"kind": "reference", "name": "GoawaitRegionsParams"},
      "result": {"kind": "array", "element": {"kind": "reference", "name": "GoawaitRegionText"}}}
  ],
  "structures": [
    {"name": "GoawaitResultParams", "properties": [
      {"name": "uri", "type": {"kind": "base", "name": "DocumentUri"}},
      {"name": "range", "type": {"kind": "reference", "name": "Range"}},
      {"name": "state", "type": {"kind": "reference", "name": "GoawaitState"}},
      {"name": "text", "type": {"kind": "base", "name": "string"}},
      {"name": "type", "type": {"kind": "base", "name": "string"}},
      {"name": "durationMs", "type": {"kind": "base", "name": "decimal"}},
      {"name": "stale", "type": {"kind": "base", "name": "boolean"}},
      {"name": "cell", "type": {"kind": "base", "name": "uinteger"}},
      {"name": "output", "type": {"kind": "base", "name": "string"}, "optional": true}]},
    {"name": "GoawaitStatus", "properties": [
      {"name": "autoawait", "type": {"kind": "base", "name": "boolean"}},
      {"name": "runner", "type": {"kind": "base", "name": "string"}},
      {"name": "scope", "type": {"kind": "base", "name": "string"}},
      {"name": "state", "type": {"kind": "base", "name": "string"}},
      {"name": "tasks", "type": {"kind": "base", "name": "uinteger"}},
      {"name": "lane", "type": {"kind": "base", "name": "string"}}]},
    {"name": "GoawaitRegionsParams", "properties": [
      {"name": "textDocument", "type": {"kind": "reference", "name": "TextDocumentIdentifier"}},
      {"name": "kind", "type": {"kind": "reference", "name": "GoawaitRegionKind"}},
      {"name": "range", "type": {"kind": "reference", "name": "Range"}}]},
    {"name": "GoawaitRegionText", "properties": [
      {"name": "range", "type": {"kind": "reference", "name": "Range"}},
      {"name": "text", "type": {"kind": "base", "name": "string"}}]},
    {"name": "GoawaitRunArgument", "properties": [
      {"name": "uri", "type": {"kind": "base", "name": "DocumentUri"}},
      {"name": "range", "type": {"kind": "reference", "name": "Range"}}]},
    {"name": "GoawaitCellArgument", "properties": [
      {"name": "uri", "type": {"kind": "base", "name": "DocumentUri"}},
      {"name": "position", "type": {"kind": "reference", "name": "Position"}}]},
    {"name": "GoawaitInterruptArgument", "properties": []},
    {"name": "GoawaitRestartArgument", "properties": [
      {"name": "replay", "type": {"kind": "base", "name": "boolean"}, "optional": true}]},
    {"name": "GoawaitAutoawaitArgument", "properties": [
      {"name": "on", "type": {"kind": "base", "name": "boolean"}, "optional": true},
      {"name": "runner", "type": {"kind": "base", "name": "string"}, "optional": true},
      {"name": "scope", "type": {"kind": "base", "name": "string"}, "optional": true}]}
  ],
  "enumerations": [
    {"name": "GoawaitState", "type": {"kind": "base", "name": "string"}, "values": [
      {"value": "queued"}, {"value": "running"}, {"value": "done"}, {"value": "raised"}, {"value": "panicked"},
      {"value": "interrupted"}, {"value": "check"}, {"value": "refused"}, {"value": "died"}]},
    {"name": "GoawaitRegionKind", "type": {"kind": "base", "name": "string"}, "values": [
      {"value": "region"}, {"value": "cell"}, {"value": "above"}]}
  ],
  "typeAliases": [],
  "commands": [
    {"command": "goawait.run", "argument": {"kind": "reference", "name": "GoawaitRunArgument"}},
    {"command": "goawait.runCell", "argument": {"kind": "reference", "name": "GoawaitCellArgument"}},
    {"command": "goawait.runAbove", "argument": {"kind": "reference", "name": "GoawaitCellArgument"}},
    {"command": "goawait.interrupt", "argument": {"kind": "reference", "name": "GoawaitInterruptArgument"}},
    {"command": "goawait.restart", "argument": {"kind": "reference", "name": "GoawaitRestartArgument"}},
    {"command": "goawait.autoawait", "argument": {"kind": "reference", "name": "GoawaitAutoawaitArgument"}}
  ]
}`
