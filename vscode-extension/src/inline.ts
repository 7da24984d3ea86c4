// What stands beside a region: its value, its error, or that it runs.
import * as vscode from "vscode";
import { isOver, type Results, type Shown } from "./results";
import { patience, type Server } from "./server";

const tick = 100;
const maxLength = 160;
const spinner = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];

/** How things look. On one line a note, the last two, stands behind the others. */
const looks = ["value", "error", "running", "stale", "output", "staleOutput"] as const;
type Look = (typeof looks)[number];

export class Inline {
  /** One for each look. */
  private readonly types = decorationTypes();
  /** What is drawn in an editor in each look, so that it is not drawn again. */
  private readonly drawn = new WeakMap<vscode.TextEditor, string[]>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly server: Server,
    private readonly results: Results,
    own: vscode.Disposable[],
  ) {
    own.push(
      ...this.types,
      results.onChange((uri) => this.draw(uri)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.draw()),
      server.onStatus(() => this.draw()),
      { dispose: () => clearInterval(this.timer) },
    );
    this.draw();
  }

  private draw(uri?: string): void {
    let waits = false;
    for (const editor of vscode.window.visibleTextEditors) {
      const shown = this.results.of(editor.document);
      waits ||= shown.some((s) => !isOver(s.result));
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
    const { document } = editor;
    const drawing: vscode.DecorationOptions[][] = looks.map(() => []);
    for (const s of this.server.now?.inlineResults === false ? [] : newestByLine(document, shown)) {
      const { end } = document.lineAt(lastLine(document, s.range)).range;
      for (const [look, text] of attachments(document, s)) {
        const contentText = text.replaceAll(" ", "\u00a0");
        drawing[looks.indexOf(look)]!.push({ range: new vscode.Range(end, end), renderOptions: { after: { contentText } } });
      }
    }
    const before = this.drawn.get(editor);
    // where lines come or go VS Code may have moved what stands at the end of one
    const now = drawing.map((options) => (options.length > 0 ? `${document.lineCount}${JSON.stringify(options)}` : "[]"));
    this.drawn.set(editor, now);
    for (const [i, type] of this.types.entries()) {
      if (now[i] !== (before?.[i] ?? "[]")) {
        editor.setDecorations(type, drawing[i]!);
      }
    }
  }
}

/** What does not differ from one value to the next is the type's: little has to be sent for each. */
function decorationTypes(): vscode.TextEditorDecorationType[] {
  for (;;) {
    const types = looks.map((look) => {
      const note = look === "output" || look === "staleOutput";
      const color = new vscode.ThemeColor(`goawait.${look === "staleOutput" ? "stale" : look}Foreground`);
      const after = { color, margin: note ? "0 0 0 1em" : "0 0 0 2em", fontStyle: note || look === "stale" ? "italic" : "normal" };
      return vscode.window.createTextEditorDecorationType({ rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed, after });
    });
    // VS Code puts what stands at one place in the order of the keys, as strings: with a number that goes on counting
    if (types.every((type, i) => i === 0 || types[i - 1]!.key < type.key)) {
      return types;
    }
    types.forEach((type) => type.dispose());
  }
}

/** The last line that has text of the region. */
function lastLine(document: vscode.TextDocument, range: vscode.Range): number {
  const line = range.end.character === 0 && range.end.line > range.start.line ? range.end.line - 1 : range.end.line;
  return Math.min(line, document.lineCount - 1);
}

function newestByLine(document: vscode.TextDocument, shown: readonly Shown[]): Iterable<Shown> {
  const newest = new Map<number, Shown>();
  for (const s of shown) {
    const line = lastLine(document, s.range);
    const other = newest.get(line);
    if (!other || other.result.id < s.result.id) {
      newest.set(line, s);
    }
  }
  return newest.values();
}

/** What stands beside a region, and how it looks. */
function attachments(document: vscode.TextDocument, s: Shown): [Look, string][] {
  const { result, line } = s;
  const printed = line ? [`│ ${oneLine(line)}`] : [];
  if (!isOver(result)) {
    const ran = Date.now() - s.since;
    const turning = `${spinner[Math.floor(ran / tick) % spinner.length]!} ${result.pending ? oneLine(result.text) : elapsed(ran - (ran % tick))}`;
    if (ran < patience) {
      return s.before ? attachments(document, s.before) : [];
    }
    return [["running", [result.state === "queued" ? "… queued" : turning, ...printed].join("  ")]];
  }
  const stale = result.stale || result.state === "stale";
  const failed = result.state === "raised" || (result.state === "stale" && result.outcome !== undefined && result.outcome !== "done");
  const notes = [...printed, ...(result.durationMs >= tick ? [elapsed(result.durationMs)] : [])].join("  ");
  const note: [Look, string][] = notes ? [[stale ? "staleOutput" : "output", notes]] : [];
  if (result.state === "interrupted") {
    return [[stale ? "stale" : "running", "■ interrupted"], ...note];
  }
  if (failed) {
    return [[stale ? "stale" : "error", `✗ ${oneLine(withoutPlace(document, s))}`], ...note];
  }
  return [[stale ? "stale" : "value", result.text ? `⇒ ${oneLine(result.text)}` : "✓"], ...note];
}

/** An error without the position that it begins with, where that is in the region: it stands beside it. */
function withoutPlace(document: vscode.TextDocument, { result, range }: Shown): string {
  const [place, file, line] = /^(.+?):(\d+):(?:\d+:)? /.exec(result.text) ?? [];
  const inside = file?.endsWith(document.uri.path.split("/").at(-1)!) && Number(line) > range.start.line && Number(line) <= range.end.line + 1;
  return place && inside ? result.text.slice(place.length) : result.text;
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
