// What a person does with the extension in a real VS Code, by keys and clicks, and what they see.
"use strict";
const assert = require("node:assert/strict");
const { Editor, until } = require("./editor");

const scratch = `//%% A value
1+1

//%% Top-level await
await async.Sleep(20 * time.Millisecond)
fmt.Println("slept")

//%% A failure
x := []int{1, 2, 3}
x[5]
`;

let editor, w, file;

/** Starts VS Code for the tests of a suite. They share its window, each with a document of its own. */
function inVSCode(options) {
  before(async () => {
    editor = await Editor.start(options);
  });
  after(async () => {
    await w?.close();
    await editor?.stop();
    editor = w = undefined;
  });
  afterEach(async function () {
    if (this.currentTest.state === "failed") {
      await w?.picture(`failed ${this.currentTest.title}`);
      await w?.close(); // the next test begins with a new one
      w = undefined;
    }
  });
}

let documents = 0;

/** Opens a new document with a text. */
async function opened(text, { served = true } = {}) {
  file = `scratch${++documents}.goa`;
  if (w) {
    await w.command("View: Close All Editors");
    await editor.write(w.folder, file, text);
    await w.find(file);
  } else {
    const folder = await editor.folder({ [file]: text });
    w = await editor.open(folder, file);
  }
  await w.ready(file);
  if (served) {
    await w.served();
  }
}

describe("VS Code", function () {
  this.timeout(240_000);
  inVSCode();

  it("sees no error in top-level await, and the value beside the line after Shift+Enter", async () => {
    await opened(scratch);
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
    await opened(scratch);
    await w.go(2);
    await w.press("Shift+Enter");
    await w.shows(2, "⇒ 2");
    const hover = await w.hover("1+1");
    assert.match(hover, /2/);
    assert.match(hover, /int · .* · took/);
    await w.picture("hover");
  });

  it("turns autoawait off, sees the diagnostic, and takes its fix", async () => {
    await opened("await async.Sleep(time.Millisecond)\n");
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
    await opened("//%% waits\nawait async.Sleep(time.Hour)\n//%% spins\nfor {\n}\n//%% after\n2 * 21\n");
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
    await opened(`//%% what they do
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
    await opened("//%% a value\nx := 41\nx + 1\n//%% waits\nawait async.Sleep(time.Hour)\n//%% afterwards\nx * 2\n");
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
    await w.press("Control+;", "i");
    await w.shows(5, "■ interrupted");
    await w.go(7);
    await w.press("Shift+Enter");
    await w.shows(7, "⇒ 82");
  });

  it("keeps a value beside its line while the text around it changes, and dims it when its own does", async () => {
    await opened("x := 20\nx + 1\n");
    await w.go(1);
    await w.press("Shift+Enter");
    await w.shows(1, "✓");
    await w.press("Shift+Enter");
    await w.shows(2, "⇒ 21");
    await w.go(1, 1);
    await w.type("// a comment\n\n");
    await w.shows(4, "⇒ 21");
    await w.go(4, 6);
    await w.type("1");
    await until("the value to be dimmed", async () => (await w.style(4)).includes("italic"));
    await w.picture("stale");
    await w.command("Goawait: Clear Results");
    await until("the value to go", async () => !(await w.line(4)).includes("⇒"));
  });

  it("has the session's prompt in the debug console", async () => {
    await opened("x := 20\n");
    await w.press("Shift+Enter");
    await w.shows(1, "✓");
    await w.command("Goawait: Open Session Console");
    await w.page.locator(".repl-input-wrapper .monaco-editor.focused").waitFor();
    await w.type("x + 1");
    await w.press("Enter");
    await until("the answer", async () => /21/.test(await w.page.locator(".repl .monaco-list").innerText()));
    await w.picture("console");
  });
});

describe("VS Code without the program", function () {
  this.timeout(240_000);
  inVSCode({ program: false });

  it("says so, and works once it is there", async () => {
    await opened("1+1\n", { served: false });
    await w.notice("The program goawait was not found");
    await w.picture("no program");
    await editor.addProgram();
    await w.command("Goawait: Start Language Server Again");
    await w.served();
    await w.ready(file);
    await w.press("Shift+Enter");
    await w.shows(1, "⇒ 2");
  });
});

describe("VS Code in a folder that is not trusted", function () {
  this.timeout(240_000);
  inVSCode({ trust: false });

  it("shows what is wrong, and executes nothing", async () => {
    await opened("1+1\nfunc f() { await async.Sleep(1) }\n");
    await until("the diagnostic", async () => (await w.problems()).startsWith("1"));
    assert.match(await w.status(), /diagnostics only/);
    await w.go(1);
    await w.press("Shift+Enter");
    await w.notice("Nothing is executed");
    assert.doesNotMatch(await w.line(1), /⇒/);
    await w.picture("untrusted");
  });
});
