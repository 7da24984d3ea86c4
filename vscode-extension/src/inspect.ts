// What is done with a result that stands beside its code: copied, opened as a document, run again. The hover links here.
import * as vscode from "vscode";
import { put } from "./cells";
import type { Location, Result } from "./protocol";
import type { Results } from "./results";
import type { Server } from "./server";

const scheme = "goawait-result";

/** What a link in a hover carries. */
interface Link {
  uri: string;
  id: number;
  /** Where the type of the value is declared. */
  type?: Location;
}

export class Inspect implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly server: Server,
    private readonly results: Results,
    own: vscode.Disposable[],
  ) {
    const command = (name: string, fn: (link?: Link) => unknown) => vscode.commands.registerCommand(`goawait.${name}`, fn);
    own.push(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument((d) => this.texts.delete(d.uri.toString())),
      command("copyResult", (link) => this.copy(link)),
      command("openResult", (link) => this.open(link)),
      command("goToType", (link) => goToType(link?.type)),
      command("runAgain", (link) => this.runAgain(link)),
      command("clear", () => this.server.request("goawait/clear")),
    );
  }

  /** The result that a link means, or the one at the cursor. */
  private async find(link?: Link): Promise<Result | undefined> {
    const editor = vscode.window.activeTextEditor;
    const shown = link ? this.results.find(link.uri, link.id) : editor && this.results.at(editor.document, editor.selection.active);
    if (!shown) {
      vscode.window.setStatusBarMessage("There is no result here.", 3000);
    }
    // a vscode.Range would be an array on the wire
    return shown && { ...shown.result, range: { start: shown.range.start, end: shown.range.end } };
  }

  private async copy(link?: Link): Promise<void> {
    const result = await this.find(link);
    if (result) {
      await vscode.env.clipboard.writeText(result.text || (result.output ?? ""));
      vscode.window.setStatusBarMessage("$(copy) The result is in the clipboard.", 2000);
    }
  }

  private async open(link?: Link): Promise<void> {
    const result = await this.find(link);
    if (result) {
      const uri = vscode.Uri.from({ scheme, path: `/Out[${result.cell}]` });
      this.texts.set(uri.toString(), [result.text, result.output].filter(Boolean).join("\n\n"));
      await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: true });
    }
  }

  private async runAgain(link?: Link): Promise<void> {
    const result = await this.find(link);
    if (result) {
      await this.server.request("goawait/run", { textDocument: { uri: result.uri }, kind: "region", range: result.range });
    }
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }
}

/** Goes to where a type is declared; without a place, to that of what is at the cursor. */
async function goToType(at: Location | undefined): Promise<void> {
  if (!at) {
    return vscode.commands.executeCommand("editor.action.goToTypeDefinition");
  }
  put(await vscode.window.showTextDocument(vscode.Uri.parse(at.uri)), at.range.start);
}
