// Moving between cells and changing them. What a cell is, and what an edit of one is, the server says.
import * as vscode from "vscode";
import type { Cell, CellAction, CellEdits } from "./protocol";
import type { Server } from "./server";

export function registerCells(server: Server): vscode.Disposable[] {
  const command = (name: string, fn: () => unknown) => vscode.commands.registerCommand(`goawait.${name}`, fn);
  const edit = (name: string, action: CellAction) => command(name, () => editCells(server, action));
  return [
    edit("insertCellAbove", "insertAbove"),
    edit("insertCellBelow", "insertBelow"),
    edit("splitCell", "split"),
    edit("mergeCellUp", "mergeUp"),
    edit("mergeCellDown", "mergeDown"),
    command("nextCell", () => move(server, 1)),
    command("previousCell", () => move(server, -1)),
  ];
}

export async function cellsOf(server: Server, document: vscode.TextDocument): Promise<Cell[]> {
  return (await server.request<Cell[]>("goawait/cells", { textDocument: { uri: document.uri.toString() } })) ?? [];
}

async function editCells(server: Server, action: CellAction): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const change =
    editor &&
    (await server.request<CellEdits>("goawait/editCells", {
      textDocument: { uri: editor.document.uri.toString() },
      position: editor.selection.active,
      action,
    }));
  if (!editor || !change) {
    return;
  }
  const done = await editor.edit((builder) => {
    for (const { range, newText } of change.edits) {
      builder.replace(new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character), newText);
    }
  });
  if (done) {
    put(editor, change.position);
  }
}

export function put(editor: vscode.TextEditor, at: { line: number; character: number }): void {
  const position = new vscode.Position(at.line, at.character);
  editor.selection = new vscode.Selection(position, position);
  if (!editor.visibleRanges.some((r) => r.contains(position))) {
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

/** The index of the cell that a line is in. */
function indexAt(cells: Cell[], line: number): number {
  return cells.findLastIndex((c) => c.range.start.line <= line);
}

async function move(server: Server, by: number): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor) {
    const cells = await cellsOf(server, editor.document);
    const to = cells[indexAt(cells, editor.selection.active.line) + by];
    if (to) {
      put(editor, to.body.start);
    }
  }
}

/** Whether a cell has a marker of its own. */
export function isMarked(cell: Cell): boolean {
  return cell.body.start.line > cell.range.start.line;
}
