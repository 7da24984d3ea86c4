// What a person does with the extension in a real VS Code, by keys and clicks, and what they see.
"use strict";
const assert = require("node:assert/strict");
const { until } = require("./editor");
const { inVSCode, opened } = require("./suite");

const scratch = `//%% A value
1+1

//%% Top-level await
await async.Sleep(20 * time.Millisecond)
fmt.Println("slept")

//%% A failure
x := []int{1, 2, 3}
x[5]
`;

describe("VS Code", function () {
  this.timeout(240_000);
  inVSCode();

  it("sees no error in top-level await, and the value beside the line after Shift+Enter", async () => {
    const { w } = await opened(scratch);
    await w.lens("Run cell");
    assert.match(await w.problems(), /^0\s*0$/);
    await w.picture("opened");
    await w.go(2);
    await w.press("Shift+Enter");
    await w.shows(2, "⇒ 2");
    await until("the cursor in the next cell", async () => (await w.cursor()) === "Ln 5, Col 1");
    await w.press("Shift+Enter");
    await w.shows(6, "✓│ slept");
    await w.go(10);
    await w.press("Shift+Enter");
    await w.shows(10, "✗ panic: runtime error: index out of range [5] with length 3");
    await until("the error to be underlined", async () => (await w.problems()).startsWith("1"));
    await w.picture("ran");
  });

  it("hovers a value", async () => {
    const { w } = await opened(scratch);
    await w.go(2);
    await w.press("Shift+Enter");
    await w.shows(2, "⇒ 2");
    const hover = await w.hover("1+1");
    assert.match(hover, /2/);
    assert.match(hover, /int · .* · took/);
    await w.picture("hover");
  });

  it("turns autoawait off, sees the diagnostic, and takes its fix", async () => {
    const { w } = await opened("await async.Sleep(time.Millisecond)\n");
    await w.command("Goawait: Toggle autoawait");
    await until("the diagnostic", async () => (await w.problems()).startsWith("1"));
    await until("the status bar to say so", async () => (await w.status()).includes("autoawait off"));
    await w.go(1, 3);
    await w.fix("Turn autoawait on");
    await until("the diagnostic to go", async () => (await w.problems()).startsWith("0"));
    await w.press("Shift+Enter");
    await w.shows(1, "✓");
  });

  it("interrupts a cell that waits, and one that spins", async () => {
    const { w } = await opened("//%% waits\nawait async.Sleep(time.Hour)\n//%% spins\nfor {\n}\n//%% after\n2 * 21\n");
    for (const [line, last] of [[2, 2], [4, 5]]) {
      await w.go(line);
      await w.press("Control+Enter");
      await w.shows(last, /\d ms|\d s/);
      await w.picture(`running ${last}`);
      await w.press("Control+;", "i");
      await w.shows(last, "■ interrupted");
    }
    await w.go(7);
    await w.press("Shift+Enter");
    await w.shows(7, "⇒ 42");
  });

  it("sees the output of two tasks under their own cells", async () => {
    const { w, file } = await opened(`//%% what they do
async func count(name string) {
	for i := range 1000 {
		fmt.Println(name, i)
		await async.Sleep(50 * time.Millisecond)
	}
}
//%% left
l := async.Spawn(count("left"))
//%% right
r := async.Spawn(count("right"))
`);
    await w.command("Goawait: Run All Cells");
    await w.shows(9, /│ left \d/);
    await w.shows(11, /│ right \d/);
    assert.doesNotMatch(await w.line(9), /right/);
    await w.command("Goawait: Show Output");
    await until("the output to say where it is from", async () => {
      const text = await w.panel();
      return text.includes(`${file}:9 ──`) && text.includes(`${file}:11 ──`);
    });
    await w.picture("tasks");
    await w.command("Goawait: Show Session");
    await until("the tasks to be listed", async () => (await w.view("Tasks")).match(/count/g)?.length === 2);
    await w.picture("session");
    await w.press("Control+1", "Control+;", "r");
    await until("the tasks to be gone", async () => /No task/.test(await w.view("Tasks")));
  });

  it("finds everything again after the window is reloaded", async () => {
    const { w, file } = await opened("//%% a value\nx := 41\nx + 1\n//%% waits\nawait async.Sleep(time.Hour)\n//%% afterwards\nx * 2\n");
    await w.go(2);
    await w.press("Shift+Enter");
    await w.shows(3, "⇒ 42");
    await w.press("Shift+Enter");
    await w.shows(5, /\d s/);
    await w.reload();
    await w.find(file);
    await w.ready(file);
    await w.shows(3, "⇒ 42");
    await w.shows(5, /\d s/);
    await w.command("Goawait: Interrupt");
    await w.shows(5, "■ interrupted");
    await w.go(7);
    await w.press("Shift+Enter");
    await w.shows(7, "⇒ 82");
  });

  it("keeps a value beside its line while the text around it changes, and dims it when its own does", async () => {
    const { w } = await opened("x := 20\nx + 1\n");
    await w.go(1);
    await w.press("Shift+Enter");
    await w.shows(1, "✓");
    await w.press("Shift+Enter");
    await w.shows(2, "⇒ 21");
    await w.go(1, 1);
    await w.type("// a comment\n\n");
    await w.shows(4, "⇒ 21");
    await w.go(4);
    await w.press("End", "Enter");
    await until("another line below", async () => (await w.cursor()) === "Ln 5, Col 1");
    await w.shows(4, "⇒ 21");
    await w.go(4, 6);
    await w.type("1");
    await until("the value to be dimmed", async () => (await w.style(4)).includes("italic"));
    await w.picture("stale");
    await w.command("Goawait: Clear Results");
    await until("the value to go", async () => !(await w.line(4)).includes("⇒"));
  });

  it("runs one cell after another of a scratch file that was never saved", async () => {
    const { w } = await opened("");
    await w.command("Goawait: New Scratch File");
    await until("the scratch file", async () => (await w.cursor()) === "Ln 2, Col 1");
    await w.type("x := 41\nx + 1");
    await w.press("Shift+Enter");
    await w.shows(3, "⇒ 42");
    await until("the next cell", async () => (await w.line(4)) === "//%%" && (await w.cursor()) === "Ln 5, Col 1");
    await w.type("x[1]");
    await w.press("Shift+Enter");
    await w.shows(5, "✗ cannot index x");
    await w.shows(3, "⇒ 42");
    await w.picture("scratch");
    await w.command("View: Revert and Close Editor");
  });

  it("underlines the call of a function of another cell that fails, and says where it did", async () => {
    const { w, file } = await opened('//%% a function\nfunc fail() {\n\tpanic("oh no")\n}\n//%% its call\nfail()\n');
    await w.press("Shift+Enter");
    await w.shows(4, "✓");
    await w.go(6);
    await w.press("Control+Enter");
    await w.shows(6, `✗ ${file}:3: panic: oh no`);
    await until("the call to be underlined", async () => (await w.problems()).startsWith("1"));
    await w.picture("called");
  });

  it("can be read in every theme", async () => {
    const { w } = await opened('//%% value\n6 * 7\n//%% output\nfmt.Println("printed")\n//%% error\npanic("oh no")\n//%% stale\n1\n//%% runs\nawait async.Sleep(time.Hour)\n');
    for (const [line, shows] of [[2, "⇒ 42"], [4, "│ printed"], [6, "✗"], [8, "⇒ 1"], [10, /\d s/]]) {
      await w.go(line);
      await w.press("Control+Enter");
      await w.shows(line, shows);
    }
    await w.go(8);
    await w.type("2");
    await until("the value to be dimmed", async () => (await w.style(8)).includes("italic"));
    const themes = { "Dark High Contrast": ["hc-black", 7], "Light High Contrast": ["hc-light", 6], "Light Modern": ["vs", 2], "Dark Modern": ["vs-dark", 3] };
    for (const [theme, [kind, least]] of Object.entries(themes)) {
      await w.theme(theme);
      await w.page.locator(`.monaco-workbench.${kind}`).waitFor();
      const contrasts = await until(`the colours of ${theme}`, async () => {
        const seen = await w.contrasts();
        return seen.length >= 5 && seen.every((c) => c >= least) && seen;
      });
      console.log(`      ${theme}: ${contrasts.map((c) => c.toFixed(1)).join(", ")}`);
      await w.picture(theme);
    }
    await w.command("Goawait: Interrupt");
  });

  it("shows a task as the last value as pending, and then what it gave", async () => {
    const { w } = await opened(`//%% what it waits for
gate := make(chan int)
async func answer() int {
	return await gate
}
//%% a task
async.Spawn(answer())
//%% afterwards
gate <- 42
`);
    await w.go(3);
    await w.press("Shift+Enter");
    await w.shows(5, "✓");
    await w.go(7);
    await w.press("Shift+Enter");
    await w.shows(7, /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] /);
    await w.picture("pending");
    await w.press("Shift+Enter");
    await w.shows(7, "⇒ 42");
  });

  it("goes from a value to the definition of its type", async () => {
    const { w } = await opened("3 * time.Second\n");
    await w.press("Shift+Enter");
    await w.shows(1, "⇒ 3s");
    await until("the link", async () => (await w.hover("time")).includes("Go to type")); // once the packages are loaded
    await w.page.locator(".monaco-hover a", { hasText: "Go to type" }).first().click();
    await w.page.locator(".tab.active", { hasText: "time.go" }).waitFor();
  });

  it("does not flicker where a line is run again", async () => {
    const { w } = await opened("time.Now().UnixNano()\n");
    await w.press("Control+Enter");
    const first = await w.shows(1, /⇒ \d+/);
    await w.watch(1);
    await w.press("Control+Enter");
    await until("another value", async () => (await w.line(1)) !== first);
    const seen = await w.watched();
    assert.ok(seen.length > 1 && seen.every((line) => /⇒ \d+$/.test(line)), `it showed ${JSON.stringify(seen)}`);
  });
});
