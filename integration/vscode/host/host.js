"use strict";
const assert = require("node:assert/strict");
const vscode = require("vscode");

const extension = () => vscode.extensions.getExtension("goawait.goawait");

/** Waits until fn gives something true. */
async function until(what, fn) {
  for (const end = Date.now() + 100_000; Date.now() < end; ) {
    const value = await fn();
    if (value) {
      return value;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waiting for ${what}: it did not come`);
}

async function open(content) {
  const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, `${Math.random().toString(36).slice(2)}.goa`);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(content));
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  return { uri, document, editor };
}

async function hover(uri, line, character) {
  const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", uri, new vscode.Position(line, character));
  return hovers.flatMap((h) => h.contents.map((c) => c.value ?? c)).join("\n");
}

const errors = (uri) => vscode.languages.getDiagnostics(uri).filter((d) => d.severity === vscode.DiagnosticSeverity.Error);

describe("the extension", () => {
  it("has every command that it contributes", async () => {
    await extension().activate();
    const there = new Set(await vscode.commands.getCommands(true));
    for (const { command, category } of extension().packageJSON.contributes.commands) {
      assert.ok(there.has(command), `${command} is not there`);
      assert.equal(category, "Goawait");
    }
  });

  it("binds keys to commands that there are, in .goa and .go files alone", () => {
    const { commands, keybindings } = extension().packageJSON.contributes;
    for (const { command, when } of keybindings) {
      assert.ok(commands.some((c) => c.command === command), command);
      assert.match(when, /editorTextFocus/, command);
      assert.match(when, /resourceExtname == \.goa|editorLangId == go/, command);
    }
  });

  it("says a default for every setting", () => {
    const { properties } = extension().packageJSON.contributes.configuration;
    for (const [key, p] of Object.entries(properties)) {
      assert.ok("default" in p && (p.description || p.markdownDescription), key);
    }
  });

  it("knows .goa files, and sees no error in top-level await", async () => {
    const { uri, document } = await open("x := await async.Gather[int]()\nvar wrong int = \"text\"\n");
    assert.equal(document.languageId, "goawait");
    const found = await until("diagnostics", () => errors(uri).length && errors(uri));
    assert.equal(found.length, 1);
    assert.equal(found[0].source, "goawait");
    assert.equal(found[0].range.start.line, 1);
  });

  it("gives lenses, folding and an outline by cell", async () => {
    const { uri } = await open("//%% one\nx := 1\n//%% two\ny := 2\nz := 3\n");
    const lenses = await until("lenses", async () => {
      const found = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", uri, 10);
      return found.length && found;
    });
    assert.deepEqual(lenses.map((l) => l.command.title), ["Run cell", "Run cell", "Run above"]);
    const folds = await vscode.commands.executeCommand("vscode.executeFoldingRangeProvider", uri);
    assert.deepEqual(folds.map((f) => [f.start, f.end]), [[0, 1], [2, 4]]);
    const symbols = await vscode.commands.executeCommand("vscode.executeDocumentSymbolProvider", uri);
    assert.deepEqual(symbols.map((s) => s.name), ["one", "two"]);
  });

  it("runs a selection and has the result in the hover, with links", async () => {
    const { uri, editor } = await open("6 * 7\n");
    editor.selection = new vscode.Selection(0, 0, 0, 5);
    await vscode.commands.executeCommand("goawait.run");
    const text = await until("the result in the hover", async () => {
      const h = await hover(uri, 0, 1);
      return h.includes("42") && h;
    });
    assert.match(text, /`int`.*took/);
    assert.match(text, /command:goawait\.copyResult/);
    await vscode.commands.executeCommand("goawait.copyResult");
    assert.equal(await vscode.env.clipboard.readText(), "42");
  });

  it("inserts, splits and merges cells as the server says", async () => {
    const { document, editor } = await open("x := 1\ny := 2\n");
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await vscode.commands.executeCommand("goawait.splitCell");
    assert.match(document.getText(), /^x := 1\n\/\/%%\ny := 2\n$/);
    await vscode.commands.executeCommand("goawait.mergeCellUp");
    assert.equal(document.getText(), "x := 1\ny := 2\n");
    await vscode.commands.executeCommand("goawait.insertCellBelow");
    assert.match(document.getText(), /\/\/%%/);
  });

  it("runs a selection of an ordinary Go file in the session", async () => {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, "lib.go");
    await vscode.workspace.fs.writeFile(uri, Buffer.from("package lib\n\nfunc double(n int) int { return 2 * n }\n"));
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    editor.selection = new vscode.Selection(2, 0, 2, 0);
    await vscode.commands.executeCommand("goawait.runInSession");
    const { uri: scratch } = await open("double(21)\n");
    await until("the function to be known", async () => {
      await vscode.commands.executeCommand("goawait.run");
      return (await hover(scratch, 0, 1)).includes("42");
    });
  });
});
