// The settings that the server is told, and the folder that the session belongs to.
import { homedir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";

/** Settings of this extension alone. */
const own = ["goawait.path", "goawait.trace.server"];

/** What the settings page offers. */
export function offeredSettings(): Record<string, { enum?: string[]; enumDescriptions?: string[] }> {
  return vscode.extensions.getExtension("goawait.goawait")!.packageJSON.contributes.configuration.properties;
}

/**
 * What the person set in this editor, by dotted key. Defaults are left out: where the editor says nothing,
 * the workspace's .goawait.toml and the person's config.toml hold.
 */
export function explicitSettings(): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration();
  const keys = Object.keys(offeredSettings()).filter((key) => !own.includes(key));
  const set = keys.map((key) => {
    const given = configuration.inspect(key);
    return [key.replace("goawait.", ""), given?.workspaceFolderValue ?? given?.workspaceValue ?? given?.globalValue] as const;
  });
  return Object.fromEntries(set.filter(([, value]) => value !== undefined && value !== null && value !== ""));
}

/** The environment of what is started: with the go command that the Go extension's settings name. */
export function environment(): Record<string, string> {
  const { goroot, alternateTools } = vscode.workspace.getConfiguration("go") as { goroot?: string | null; alternateTools?: { go?: string } };
  const go = alternateTools?.go ?? (goroot ? join(goroot, "bin", "go") : undefined);
  return { ...process.env, ...(go ? { GOAWAIT_GO: go } : {}) } as Record<string, string>;
}

/** The workspace's folder; in a window without one, that of the first document, or else the person's own. */
export function workspaceRoot(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const document = vscode.workspace.textDocuments.find((d) => isOurs(d) && d.uri.scheme === "file");
  return folder?.uri.fsPath ?? (document ? vscode.Uri.joinPath(document.uri, "..").fsPath : homedir());
}

export function isOurs(document: vscode.TextDocument): boolean {
  return document.languageId === "goawait";
}
