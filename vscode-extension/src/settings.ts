// The settings that the server is told, and the folder that the session belongs to.
import * as vscode from "vscode";

const keys = [
  "autoawait",
  "runner",
  "loopScope",
  "lane",
  "tierUp",
  "engine.command",
  "engine.memoryLimit",
  "session.keepAlive",
  "output.limit",
  "inlineResults",
  "startup",
];

/**
 * What the person set in this editor, by dotted key as a tree. Defaults are left out: where the editor says nothing,
 * the workspace's .goawait.toml and the person's config.toml hold.
 */
export function explicitSettings(): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration("goawait");
  const tree: Record<string, unknown> = {};
  for (const key of keys) {
    const set = configuration.inspect(key);
    const value = set?.workspaceFolderValue ?? set?.workspaceValue ?? set?.globalValue;
    if (value === undefined || value === null) {
      continue;
    }
    const [section, name] = key.split(".");
    if (name === undefined) {
      tree[key] = value;
    } else {
      tree[section!] = { ...(tree[section!] as object | undefined), [name]: value };
    }
  }
  return tree;
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
