// The session's state in the status bar; a click offers what can be done about it.
import * as vscode from "vscode";
import type { Setup, Status } from "./protocol";
import type { Server } from "./server";
import { offeredSettings } from "./settings";

const icons: Record<string, string> = { starting: "loading~spin", idle: "check", busy: "sync~spin", ended: "circle-slash" };

export class StatusBar {
  private readonly item = vscode.window.createStatusBarItem("goawait.session", vscode.StatusBarAlignment.Left, 1);

  constructor(server: Server, own: vscode.Disposable[]) {
    this.item.name = "Goawait Session";
    this.item.command = "goawait.choose";
    own.push(
      this.item,
      server.onStatus((s) => this.show(s)),
      vscode.commands.registerCommand("goawait.choose", () => choose(server)),
      vscode.commands.registerCommand("goawait.selectRunner", () => select(server, "runner", "Runner: what drives cells with an await")),
      vscode.commands.registerCommand("goawait.selectLane", () => select(server, "lane", "Lane: how cells are executed")),
    );
    this.show(server.now);
  }

  private show(status: Status | undefined): void {
    if (!status) {
      this.item.hide();
      return;
    }
    const trusted = vscode.workspace.isTrusted;
    const tasks = status.tasks === 0 ? [] : [status.tasks === 1 ? "1 task" : `${status.tasks} tasks`];
    const parts = [status.autoawait ? status.runner : "autoawait off", ...(status.lane === "auto" ? [] : [status.lane]), ...tasks];
    this.item.text = trusted ? `$(${icons[status.state] ?? "circle-slash"}) Goawait: ${parts.join(" · ")}` : "$(shield) Goawait: diagnostics only";
    this.item.accessibilityInformation = { label: `Goawait session, ${status.state}, ${parts.join(", ")}`, role: "button" };
    this.item.tooltip = trusted ? tooltip(status) : "This workspace is not trusted: nothing is executed.";
    this.item.show();
  }
}

function tooltip(status: Status): vscode.MarkdownString {
  const { state, runner, scope, lane, tasks } = status;
  const rows = Object.entries({ state, autoawait: status.autoawait ? "on" : "off", runner, "loop scope": scope, lane, tasks });
  return new vscode.MarkdownString(`**Goawait session**\n\n| | |\n|---|---|\n${rows.map(([k, v]) => `| ${k}  | ${v} |`).join("\n")}`);
}

interface Choice extends vscode.QuickPickItem {
  command?: string;
}

async function choose(server: Server): Promise<void> {
  const now = server.now;
  const run = vscode.QuickPickItemKind.Separator;
  const choices: Choice[] = [
    { label: "$(debug-stop) Interrupt", command: "interrupt", description: now?.state === "busy" ? "a cell runs" : "" },
    { label: "$(debug-restart) Restart Session", command: "restart" },
    { label: "$(history) Restart Session and Replay", command: "restartAndReplay" },
    { label: "settings", kind: run },
    { label: `$(sync) Turn autoawait ${now?.autoawait ? "off" : "on"}`, command: "autoawait" },
    { label: "$(list-selection) Select Runner…", command: "selectRunner", description: now?.runner ?? "" },
    { label: "$(split-horizontal) Select Lane…", command: "selectLane", description: now?.lane ?? "" },
    { label: "look", kind: run },
    { label: "$(debug-console) Open Session Console", command: "openConsole" },
    { label: "$(output) Show Output", command: "showOutput" },
    { label: "$(server-process) Show Session", command: "showSession", description: "variables, tasks, history" },
    { label: "$(list-unordered) Show Language Server Log", command: "showLog" },
  ];
  const chosen = await vscode.window.showQuickPick(choices, { title: "Goawait Session" });
  if (chosen?.command) {
    await vscode.commands.executeCommand(`goawait.${chosen.command}`);
  }
}

/** Has the person choose a runner, for the session, or a lane, for the workspace. */
async function select(server: Server, what: "runner" | "lane", title: string): Promise<void> {
  const setup = await server.request<Setup>("goawait/setup");
  const offered = offeredSettings()[`goawait.${what}`];
  const detail = (label: string) => offered?.enumDescriptions?.[offered.enum?.indexOf(label) ?? -1];
  const items = setup?.[`${what}s`].map((label) => ({ label, description: label === server.now?.[what] ? "current" : "", detail: detail(label) ?? "" }));
  const chosen = items && (await vscode.window.showQuickPick(items, { title }))?.label;
  if (chosen && what === "runner") {
    await server.execute("goawait.autoawait", { runner: chosen });
  } else if (chosen) {
    await vscode.workspace.getConfiguration("goawait").update("lane", chosen, vscode.ConfigurationTarget.Workspace);
  }
}
