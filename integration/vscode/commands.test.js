// Every command of the palette and of the session view that no other flow uses, and that none was forgotten.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { until } = require("./editor");
const { inVSCode, opened } = require("./suite");

const three = "//%% one\na := 1\nb := a + 1\n//%% two\nc := b * 10\n//%% three\nd := c + 1\nd\n";

/** Waits until the document's lines are these; what stands beside them is not looked at. */
async function reads(w, ...lines) {
  const at = async () => (await Promise.all(lines.map((_, i) => w.line(i + 1)))).map((line) => line?.replace(/[✓⇒✗■│].*/, ""));
  await until(`the text to be ${JSON.stringify(lines)}`, async () => JSON.stringify(await at()) === JSON.stringify(lines)).catch(async (e) => {
    throw new Error(`${e.message}; it is ${JSON.stringify(await at())}`);
  });
}

const cursor = (w, wanted) => until(`the cursor at ${wanted}`, async () => (await w.cursor()) === wanted);

describe("the commands of VS Code", function () {
  this.timeout(240_000);
  inVSCode();

  it("run lines and cells, and what is above and below", async () => {
    const { w } = await opened(three);
    await w.go(2);
    await w.command("Goawait: Run Line and Advance");
    await w.shows(2, "✓");
    await cursor(w, "Ln 3, Col 1");
    await w.command("Goawait: Run Line");
    await w.shows(3, "✓");
    await cursor(w, "Ln 3, Col 1");
    await w.command("Goawait: Clear Results");
    await until("no result", async () => !/✓/.test((await w.line(2)) + (await w.line(3))));
    await w.go(5);
    await w.command("Goawait: Run Cells Above");
    await w.shows(3, "✓");
    assert.doesNotMatch(await w.line(5), /✓/);
    await w.command("Goawait: Run Cell and Below");
    await w.shows(5, "✓");
    await w.shows(8, "⇒ 21");
    await w.command("Goawait: Clear Results");
    await w.go(5);
    await w.command("Goawait: Run Cell and Advance");
    await w.shows(5, "✓");
    await cursor(w, "Ln 7, Col 1");
    await w.command("Goawait: Run Cell");
    await w.shows(8, "⇒ 21");
    await cursor(w, "Ln 7, Col 1");
    await w.go(2);
    await w.command("Goawait: Run Selection or Cell and Advance");
    await w.shows(3, "✓");
    await cursor(w, "Ln 5, Col 1");
    await w.go(8);
    await w.press("Shift+End");
    await w.command("Goawait: Clear Results");
    await w.command("Goawait: Run Selection or Cell");
    await w.shows(8, "⇒ 21");
    await w.picture("ran lines and cells");
  });

  it("go from cell to cell, and put in, split and merge them", async () => {
    const { w } = await opened(three);
    await w.go(2);
    await w.command("Goawait: Go to Next Cell");
    await cursor(w, "Ln 5, Col 1");
    await w.command("Goawait: Go to Previous Cell");
    await cursor(w, "Ln 2, Col 1");
    await w.go(3);
    await w.command("Goawait: Split Cell at Cursor");
    await reads(w, "//%% one", "a := 1", "//%%", "b := a + 1", "//%% two");
    await w.command("Goawait: Merge Cell with the One Above");
    await reads(w, "//%% one", "a := 1", "b := a + 1", "//%% two");
    await w.command("Goawait: Merge Cell with the One Below");
    await reads(w, "//%% one", "a := 1", "b := a + 1", "c := b * 10", "//%% three");
    await w.go(6);
    await w.command("Goawait: Insert Cell Above");
    await reads(w, "//%% one", "a := 1", "b := a + 1", "c := b * 10", "//%%", "", "//%% three");
    await cursor(w, "Ln 6, Col 1");
    await w.type("x := 7");
    await w.command("Goawait: Insert Cell Below");
    await cursor(w, "Ln 8, Col 1");
    await w.type("x");
    await reads(w, "//%% one", "a := 1", "b := a + 1", "c := b * 10", "//%%", "x := 7", "//%%", "x", "//%% three");
    await w.picture("cells");
  });

  it("restart, replay, and choose a runner and a lane", async () => {
    const { w } = await opened("//%% counts\nn := 20\n//%% asks\nn + 1\n");
    await w.go(2);
    await w.press("Control+Enter");
    await w.shows(2, "✓");
    await w.command("Goawait: Restart Session and Replay");
    await w.go(4);
    await until("the replay", async () => {
      await w.press("Control+Enter");
      await w.shows(4, "⇒ 21", 5000);
      return true;
    });
    await w.command("Goawait: Restart Session");
    await until("nothing to be known", async () => {
      await w.press("Control+Enter");
      await w.shows(4, "✗ undefined: n", 5000);
      return true;
    });
    await w.picture("restarted");
    await w.command("Goawait: Select Runner…");
    await w.page.locator(".quick-input-widget", { hasText: "Runner: what drives cells with an await" }).waitFor();
    await w.picture("runners");
    await w.page.keyboard.type("loop");
    await w.press("Enter");
    await until("the runner", async () => (await w.status()).includes("loop"));
    await w.command("Goawait: Select Lane…");
    await w.page.locator(".quick-input-widget", { hasText: "Lane: how cells are executed" }).waitFor();
    await w.picture("lanes");
    await w.page.keyboard.type("instant");
    await w.press("Enter");
    await until("the lane", async () => (await w.status()).includes("loop · instant"));
    await w.command("Goawait: Session Choices…");
    await w.page.locator(".quick-input-list .monaco-list-row", { hasText: "Select Lane…" }).waitFor();
    await w.picture("choices");
    await w.press("Escape");
  });

  it("copy, open and repeat a result, and go to its type", async () => {
    const { w } = await opened("//%% point\ntype point struct{ x, y int }\n//%% count\nn := 0\n//%% value\nn++\np := point{n, 2}\np\n");
    await w.command("Goawait: Run All Cells");
    await w.shows(8, /⇒ .*x:\s*1/);
    await w.go(8);
    await w.command("Goawait: Copy Result");
    await until("the copy", async () => /x:\s*1/.test(await w.clipboard()));
    await w.command("Goawait: Run the Result's Region Again");
    await w.shows(8, /⇒ .*x:\s*2/);
    await w.command("Goawait: Go to the Type of the Value");
    await cursor(w, "Ln 2, Col 6");
    await w.go(8);
    await w.command("Goawait: Open Result as Document");
    await w.page.locator(".tab.active", { hasText: /Out\[\d+\]/ }).waitFor();
    await w.picture("opened result");
    await w.command("View: Close Editor");
  });

  it("show the log and doctor's report, and start the server again", async () => {
    const { w } = await opened("1\n");
    await w.command("Goawait: Show Language Server Log");
    await w.page.locator(".part.panel", { hasText: "Goawait Language Server" }).waitFor();
    await w.picture("log");
    await w.command("Goawait: Run Doctor");
    await w.page.locator(".part.panel .xterm-rows", { hasText: /compiled|native|toolchain/ }).waitFor();
    await w.picture("doctor");
    await w.command("Goawait: Start Language Server Again");
    await w.press("Control+1", "Control+Enter");
    await w.shows(1, "⇒ 1");
    await w.press("Control+J"); // hides the panel
  });

  it("copy a variable, go to a task's line, and run and copy a cell of the history", async () => {
    const { w } = await opened("number := 20\nt := async.Spawn(nap())\nasync func nap() { await async.Sleep(time.Hour) }\n");
    await w.go(1);
    await w.command("Goawait: Run All Cells");
    await w.shows(3, "✓");
    await w.command("Goawait: Show Session");
    await until("the variables", async () => /number/.test(await w.view("Variables")));
    await w.act("Variables", /number/, "Copy Value");
    await until("the value in the clipboard", async () => (await w.clipboard()) === "20");
    await w.act("Tasks", /nap/, "Go to Line", { delay: 200 });
    await cursor(w, "Ln 3, Col 1");
    const copy = w.page.locator(".monaco-menu .action-label", { hasText: "Copy Text" });
    await until("the cell in the clipboard", async () => {
      if ((await copy.count()) === 0) {
        await w.row("History", /number/).click({ button: "right", timeout: 5000 });
      }
      await copy.click({ timeout: 5000 }); // a menu that has just opened may not take it
      await copy.waitFor({ state: "detached", timeout: 2000 });
      return (await w.clipboard()).startsWith("number := 20\n");
    });
    await w.act("History", /number/, "Run Again");
    await until("the second cell", async () => (await w.view("History")).match(/number := 20/g)?.length === 2);
    await w.picture("view");
    await w.command("Goawait: Refresh Variables");
    await w.command("Goawait: Interrupt");
  });

  it("run a selection of an ordinary Go file", async () => {
    const { w, editor, file } = await opened("answer\n");
    await editor.write(w.folder, "plain.go", "package plain\n\nfunc double(n int) int {\n\treturn 2 * n\n}\n\nvar answer = double(21)\n");
    await w.find("plain.go");
    await w.ready("plain.go");
    await w.go(3);
    await w.press("Shift+ArrowDown", "Shift+ArrowDown", "Shift+End");
    await w.command("Goawait: Run Selection in Session");
    await w.shows(5, "✓");
    await w.go(7);
    await w.press("Shift+End");
    await w.command("Goawait: Run Selection in Session");
    await w.shows(7, "✓");
    await w.picture("an ordinary file");
    await w.find(file);
    await w.ready(file);
    await w.command("Goawait: Run Selection or Line");
    await w.shows(1, "⇒ 42");
  });

  it("are all tried", () => {
    const flows = fs.readdirSync(__dirname).filter((name) => name.endsWith(".test.js"));
    const text = flows.map((name) => fs.readFileSync(path.join(__dirname, name), "utf8")).join("\n");
    const { commands } = require(path.join(process.env.GOAWAIT_EXTENSION, "package.json")).contributes;
    const titles = commands.map((c) => c.title.replace("…", ""));
    const untried = titles.filter((title) => ![`"Goawait: ${title}"`, `"Goawait: ${title}…"`, `"${title}"`].some((use) => text.includes(use)));
    assert.deepEqual(untried, []);
  });
});
