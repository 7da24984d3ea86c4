// Running regions, and what is done about what runs. The server says what is to be run, and where the cursor goes.
import * as vscode from "vscode";
import { tellUntrusted } from "./binary";
import { put } from "./cells";
import type { Region, RegionKind, Status } from "./protocol";
import type { Server } from "./server";

/** What a code lens or a quick fix carries: an argument of the server's own. */
interface Target {
  uri: string;
  position?: { line: number; character: number };
}

export function registerRun(server: Server): vscode.Disposable[] {
  const command = (name: string, fn: (argument?: unknown) => unknown) => vscode.commands.registerCommand(`goawait.${name}`, fn);
  const whole = (name: string) => (target?: Target) => runWhole(server, name, target);
  return [
    command("run", () => run(server, selected(), false)),
    command("runAndAdvance", () => run(server, selected("cell"), true)),
    command("runLine", () => run(server, "line", false)),
    command("runLineAndAdvance", () => run(server, selected("line"), true)),
    command("runInSession", () => run(server, selected(), false)),
    command("runCell", (target) => (isTarget(target) ? runWhole(server, "runCell", target) : run(server, "cell", false))),
    command("runCellAndAdvance", () => run(server, "cell", true)),
    command("runAbove", (t) => whole("runAbove")(isTarget(t) ? t : undefined)),
    command("runBelow", (t) => whole("runBelow")(isTarget(t) ? t : undefined)),
    command("runAll", () => runAll(server)),
    command("interrupt", () => server.execute("goawait.interrupt")),
    command("restart", () => restart(server, false)),
    command("restartAndReplay", () => restart(server, true)),
    command("newScratch", newScratch),
    command("autoawait", (change) => autoawait(server, change)),
  ];
}

function isTarget(argument: unknown): argument is Target {
  return typeof argument === "object" && argument !== null && "uri" in argument && typeof argument.uri === "string";
}

function selected(otherwise: RegionKind = "region"): RegionKind {
  return vscode.window.activeTextEditor?.selection.isEmpty === false ? "region" : otherwise;
}

/** Runs what the server makes of the selection. */
async function run(server: Server, kind: RegionKind, advance: boolean): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    return tellUntrusted();
  }
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    return;
  }
  const uri = editor.document.uri.toString();
  const regions = await server.request<Region[]>("goawait/regions", {
    textDocument: { uri },
    kind,
    range: { start: editor.selection.start, end: editor.selection.end },
  });
  if (!regions) {
    return;
  }
  if (regions.length === 0) {
    vscode.window.setStatusBarMessage("There is nothing to run here.", 3000);
  }
  const last = regions.at(-1);
  if (last) {
    void server.execute("goawait.run", { uri, range: last.range });
  }
  if (advance && last?.advance) {
    put(editor, last.advance);
  }
}

/** Runs one of the server's commands for cells, at the cursor if it is not told where. */
async function runWhole(server: Server, name: string, target?: Target): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const at = target ?? (editor && { uri: editor.document.uri.toString(), position: editor.selection.active });
  if (at) {
    await server.execute(`goawait.${name}`, { uri: at.uri, position: at.position });
  }
}

async function runAll(server: Server): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor) {
    await server.execute("goawait.runAll", { uri: editor.document.uri.toString() });
  }
}

async function restart(server: Server, replay: boolean): Promise<void> {
  const title = replay ? "Restarting the session and replaying its cells" : "Restarting the session";
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
  const editor = await vscode.window.showTextDocument(document);
  put(editor, { line: 1, character: 0 });
}
