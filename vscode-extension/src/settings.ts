// The settings that the server is told, and the folder that the session belongs to.
import * as vscode from "vscode";

const words = "autoawait runner loopScope lane engine.command engine.memoryLimit session.keepAlive output.limit inlineResults startup";
const keys = words.split(" ");

/**
 * What the person set in this editor, by dotted key. Defaults are left out: where the editor says nothing,
 * the workspace's .goawait.toml and the person's config.toml hold.
 */
export function explicitSettings(): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration("goawait");
  const set = keys.map((key) => {
    const given = configuration.inspect(key);
    return [key, given?.workspaceFolderValue ?? given?.workspaceValue ?? given?.globalValue] as const;
  });
  return Object.fromEntries(set.filter(([, value]) => value !== undefined && value !== null));
}

/** The workspace's folder; in a window without one, that of the first document. */
export function workspaceRoot(): string | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder) {
    return folder.uri.fsPath;
  }
  const document = vscode.workspace.textDocuments.find((d) => isOurs(d) && d.uri.scheme === "file");
  return document ? vscode.Uri.joinPath(document.uri, "..").fsPath : undefined;
}

export function isOurs(document: vscode.TextDocument): boolean {
  return document.languageId === "goawait";
}
