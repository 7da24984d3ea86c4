// What the three trees of the session view share: a list that the server gives, asked for again when it may have
// changed and somebody looks. Rows that are there stay as they are, so that a click on one is not lost.
import * as vscode from "vscode";
import type { Server } from "./server";

const settle = 80;

export abstract class Tree<T extends object> implements vscode.TreeDataProvider<T> {
  private readonly changed = new vscode.EventEmitter<T[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  protected readonly view: vscode.TreeView<T>;
  private timer: NodeJS.Timeout | undefined;
  private rows: T[] | undefined;
  /** What the rows look like. */
  private drawn: vscode.TreeItem[] = [];
  private asked = 0;

  constructor(
    protected readonly server: Server,
    id: string,
    own: vscode.Disposable[],
  ) {
    this.view = vscode.window.createTreeView(id, { treeDataProvider: this });
    own.push(
      this.view,
      this.changed,
      this.view.onDidChangeVisibility(() => this.refresh()),
      server.onResult(() => this.refresh()),
      server.onStatus(() => this.refresh()),
      server.onCleared(() => this.refresh()),
      { dispose: () => clearTimeout(this.timer) },
    );
  }

  refresh(): void {
    if (this.view.visible) {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        void this.update();
      }, settle);
    }
  }

  /** Has what differs drawn anew: rows, or all where there are others. */
  private async update(): Promise<void> {
    const ask = ++this.asked;
    const now = await this.fetch();
    if (ask !== this.asked) {
      return; // a later one tells
    }
    const [before, was] = [this.rows, this.drawn];
    this.drawn = now.map((row) => this.getTreeItem(row));
    const id = (item: vscode.TreeItem | undefined) => item?.id ?? item?.label;
    if (before?.length !== now.length || this.drawn.some((item, i) => id(item) !== id(was[i]))) {
      this.rows = now;
      this.changed.fire(undefined);
      return;
    }
    before.forEach((row, i) => Object.assign(row, now[i]));
    const differ = before.filter((_, i) => {
      const item = this.drawn[i]!;
      return item.collapsibleState !== vscode.TreeItemCollapsibleState.None || JSON.stringify(item) !== JSON.stringify(was[i]);
    });
    if (differ.length > 0) {
      this.changed.fire(differ);
    }
  }

  private async fetch(): Promise<T[]> {
    return this.server.now ? ((await this.list(undefined)) ?? []) : [];
  }

  protected abstract list(parent: T | undefined): Promise<T[] | undefined>;
  abstract getTreeItem(element: T): vscode.TreeItem;

  async getChildren(parent?: T): Promise<T[]> {
    if (parent) {
      return (await this.list(parent)) ?? [];
    }
    this.rows ??= await this.fetch();
    this.drawn = this.rows.map((row) => this.getTreeItem(row));
    return this.rows;
  }
}
