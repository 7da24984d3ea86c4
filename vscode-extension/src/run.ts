// Running regions, and what is done about what runs. The server says what is run, and where the cursor goes.
import * as vscode from "vscode";
import { tellUntrusted } from "./binary";
import { cellsOf, isMarked, put } from "./cells";
import type { Region, RegionKind, Status } from "./protocol";
import type { Server } from "./server";

/** What a code lens or a quick fix carries: an argument of the server's own. */
interface Target {
  uri: string;
  position: { line: number; character: number };
}

export function registerRun(server: Server): vscode.Disposable[] {
  const command = (name: string, fn: (argument: never) => unknown) => vscode.commands.registerCommand(`goawait.${name}`, fn);
  let last: Promise<void> = Promise.resolve();
  const runs = (name: string, kind: RegionKind, { selected = false, advance = false } = {}) =>
    command(name, (argument) => {
      const target = isTarget(argument) ? argument : undefined;
      // one key press after another: the cursor is where the last one put it
      last = last.then(() => run(server, selected && isSelected() ? "region" : kind, advance, target));
      return last;
    });
  return [
    runs("run", "region"),
    runs("runInSession", "region"),
    runs("runHere", "here", { selected: true }),
    runs("runAndAdvance", "here", { selected: true, advance: true }),
    runs("runLine", "line"),
    runs("runLineAndAdvance", "line", { selected: true, advance: true }),
    runs("runCell", "cell"),
    runs("runCellAndAdvance", "cell", { advance: true }),
    runs("runAbove", "above"),
    runs("runBelow", "below"),
    runs("runAll", "all"),
    command("interrupt", () => server.execute("goawait.interrupt")),
    command("restart", () => restart(server, false, "Restarting the session")),
    command("restartAndReplay", () => restart(server, true, "Restarting the session and replaying its cells")),
    command("goGet", (wanted: object) => server.execute("goawait.goGet", wanted)),
    command("newScratch", newScratch),
    command("autoawait", (change) => autoawait(server, change)),
  ];
}

function isTarget(argument: unknown): argument is Target {
  return typeof argument === "object" && argument !== null && "uri" in argument && typeof argument.uri === "string" && "position" in argument;
}

function isSelected(): boolean {
  return vscode.window.activeTextEditor?.selection.isEmpty === false;
}

/** Runs what the server makes of a target, or of the selection. One request does it: the values come as notifications. */
async function run(server: Server, kind: RegionKind, advance: boolean, target?: Target): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const uri = target?.uri ?? editor?.document.uri.toString();
  const { start, end } = target ? { start: target.position, end: target.position } : (editor?.selection ?? {});
  if (!vscode.workspace.isTrusted) {
    return tellUntrusted();
  }
  if (!uri || !start || !end) {
    return;
  }
  const regions = await server.request<Region[]>("goawait/run", { textDocument: { uri }, kind, range: { start, end } });
  if (regions?.length === 0) {
    vscode.window.setStatusBarMessage("There is nothing to run here.", 3000);
  }
  const to = advance && regions?.at(-1)?.advance;
  if (editor && to) {
    put(editor, to);
    await makeRoom(server, editor);
  }
}

/** Where there is nothing to advance to, at the end of the document, it is made: a cell, or a line. */
async function makeRoom(server: Server, editor: vscode.TextEditor): Promise<void> {
  const { end } = editor.document.lineAt(editor.document.lineCount - 1).range;
  if (!editor.selection.active.isEqual(end)) {
    return;
  }
  if ((await cellsOf(server, editor.document)).some(isMarked)) {
    await vscode.commands.executeCommand("goawait.insertCellBelow");
  } else if (end.character > 0) {
    await editor.edit((builder) => builder.insert(end, "\n"));
  }
}

async function restart(server: Server, replay: boolean, title: string): Promise<void> {
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    server.execute("goawait.restart", { replay }),
  );
}

/** Turns autoawait over, or sets it as a quick fix says. */
async function autoawait(server: Server, change: unknown): Promise<void> {
  const asked = typeof change === "object" && change !== null && ("on" in change || "runner" in change || "scope" in change);
  await server.ensure();
  await server.execute<Status>("goawait.autoawait", asked ? change : { on: !server.now?.autoawait });
}

async function newScratch(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: "goawait", content: "//%% Scratch\n" });
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(1, 0, 1, 0) });
}
