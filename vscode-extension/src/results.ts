// The results of the open documents, as the server tells them; they move with their text.
import * as vscode from "vscode";
import type { Output, Result } from "./protocol";
import type { Server } from "./server";

/** Output is shown as often as somebody could read it, however fast it comes. */
const printEvery = 100;

/** One result and where its region is now. */
export interface Shown {
  result: Result;
  range: vscode.Range;
  /** When it began to run, by this machine's clock. */
  since: number;
  /** The last line that it printed. */
  line: string;
  /** While it runs, what was there before it. */
  before?: Shown | undefined;
}

export class Results {
  private readonly changed = new vscode.EventEmitter<string>();
  /** The results of a document changed, or moved. */
  readonly onChange = this.changed.event;
  /** Documents whose output is to be shown with the next tick. */
  private readonly printed = new Set<string>();
  private readonly byDocument = new Map<string, Shown[]>();

  constructor(server: Server, own: vscode.Disposable[]) {
    own.push(
      server.onResult((r) => this.take(r)),
      server.onOutput((o) => this.print(o)),
      server.onCleared((uri) => this.clear(uri)),
      server.onStatus((s) => s ?? this.clear(undefined)),
      vscode.workspace.onDidChangeTextDocument((e) => this.move(e)),
      vscode.workspace.onDidCloseTextDocument((d) => this.byDocument.delete(d.uri.toString())),
      this.changed,
    );
  }

  of(document: vscode.TextDocument): readonly Shown[] {
    return this.byDocument.get(document.uri.toString()) ?? [];
  }

  /** The newest result whose lines a position is on. */
  at(document: vscode.TextDocument, position: vscode.Position): Shown | undefined {
    return this.of(document)
      .filter((s) => s.range.start.line <= position.line && position.line <= s.range.end.line)
      .reduce<Shown | undefined>((best, s) => (best && best.result.id > s.result.id ? best : s), undefined);
  }

  find(uri: string, id: number): Shown | undefined {
    return this.byDocument.get(vscode.Uri.parse(uri).toString())?.find((s) => s.result.id === id);
  }

  /** A result takes the place of whatever is known of the text that it covers. */
  private take(result: Result): void {
    const uri = vscode.Uri.parse(result.uri).toString();
    const { start, end } = result.range;
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    const before = this.byDocument.get(uri) ?? [];
    const same = before.find((s) => s.result.id === result.id);
    const others = before.filter((s) => s !== same && (!overlaps(s.range, range) || s.result.id > result.id));
    const since = same && same.result.state === "running" ? same.since : Date.now() - result.durationMs;
    const line = lastLine(result.output ?? "") || (same?.line ?? "");
    const replaced = same ? same.before : before.findLast((s) => !others.includes(s));
    this.byDocument.set(uri, [...others, { result, range, since, line, before: isOver(result) ? undefined : replaced && { ...replaced, before: undefined } }]);
    this.changed.fire(uri);
  }

  private print(output: Output): void {
    const line = lastLine(output.text);
    const uri = output.uri && vscode.Uri.parse(output.uri).toString();
    const shown = uri && this.byDocument.get(uri)?.find((s) => s.result.cell === output.cell);
    if (shown && line) {
      shown.line = line;
      if (!this.printed.has(uri)) {
        this.printed.add(uri);
        setTimeout(() => this.printed.delete(uri) && this.changed.fire(uri), printEvery);
      }
    }
  }

  private clear(uri: string | undefined): void {
    const cleared = uri ? [vscode.Uri.parse(uri).toString()] : [...this.byDocument.keys()];
    for (const u of cleared) {
      this.byDocument.delete(u);
      this.changed.fire(u);
    }
  }

  private move(event: vscode.TextDocumentChangeEvent): void {
    const uri = event.document.uri.toString();
    const before = this.byDocument.get(uri);
    if (before && event.contentChanges.length > 0) {
      const moved = before.map((s) => ({ ...s, range: event.contentChanges.reduce(moveRange, s.range) }));
      this.byDocument.set(uri, moved.filter((s) => !s.range.isEmpty));
      this.changed.fire(uri);
    }
  }
}

export function isOver({ state, pending }: Result): boolean {
  return state !== "running" && state !== "queued" && !pending;
}

function overlaps(a: vscode.Range, b: vscode.Range): boolean {
  return a.start.isBefore(b.end) && b.start.isBefore(a.end);
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}

function moveRange(range: vscode.Range, change: vscode.TextDocumentContentChangeEvent): vscode.Range {
  return new vscode.Range(movePosition(range.start, change, true), movePosition(range.end, change, false));
}

/** Where a position is after a change. One at the place of an insertion moves behind it, or stays. */
function movePosition(p: vscode.Position, change: vscode.TextDocumentContentChangeEvent, behind: boolean): vscode.Position {
  const { start, end } = change.range;
  if (p.isBefore(start) || (p.isEqual(start) && !behind)) {
    return p;
  }
  const lines = change.text.split("\n");
  const last = lines.at(-1)!.length;
  const inserted = new vscode.Position(start.line + lines.length - 1, lines.length === 1 ? start.character + last : last);
  if (p.isBefore(end)) {
    return behind ? inserted : start;
  }
  return p.line === end.line
    ? new vscode.Position(inserted.line, inserted.character + p.character - end.character)
    : p.translate(inserted.line - end.line);
}
