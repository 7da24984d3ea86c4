// The session view: variables, tasks, history.
import * as vscode from "vscode";
import { put } from "./cells";
import type { HistoryEntry, Task, Variable } from "./protocol";
import type { Server } from "./server";
import { Tree } from "./tree";

const { None, Collapsed } = vscode.TreeItemCollapsibleState;
const historyLimit = 200;
const taskTick = 1000;

export function registerSession(server: Server, own: vscode.Disposable[]): void {
  const variables = new Variables(server, "goawait.variables", own);
  new Tasks(server, "goawait.tasks", own);
  new History(server, "goawait.history", own);
  const command = <T>(name: string, fn: (element: T) => unknown) => vscode.commands.registerCommand(`goawait.${name}`, fn);
  own.push(
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
  );
}

class Variables extends Tree<Variable> {
  private wanted = "";

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
  /** Since when each is as it is. */
  private readonly since = new Map<number, number>();

  constructor(server: Server, id: string, own: vscode.Disposable[]) {
    super(server, id, own);
    const clock = setInterval(() => (server.now?.tasks ?? 0) > 0 && this.refresh(), taskTick);
    own.push({ dispose: () => clearInterval(clock) });
  }

  protected async list(): Promise<Task[] | undefined> {
    const tasks = await this.server.request<Task[]>("goawait/tasks");
    for (const { id, sinceMs } of tasks ?? []) {
      const since = Date.now() - sinceMs;
      if (Math.abs(since - (this.since.get(id) ?? 0)) >= taskTick) {
        this.since.set(id, since);
      }
    }
    return tasks;
  }

  getTreeItem(t: Task): vscode.TreeItem {
    const item = new vscode.TreeItem(t.name || `task ${t.id}`, None);
    item.id = String(t.id);
    // the time of day, which stays as it is: what is drawn anew under the mouse loses its click
    const since = new Date(this.since.get(t.id) ?? Date.now()).toTimeString().slice(0, 8);
    item.description = `${t.waiting || t.state} since ${since}`;
    item.tooltip = `task ${t.id} of cell ${t.cell}: ${t.state}${t.waiting ? `, waits for ${t.waiting}` : ""}`;
    item.iconPath = new vscode.ThemeIcon(t.waiting ? "watch" : "sync");
    item.contextValue = t.uri && t.line !== undefined ? "placed" : "task";
    if (item.contextValue === "placed") {
      item.command = { command: "goawait.tasks.goTo", title: "Go to Line", arguments: [{ uri: t.uri, line: t.line }] };
    }
    return item;
  }
}

async function goTo(task: Pick<Task, "uri" | "line">): Promise<void> {
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
