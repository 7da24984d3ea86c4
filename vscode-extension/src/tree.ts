// What the three trees of the session view share: a list that the server gives, asked for again when it may have
// changed and somebody looks.
import * as vscode from "vscode";
import type { Server } from "./server";

const settle = 80;

export abstract class Tree<T> implements vscode.TreeDataProvider<T>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  protected readonly view: vscode.TreeView<T>;
  private readonly disposables: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    protected readonly server: Server,
    id: string,
  ) {
    this.view = vscode.window.createTreeView(id, { treeDataProvider: this });
    this.disposables = [
      this.view,
      this.changed,
      this.view.onDidChangeVisibility(() => this.refresh()),
      server.onResult(() => this.refresh()),
      server.onStatus(() => this.refresh()),
      server.onCleared(() => this.refresh()),
    ];
  }

  refresh(): void {
    if (this.view.visible) {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.changed.fire(undefined);
      }, settle);
    }
  }

  protected abstract list(parent: T | undefined): Promise<T[] | undefined>;
  abstract getTreeItem(element: T): vscode.TreeItem;

  async getChildren(parent?: T): Promise<T[]> {
    return this.server.now ? ((await this.list(parent)) ?? []) : [];
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
