// Finds the program goawait, and says what to do where there is none or it does not work.
import { access, constants } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import * as vscode from "vscode";
import { workspaceRoot } from "./settings";

const program = process.platform === "win32" ? "goawait.exe" : "goawait";
const module = "github.com/goawait/goawait/cmd/goawait@latest";

/** The places that are looked at, in order. Those of an untrusted workspace are not. */
function places(): string[] {
  const given = vscode.workspace.getConfiguration("goawait").get<string>("path")?.trim();
  if (given) {
    return [given.replace(/^~(?=[/\\])/, homedir())];
  }
  const gopath = process.env["GOPATH"] ?? join(homedir(), "go");
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const root = workspaceRoot();
  if (root && vscode.workspace.isTrusted) {
    folders.push(join(root, "bin"));
  }
  folders.push(process.env["GOBIN"] ?? "", join(gopath, "bin"), join(homedir(), ".local", "bin"));
  return folders.filter((f) => f !== "").map((f) => join(f, program));
}

export async function findProgram(): Promise<string | undefined> {
  for (const place of places()) {
    try {
      await access(place, constants.X_OK);
      return place;
    } catch {
      // the next one
    }
  }
  return undefined;
}

/** Tells that there is no program to start, once until something changes. */
export async function tellMissing(): Promise<void> {
  const given = vscode.workspace.getConfiguration("goawait").get<string>("path")?.trim();
  const what = given
    ? `"${given}" (from the setting goawait.path) cannot be executed.`
    : "The program goawait was not found.";
  await offer(`${what} Running cells and diagnostics need it.`, "Install", "Choose Program…", "Open Settings");
}

/** Tells that the program does not do what it should. */
export async function tellBroken(path: string, problem: string): Promise<void> {
  await offer(`${path} does not work as a language server: ${problem}`, "Run Doctor", "Install", "Show Log", "Open Settings");
}

/** Tells that the program does not know a request. */
export async function tellOld(method: string): Promise<void> {
  await offer(`The goawait that runs is older than this extension: it does not know ${method}.`, "Install", "Open Settings");
}

export async function tellUntrusted(): Promise<void> {
  const message = "Nothing is executed in a workspace that you do not trust.";
  if (await vscode.window.showWarningMessage(message, "Manage Workspace Trust")) {
    await vscode.commands.executeCommand("workbench.trust.manage");
  }
}

async function offer(message: string, ...actions: string[]): Promise<void> {
  switch (await vscode.window.showErrorMessage(message, ...actions)) {
    case "Install":
      return vscode.commands.executeCommand("goawait.install");
    case "Choose Program…":
      return chooseProgram();
    case "Run Doctor":
      return vscode.commands.executeCommand("goawait.doctor");
    case "Show Log":
      return vscode.commands.executeCommand("goawait.showLog");
    case "Open Settings":
      return vscode.commands.executeCommand("workbench.action.openSettings", "goawait.path");
  }
}

async function chooseProgram(): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({ title: "The program goawait", openLabel: "Use" });
  if (chosen?.[0]) {
    const settings = vscode.workspace.getConfiguration("goawait");
    await settings.update("path", chosen[0].fsPath, vscode.ConfigurationTarget.Global);
  }
}

/** Installs the program with the person's Go, in sight of them; tells whether it came to its end. */
export async function installProgram(): Promise<boolean> {
  const execution = new vscode.ShellExecution("go", ["install", module]);
  const task = new vscode.Task({ type: "goawait" }, vscode.TaskScope.Global, "install goawait", "goawait", execution);
  const running = await vscode.tasks.executeTask(task);
  return new Promise((resolve) => {
    const ended = vscode.tasks.onDidEndTaskProcess((e) => {
      if (e.execution === running) {
        ended.dispose();
        resolve(e.exitCode === 0);
      }
    });
  });
}

/** Runs `goawait doctor` in a terminal. */
export async function runDoctor(): Promise<void> {
  const path = await findProgram();
  if (!path) {
    return tellMissing();
  }
  const terminal = vscode.window.createTerminal({ name: "goawait doctor", shellPath: path, shellArgs: ["doctor"] });
  terminal.show();
}
