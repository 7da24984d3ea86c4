// The session around the cells: its prompt, its view, and that it outlives what shows it.
"use strict";
const assert = require("node:assert/strict");
const { until } = require("./editor");
const { inVSCode, opened } = require("./suite");

describe("the session in VS Code", function () {
  this.timeout(240_000);
  inVSCode();

  it("has its prompt in the debug console, with completion and history", async () => {
    const { w } = await opened("number := 20\n");
    await w.press("Shift+Enter");
    await w.shows(1, "✓");
    await w.command("Goawait: Open Session Console");
    const input = w.page.locator(".repl-input-wrapper .monaco-editor.focused");
    await input.waitFor();
    await until("a completion", async () => {
      await w.press("Escape", "Control+A", "Delete"); // what is asked before the console is there is not asked again
      await w.page.keyboard.type("numb");
      await w.press("Control+Space");
      await w.page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "number" }).first().waitFor({ timeout: 5000 });
      return true;
    });
    await w.press("Tab");
    await w.page.keyboard.type(" + 1");
    await w.press("Escape", "Enter");
    const said = () => w.page.getByRole("tree", { name: "Debug Console" }).innerText();
    await until("the answer", async () => /\b21\b/.test(await said()));
    await until("the history", async () => {
      await w.press("ArrowUp");
      return /number.\+.1/.test(await input.innerText());
    });
    await w.page.keyboard.type("0");
    await w.press("Escape", "Enter");
    await until("the second answer", async () => /\b30\b/.test(await said()));
    await w.picture("console");
    await w.press("Control+J"); // hides the panel
  });

  it("lists its variables by a filter, cancels a task, and inserts a cell of its history", async () => {
    const { w } = await opened("alpha, beta := 1, []int{2, 3}\nt := async.Spawn(async.Sleep(time.Hour))\n");
    await w.press("Shift+Enter");
    await w.press("Shift+Enter");
    await w.shows(2, "✓");
    await w.command("Goawait: Show Session");
    await until("the variables", async () => /alpha[\s\S]*beta/.test(await w.view("Variables")));
    await w.command("Goawait: Filter Variables");
    await w.page.locator(".quick-input-widget", { hasText: "a part of a name or type" }).waitFor();
    await w.page.keyboard.type("[]int");
    await w.press("Enter");
    await until("the filter", async () => !/alpha/.test(await w.view("Variables")) && /beta/.test(await w.view("Variables")));
    await w.command("Goawait: Clear Filter");
    await until("all again", async () => /alpha/.test(await w.view("Variables")));
    await w.picture("variables");
    await w.act("Tasks", /sleep/i, "Cancel Task", { delay: 2500 }); // the list is asked for again under it
    await until("the task to be gone", async () => /No task/.test(await w.view("Tasks")));
    await w.act("History", /alpha, beta/, "Insert as Cell");
    await w.shows(4, "alpha, beta := 1");
  });

  it("is the same in two windows on one workspace", async () => {
    const { w, editor, file } = await opened("x := 41\nx + 1\nawait async.Sleep(time.Hour)\n");
    const other = await editor.open(w.folder, file);
    try {
      await other.ready(file);
      await other.served();
      await w.press("Shift+Enter");
      await other.shows(1, "✓");
      await other.go(2);
      await other.press("Shift+Enter");
      await other.shows(2, "⇒ 42");
      await w.shows(2, "⇒ 42");
      await w.go(3);
      await w.press("Shift+Enter");
      await other.shows(3, /\d s/);
      await other.press("Control+;", "i");
      await w.shows(3, "■ interrupted");
    } finally {
      await other.close();
    }
  });

  it("goes on when the extension host is killed", async () => {
    const { w, editor, file } = await opened("x := 41\nx + 1\nawait async.Sleep(time.Hour)\n");
    for (let line = 1; line <= 3; line++) {
      await w.press("Shift+Enter");
      await w.shows(line, [/✓/, /⇒ 42/, /\d s/][line - 1]);
    }
    const hosts = await editor.processes("--type=extensionHost");
    assert.ok(hosts.length > 0, "there is no extension host");
    hosts.forEach((pid) => process.kill(pid, "SIGKILL"));
    await until("another extension host", async () => (await editor.processes("--type=extensionHost")).some((pid) => !hosts.includes(pid)));
    await w.ready(file);
    await w.shows(2, "⇒ 42");
    await w.shows(3, /\d s/);
    await w.command("Goawait: Interrupt");
    await w.shows(3, "■ interrupted");
    await w.go(2);
    await w.press("Shift+Enter");
    await w.shows(2, "⇒ 42");
  });
});
