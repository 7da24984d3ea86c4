// What goawait adds to LSP, as lsp/extensions.json has it.
import type { Location, Position, Range, TextEdit } from "vscode-languageclient/node";

export type { Location };

export type State = "queued" | "running" | "ok" | "raised" | "interrupted" | "stale";

/** A result of a region of a document, or that it runs. */
export interface Result {
  uri: string;
  /** The same from "queued" to the end of a run. */
  id: number;
  range: Range;
  state: State;
  /** How exactly the run ended: "done", "check", "panicked"… */
  outcome?: string;
  /** The value as it is shown, or the error with its position. */
  text: string;
  type: string;
  durationMs: number;
  stale: boolean;
  cell: number;
  output?: string;
  /** The lane that it ran in. */
  lane?: string;
  /** Functions that it declared in the lane instant and that were compiled since. */
  native?: string[];
  /** The value is a task that has not ended; the result changes when it has. */
  pending?: boolean;
}

export interface Status {
  autoawait: boolean;
  runner: string;
  scope: string;
  state: string;
  tasks: number;
  lane: string;
  /** Whether values are to be shown beside the code. */
  inlineResults?: boolean;
}

export type Output = { uri?: string; range?: Range; cell: number; text: string };

export type RegionKind = "region" | "line" | "cell" | "here" | "above" | "below" | "all";

export type Region = { range: Range; advance?: Position };
export type Cell = { range: Range; body: Range };

export type CellAction = "insertAbove" | "insertBelow" | "split" | "mergeUp" | "mergeDown";

export type CellEdits = { edits: TextEdit[]; position: Position };
export type Variable = { name: string; type: string; value: string; ref: number };

export interface Task {
  id: number;
  name: string;
  cell: number;
  state: string;
  waiting: string;
  sinceMs: number;
  uri?: string;
  line?: number;
}

export type HistoryEntry = { cell: number; text: string; state: State; value: string };
export type Setup = { runners: string[]; lanes: string[] };
