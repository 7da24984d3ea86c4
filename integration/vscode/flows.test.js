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

describe("VS Code", function () {
  this.timeout(240_000);
  let editor, w;

  before(async () => {
    editor = await Editor.start();
  });
  after(async () => {
    await editor?.stop();
  });
  afterEach(async function () {
    if (this.currentTest.state === "failed") {
      await w?.picture(`failed ${this.currentTest.title}`);
    }
    await w?.close();
    w = undefined;
  });

  async function opened(text, file = "scratch.goa") {
    const folder = await editor.folder({ [file]: text });
    w = await editor.open(folder, file);
    await w.ready(file);
    await w.served();
    return w;
  }

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
});
