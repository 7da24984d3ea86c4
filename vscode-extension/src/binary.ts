// Finds the program goawait, and says what to do where there is none or it does not work.
import { access, constants } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import * as vscode from "vscode";
import { environment, workspaceRoot } from "./settings";

const program = process.platform === "win32" ? "goawait.exe" : "goawait";
const command = "./cmd/goawait";
const module = "github.com/goawait/goawait/cmd/goawait@latest";

/** The places that are looked at, in order. Those of an untrusted workspace are not. The last is what the package carries. */
function places(): string[] {
  const given = vscode.workspace.getConfiguration("goawait").get<string>("path")?.trim();
  if (given) {
    return [given.replace(/^~(?=[/\\])/, homedir())];
  }
  const gopath = process.env["GOPATH"] ?? join(homedir(), "go");
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  if (vscode.workspace.isTrusted) {
    folders.push(join(workspaceRoot(), "bin"));
  }
  folders.push(process.env["GOBIN"] ?? "", join(gopath, "bin"), join(homedir(), ".local", "bin"), join(__dirname, "..", "bin"));
  return folders.filter((f) => f !== "").map((f) => join(f, program));
}

function isThere(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(() => true).catch(() => false);
}

/** The program; undefined if there is none, and then why, if it is known. */
export async function findProgram(): Promise<{ path?: string; why?: string }> {
  let why: string | undefined;
  const looked = places();
  for (const path of looked) {
    if (await isThere(path, constants.X_OK)) {
      return { path };
    }
    if (await isThere(path, constants.F_OK)) {
      why ??= `${path} is not executable.`;
    } else if (looked.length === 1) {
      why = `${path}, from the setting goawait.path, is not there.`;
    }
  }
  return why === undefined ? {} : { why };
}

/** Tells that there is no program to start. */
export async function tellMissing(why = "The program goawait was not found."): Promise<void> {
  await offer(`${why} Running cells and diagnostics need it.`, "Choose Program…");
}

/** Tells that the program does not do what it should. */
export async function tellBroken(path: string, problem: string): Promise<void> {
  await offer(`${path} does not work as a language server: ${problem}`, "Run Doctor", "Show Log");
}

/** Tells that the program does not know a request. */
export async function tellOld(path: string, method: string): Promise<void> {
  await offer(`${path} is older than this extension: it does not know ${method}.`);
}

export async function tellUntrusted(): Promise<void> {
  const message = "Nothing is executed in a workspace that you do not trust.";
  if (await vscode.window.showWarningMessage(message, "Manage Workspace Trust")) {
    await vscode.commands.executeCommand("workbench.trust.manage");
  }
}

const actions: Record<string, () => unknown> = {
  "Choose Program…": chooseProgram,
  "Run Doctor": () => vscode.commands.executeCommand("goawait.doctor"),
  "Show Log": () => vscode.commands.executeCommand("goawait.showLog"),
  "Open Settings": () => vscode.commands.executeCommand("workbench.action.openSettings", "goawait.path"),
};

async function offer(message: string, ...more: string[]): Promise<void> {
  const get = (await sources()) ? "Build" : "Install";
  const chosen = await vscode.window.showErrorMessage(message, get, ...more, "Open Settings");
  await (chosen === get ? vscode.commands.executeCommand("goawait.install") : chosen && actions[chosen]?.());
}

async function chooseProgram(): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({ title: "The program goawait", openLabel: "Use" });
  if (chosen?.[0]) {
    const settings = vscode.workspace.getConfiguration("goawait");
    await settings.update("path", chosen[0].fsPath, vscode.ConfigurationTarget.Global);
  }
}

/** The folder with goawait's own sources, if that is the workspace. */
async function sources(): Promise<string | undefined> {
  const root = workspaceRoot();
  const ours = vscode.workspace.isTrusted && (await isThere(join(root, command, "main.go"), constants.R_OK));
  return ours ? root : undefined;
}

/** Builds or installs the program with the person's Go, in sight of them; tells whether it came to its end. */
export async function installProgram(): Promise<boolean> {
  const cwd = await sources();
  const execution = cwd ? new vscode.ShellExecution("go", ["install", command], { cwd }) : new vscode.ShellExecution("go", ["install", module]);
  const running = await inSight("install goawait", execution);
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
  const { path, why } = await findProgram();
  if (!path) {
    return tellMissing(why);
  }
  await inSight("goawait doctor", new vscode.ProcessExecution(path, ["doctor"], { env: environment() }));
}

/** Runs something in a terminal that stays when it has ended, as a task's does. */
function inSight(name: string, execution: vscode.ProcessExecution | vscode.ShellExecution): Thenable<vscode.TaskExecution> {
  return vscode.tasks.executeTask(new vscode.Task({ type: "goawait" }, vscode.TaskScope.Global, name, "goawait", execution));
}
