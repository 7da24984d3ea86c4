// Has a mocha suite run inside the extension host of a real VS Code: host/host.js is that suite.
"use strict";
const assert = require("node:assert/strict");
const path = require("node:path");
const { Editor, env } = require("./editor");

describe("the extension host", function () {
  this.timeout(300_000);

  it("passes its own suite", async () => {
    const editor = await Editor.start();
    try {
      const { code, report } = await editor.test(env("GOAWAIT_EXTENSION"), path.join(__dirname, "host", "index.js"));
      console.log(report);
      assert.equal(code, 0, "the suite failed");
    } finally {
      await editor.stop();
    }
  });
});
