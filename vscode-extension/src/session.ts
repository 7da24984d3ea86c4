// The session view: variables, tasks, history.
import * as vscode from "vscode";
import { put } from "./cells";
import type { HistoryEntry, Task, Variable } from "./protocol";
import type { Server } from "./server";
import { Tree } from "./tree";

const { None, Collapsed } = vscode.TreeItemCollapsibleState;
const historyLimit = 200;
const taskTick = 1000;

export function registerSession(server: Server): vscode.Disposable[] {
  const variables = new Variables(server);
  const command = <T>(name: string, fn: (element: T) => unknown) => vscode.commands.registerCommand(`goawait.${name}`, fn);
  return [
    variables,
    new Tasks(server),
    new History(server),
    command("showSession", () => vscode.commands.executeCommand("goawait.variables.focus")),
    command("variables.refresh", () => variables.refresh()),
    command("variables.filter", () => variables.ask()),
    command("variables.clearFilter", () => variables.filter("")),
    command("variables.copy", (v: Variable) => vscode.env.clipboard.writeText(v.value)),
    command("tasks.cancel", (t: Task) => server.request("goawait/cancelTask", { id: t.id })),
    command("tasks.goTo", goTo),
    command("history.run", (h: HistoryEntry) => server.execute("goawait.runText", { text: h.text })),
    command("history.insert", insert),
    command("history.copy", (h: HistoryEntry) => vscode.env.clipboard.writeText(h.text)),
  ];
}

class Variables extends Tree<Variable> {
  private wanted = "";

  constructor(server: Server) {
    super(server, "goawait.variables");
  }

  async ask(): Promise<void> {
    const filter = await vscode.window.showInputBox({ title: "Filter Variables", prompt: "a part of a name or type", value: this.wanted });
    if (filter !== undefined) {
      this.filter(filter);
    }
  }

  filter(wanted: string): void {
    this.wanted = wanted;
    this.view.description = wanted;
    void vscode.commands.executeCommand("setContext", "goawait.filtered", wanted !== "");
    this.refresh();
  }

  protected list(parent: Variable | undefined): Promise<Variable[] | undefined> {
    return parent
      ? this.server.request("goawait/children", { ref: parent.ref })
      : this.server.request("goawait/variables", { filter: this.wanted });
  }

  getTreeItem(v: Variable): vscode.TreeItem {
    const item = new vscode.TreeItem(v.name, v.ref ? Collapsed : None);
    item.description = `${v.value}  ${v.type}`;
    item.tooltip = new vscode.MarkdownString().appendCodeblock(`${v.name} ${v.type} = ${v.value}`, "go");
    item.contextValue = "variable";
    return item;
  }
}

class Tasks extends Tree<Task> {
  private readonly clock: NodeJS.Timeout;

  constructor(server: Server) {
    super(server, "goawait.tasks");
    this.clock = setInterval(() => (server.now?.tasks ?? 0) > 0 && this.refresh(), taskTick);
  }

  protected list(): Promise<Task[] | undefined> {
    return this.server.request("goawait/tasks");
  }

  getTreeItem(t: Task): vscode.TreeItem {
    const item = new vscode.TreeItem(t.name || `task ${t.id}`, None);
    const since = t.sinceMs >= 1000 ? ` · ${Math.floor(t.sinceMs / 1000)} s` : "";
    item.id = String(t.id);
    item.description = `${t.waiting || t.state}${since}`;
    item.tooltip = `task ${t.id} of cell ${t.cell}: ${t.state}${t.waiting ? `, waits for ${t.waiting}` : ""}`;
    item.iconPath = new vscode.ThemeIcon(t.waiting ? "watch" : "sync");
    item.contextValue = t.uri && t.line !== undefined ? "placed" : "task";
    if (item.contextValue === "placed") {
      item.command = { command: "goawait.tasks.goTo", title: "Go to Line", arguments: [t] };
    }
    return item;
  }

  override dispose(): void {
    clearInterval(this.clock);
    super.dispose();
  }
}

async function goTo(task: Task): Promise<void> {
  if (task.uri && task.line !== undefined) {
    put(await vscode.window.showTextDocument(vscode.Uri.parse(task.uri)), { line: task.line, character: 0 });
  }
}

const stateIcons: Record<string, [string, string?]> = {
  ok: ["pass", "testing.iconPassed"],
  stale: ["pass", "disabledForeground"],
  raised: ["error", "testing.iconFailed"],
  interrupted: ["circle-slash", "testing.iconSkipped"],
};

class History extends Tree<HistoryEntry> {
  constructor(server: Server) {
    super(server, "goawait.history");
  }

  protected async list(): Promise<HistoryEntry[] | undefined> {
    return (await this.server.request<HistoryEntry[]>("goawait/history", { limit: historyLimit }))?.reverse();
  }

  getTreeItem(h: HistoryEntry): vscode.TreeItem {
    const lines = h.text.trim().split("\n");
    const item = new vscode.TreeItem(`${lines[0]}${lines.length > 1 ? " …" : ""}`, None);
    const [icon, color] = stateIcons[h.state] ?? ["sync"];
    item.id = String(h.cell);
    item.description = h.value.split("\n")[0] ?? "";
    item.tooltip = new vscode.MarkdownString(`In[${h.cell}]`).appendCodeblock(h.text, "goawait").appendCodeblock(h.value, "text");
    item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
    item.contextValue = "cell";
    return item;
  }
}

/** Inserts a cell of the history below the one with the cursor. */
async function insert(entry: HistoryEntry): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors.find((e) => e.document.languageId === "goawait");
  if (editor) {
    await vscode.window.showTextDocument(editor.document, editor.viewColumn);
    await vscode.commands.executeCommand("goawait.insertCellBelow");
    await editor.edit((builder) => builder.insert(editor.selection.active, `${entry.text.trimEnd()}\n`));
  }
}
