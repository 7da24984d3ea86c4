// What the suites share: a VS Code for the tests of each, and its window, with a document of its own for every test.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { Editor } = require("./editor");

/** What a test looks at: VS Code, its window, the document. */
const at = { editor: undefined, w: undefined, file: undefined };
let documents = 0;

/**
 * Starts VS Code for the tests of a suite. A flow that fails is tried once more, in a window of its own: a browser on a
 * busy machine fails in ways that are nobody's. What failed is kept with its picture, and integration/e2e.sh tells of it.
 */
function inVSCode(options) {
  before(async function () {
    this.test.parent.tests.forEach(tryTwice);
    at.editor = await Editor.start(options);
  });
  after(async () => {
    await at.w?.close();
    await at.editor?.stop();
    at.editor = at.w = undefined;
  });
  afterEach(async function () {
    if (this.currentTest.state !== "passed") {
      await at.w?.picture(`failed ${this.currentTest.title}`).catch(() => undefined); // there may be no window any more
      await at.w?.close().catch(() => undefined); // the next test begins with a new one
      at.w = undefined;
    }
  });
}

/** Has a test tried again once when it fails, and writes down each failure. */
function tryTwice(test) {
  const run = test.fn;
  test.retries(1);
  test.fn = async function () {
    try {
      await run.call(this);
    } catch (e) {
      const dir = process.env.GOAWAIT_PICTURES;
      if (dir) {
        fs.mkdirSync(dir, { recursive: true });
        fs.appendFileSync(path.join(dir, "failures.txt"), `${test.fullTitle()}: ${e.stack}\n`);
      }
      throw e;
    }
  };
}

/** Opens a new document with a text. */
async function opened(text, { served = true } = {}) {
  at.file = `scratch${++documents}.goa`;
  if (at.w) {
    await at.w.command("View: Close All Editors");
    await at.editor.write(at.w.folder, at.file, text);
    await at.w.find(at.file);
  } else {
    const folder = await at.editor.folder({ [at.file]: text });
    at.w = await at.editor.open(folder, at.file);
  }
  await at.w.ready(at.file);
  if (served) {
    await at.w.served();
  }
  return at;
}

module.exports = { at, inVSCode, opened };
