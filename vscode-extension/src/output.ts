// What cells print, as it comes, in an output channel: above each stretch the place that printed it, as a link.
import * as vscode from "vscode";
import type { Output } from "./protocol";
import type { Server } from "./server";

const language = "goawait-output";

export class OutputLog implements vscode.DocumentLinkProvider {
  private readonly channel = vscode.window.createOutputChannel("Goawait Output", language);
  /** Documents by the name that stands in the channel. */
  private readonly named = new Map<string, vscode.Uri>();
  private place = "";
  private atLineStart = true;

  constructor(server: Server, own: vscode.Disposable[]) {
    own.push(
      this.channel,
      server.onOutput((o) => this.print(o)),
      vscode.languages.registerDocumentLinkProvider({ language }, this),
      vscode.commands.registerCommand("goawait.showOutput", () => this.channel.show(true)),
    );
  }

  private print(output: Output): void {
    const place = this.placeOf(output);
    if (place !== this.place) {
      this.place = place;
      this.channel.append(`${this.atLineStart ? "" : "\n"}── ${place} ${"─".repeat(Math.max(3, 60 - place.length))}\n`);
    }
    this.channel.append(output.text);
    this.atLineStart = output.text.endsWith("\n");
  }

  private placeOf(output: Output): string {
    const cell = output.cell > 0 ? `[${output.cell}]` : "session";
    if (!output.uri) {
      return cell;
    }
    const uri = vscode.Uri.parse(output.uri);
    const name = vscode.workspace.asRelativePath(uri);
    this.named.set(name, uri);
    return output.range ? `${cell} ${name}:${output.range.start.line + 1}` : `${cell} ${name}`;
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const links: vscode.DocumentLink[] = [];
    for (let i = 0; i < document.lineCount; i++) {
      const match = /^── \[\d+\] (.+):(\d+) ─+$/.exec(document.lineAt(i).text);
      const uri = match && this.named.get(match[1]!);
      if (match && uri) {
        const start = match[0].indexOf(match[1]!);
        const range = new vscode.Range(i, start, i, start + match[1]!.length + 1 + match[2]!.length);
        links.push(new vscode.DocumentLink(range, uri.with({ fragment: `L${match[2]}` })));
      }
    }
    return links;
  }
}
