// What stands beside a region: its value, its error, or that it runs.
import * as vscode from "vscode";
import type { Result } from "./protocol";
import type { Results, Shown } from "./results";
import type { Server } from "./server";

const tick = 100;
/** What ends sooner is not shown as running: it would only flicker. */
const patience = 150;
const maxLength = 160;
const spinner = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];

type Look = "value" | "stale" | "error" | "running" | "output";

export class Inline implements vscode.Disposable {
  private readonly settled: vscode.TextEditorDecorationType;
  /** What follows a value or error: output, duration. */
  private readonly notes: vscode.TextEditorDecorationType;
  private readonly running: vscode.TextEditorDecorationType;
  private readonly disposables: vscode.Disposable[];
  /** What is drawn in an editor, so that it is not drawn again. */
  private readonly drawn = new WeakMap<vscode.TextEditor, string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly server: Server,
    private readonly results: Results,
  ) {
    const rangeBehavior = vscode.DecorationRangeBehavior.ClosedClosed;
    this.settled = vscode.window.createTextEditorDecorationType({ rangeBehavior });
    this.notes = vscode.window.createTextEditorDecorationType({ rangeBehavior });
    this.running = vscode.window.createTextEditorDecorationType({ rangeBehavior });
    this.disposables = [
      this.settled,
      this.notes,
      this.running,
      results.onChange((uri) => this.draw(uri)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.draw()),
      server.onStatus(() => this.draw()),
    ];
    this.draw();
  }

  private draw(uri?: string): void {
    let waits = false;
    for (const editor of vscode.window.visibleTextEditors) {
      const shown = this.results.of(editor.document);
      waits ||= shown.some(isRunning);
      if (uri === undefined || editor.document.uri.toString() === uri) {
        this.drawEditor(editor, shown);
      }
    }
    if (waits && !this.timer) {
      this.timer = setInterval(() => this.draw(), tick);
    } else if (!waits && this.timer) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }

  private drawEditor(editor: vscode.TextEditor, shown: readonly Shown[]): void {
    const running: vscode.DecorationOptions[] = [];
    const settled: vscode.DecorationOptions[] = [];
    const notes: vscode.DecorationOptions[] = [];
    for (const s of this.server.now?.inlineResults === false ? [] : newestByLine(editor.document, shown)) {
      if (!isRunning(s)) {
        settled.push(settledOption(editor.document, s));
        notes.push(noteOption(editor.document, s));
      } else if (Date.now() - s.since >= patience) {
        running.push(runningOption(editor.document, s));
      }
    }
    const drawing = JSON.stringify([running, settled, notes]);
    if (this.drawn.get(editor) !== drawing) {
      this.drawn.set(editor, drawing);
      editor.setDecorations(this.settled, settled);
      editor.setDecorations(this.notes, notes);
      editor.setDecorations(this.running, running);
    }
  }

  dispose(): void {
    clearInterval(this.timer);
    vscode.Disposable.from(...this.disposables).dispose();
  }
}

function isRunning(s: Shown): boolean {
  return s.result.state === "running" || s.result.state === "queued" || s.result.pending === true;
}

/** The last line that has text of the region. */
function lastLine(document: vscode.TextDocument, range: vscode.Range): number {
  const line = range.end.character === 0 && range.end.line > range.start.line ? range.end.line - 1 : range.end.line;
  return Math.min(line, document.lineCount - 1);
}

function newestByLine(document: vscode.TextDocument, shown: readonly Shown[]): Shown[] {
  const newest = new Map<number, Shown>();
  for (const s of shown) {
    const line = lastLine(document, s.range);
    const other = newest.get(line);
    if (!other || other.result.id < s.result.id) {
      newest.set(line, s);
    }
  }
  return [...newest.values()];
}

function endOfLine(document: vscode.TextDocument, range: vscode.Range): vscode.Range {
  const { end } = document.lineAt(lastLine(document, range)).range;
  return new vscode.Range(end, end);
}

function attachment(look: Look, text: string, margin: string): vscode.ThemableDecorationAttachmentRenderOptions {
  return {
    contentText: text.replaceAll(" ", "\u00a0"),
    color: new vscode.ThemeColor(`goawait.${look}Foreground`),
    margin,
    fontStyle: look === "stale" || look === "output" ? "italic" : "normal",
  };
}

function runningOption(document: vscode.TextDocument, s: Shown): vscode.DecorationOptions {
  const ran = Date.now() - s.since;
  const turning = spinner[Math.floor(ran / tick) % spinner.length]!;
  const what = s.result.state === "queued" ? "… queued" : `${turning} ${s.result.pending ? oneLine(s.result.text) : elapsed(ran - (ran % tick))}`;
  const text = s.line ? `${what}  │ ${oneLine(s.line)}` : what;
  return { range: endOfLine(document, s.range), renderOptions: { after: attachment("running", text, "0 0 0 2em") } };
}

function settledOption(document: vscode.TextDocument, s: Shown): vscode.DecorationOptions {
  const { look, text } = describe(document, s.result);
  return { range: endOfLine(document, s.range), renderOptions: { after: attachment(look, text, "0 0 0 2em") } };
}

function noteOption(document: vscode.TextDocument, s: Shown): vscode.DecorationOptions {
  const parts = s.line ? [`│ ${oneLine(s.line)}`] : [];
  if (s.result.durationMs >= tick) {
    parts.push(elapsed(s.result.durationMs));
  }
  const look = isStale(s.result) ? "stale" : "output";
  return { range: endOfLine(document, s.range), renderOptions: { after: attachment(look, parts.join("  "), "0 0 0 1em") } };
}

function isStale(result: Result): boolean {
  return result.stale || result.state === "stale";
}

function describe(document: vscode.TextDocument, result: Result): { look: Look; text: string } {
  const failed = result.state === "raised" || (result.state === "stale" && result.outcome !== undefined && result.outcome !== "done");
  const value = result.state === "interrupted" ? "■ interrupted" : failed ? `✗ ${oneLine(withoutPlace(document, result.text))}` : "";
  const text = value || (result.text ? `⇒ ${oneLine(result.text)}` : "✓");
  if (isStale(result)) {
    return { look: "stale", text };
  }
  return { look: failed ? "error" : result.state === "interrupted" ? "running" : "value", text };
}

/** Without the position that an error begins with: it stands beside its line. */
function withoutPlace(document: vscode.TextDocument, message: string): string {
  const name = document.uri.path.split("/").at(-1)!;
  return message.startsWith(`${name}:`) ? message.slice(name.length + 1).replace(/^\d+:(\d+:)? /, "") : message;
}

function oneLine(text: string): string {
  const line = text.trim().replace(/\s*\r?\n\s*/g, " ⏎ ");
  return line.length > maxLength ? `${line.slice(0, maxLength)}…` : line;
}

function elapsed(ms: number): string {
  if (ms < 1000) {
    return `${Math.round(ms)} ms`;
  }
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`;
}
