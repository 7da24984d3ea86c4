// The session as a debug adapter: the Debug Console is its prompt. Leaving it leaves the session as it is.
import * as vscode from "vscode";
import { findProgram, tellMissing } from "./binary";
import { environment, explicitSettings, workspaceRoot } from "./settings";

const type = "goawait";
const launchKeys = ["autoawait", "runner", "loopScope", "lane"];

export function registerConsole(): vscode.Disposable[] {
  const adapter: vscode.DebugAdapterDescriptorFactory = {
    async createDebugAdapterDescriptor(session) {
      const { path, why } = await findProgram();
      const root = session.configuration["workspace"] as string | undefined;
      if (!path || !root) {
        void tellMissing(why);
        return undefined;
      }
      return new vscode.DebugAdapterExecutable(path, ["dap", "--workspace", root], { cwd: root, env: environment() });
    },
  };
  const provider: vscode.DebugConfigurationProvider = {
    resolveDebugConfiguration(_folder, given) {
      const settings = Object.entries(explicitSettings()).filter(([key]) => launchKeys.includes(key));
      return {
        internalConsoleOptions: "openOnSessionStart",
        workspace: workspaceRoot(),
        ...Object.fromEntries(settings),
        ...given,
        type,
        request: given.request || "attach",
        name: given.name || "Goawait",
      };
    },
  };
  return [
    vscode.debug.registerDebugAdapterDescriptorFactory(type, adapter),
    vscode.debug.registerDebugConfigurationProvider(type, provider),
    vscode.commands.registerCommand("goawait.openConsole", openConsole),
  ];
}

/** Opens the prompt, once the session is attached to: one opened sooner may have no completion. */
async function openConsole(): Promise<void> {
  if (vscode.debug.activeDebugSession?.type !== type) {
    const folder = vscode.workspace.workspaceFolders?.[0];
    const quietly = { suppressDebugToolbar: true, suppressDebugStatusbar: true, suppressDebugView: true, suppressSaveBeforeStart: true };
    await vscode.debug.startDebugging(folder, { type, request: "attach", name: "Goawait", internalConsoleOptions: "neverOpen" }, quietly);
  }
  await vscode.commands.executeCommand("workbench.debug.action.focusRepl");
}
