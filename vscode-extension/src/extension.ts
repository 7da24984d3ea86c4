// Goawait in VS Code: joins the parts. Nothing of Go is parsed or decided here; `goawait lsp` and `goawait dap` do that.
import * as vscode from "vscode";
import { installProgram, runDoctor } from "./binary";
import { registerCells } from "./cells";
import { registerConsole } from "./console";
import { Inline } from "./inline";
import { Inspect } from "./inspect";
import { OutputLog } from "./output";
import { Results } from "./results";
import { registerRun } from "./run";
import { Server } from "./server";
import { registerSession } from "./session";
import { isOurs } from "./settings";
import { StatusBar } from "./status";

export function activate(context: vscode.ExtensionContext): void {
  const own = context.subscriptions;
  const server = new Server();
  const results = new Results(server, own);
  new Inline(server, results, own);
  new Inspect(server, results, own);
  new OutputLog(server, own);
  new StatusBar(server, own);
  registerSession(server, own);
  own.push(server, ...registerRun(server), ...registerCells(server), ...registerConsole());

  const opened = (document: vscode.TextDocument) => {
    if (isOurs(document)) {
      void server.ensure();
    }
  };
  own.push(
    vscode.workspace.onDidOpenTextDocument(opened),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
    vscode.workspace.onDidChangeConfiguration((e) => e.affectsConfiguration("goawait.path") && server.restart()),
    vscode.commands.registerCommand("goawait.startServer", () => server.restart()),
    vscode.commands.registerCommand("goawait.showLog", () => server.showLog()),
    vscode.commands.registerCommand("goawait.doctor", runDoctor),
    vscode.commands.registerCommand("goawait.install", async () => (await installProgram()) && server.restart()),
  );
  vscode.workspace.textDocuments.forEach(opened);
}
