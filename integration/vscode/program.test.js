// Where there is no program to work with, or none that works, or where nothing is to be executed.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs/promises");
const path = require("node:path");
const { env, until } = require("./editor");
const { inVSCode, opened } = require("./suite");

/** A language server of a time when there was little to ask for. */
const old = `#!/usr/bin/env node
let input = Buffer.alloc(0);
process.stdin.on("data", (chunk) => {
  input = Buffer.concat([input, chunk]);
  for (;;) {
    const end = input.indexOf("\\r\\n\\r\\n");
    const size = Number(/Content-Length: (\\d+)/.exec(input.toString("latin1"))?.[1]);
    if (end < 0 || input.length < end + 4 + size) return;
    const { id, method } = JSON.parse(input.subarray(end + 4, end + 4 + size));
    input = input.subarray(end + 4 + size);
    if (id === undefined) continue;
    const answer = method === "initialize" ? { result: { capabilities: {} } } : { error: { code: -32601, message: "not known" } };
    const body = JSON.stringify({ jsonrpc: "2.0", id, ...answer });
    process.stdout.write("Content-Length: " + Buffer.byteLength(body) + "\\r\\n\\r\\n" + body);
  }
});
`;

describe("VS Code without the program", function () {
  this.timeout(300_000);
  inVSCode({ program: false });

  it("says so, whatever is wrong with it, and works once it is there", async () => {
    const { w, editor, file } = await opened("1+1\n", { served: false });
    const again = async () => {
      await w.command("Notifications: Clear All Notifications");
      await w.command("Goawait: Start Language Server Again");
    };
    await w.notice("The program goawait was not found");
    await w.offers("Install", "Choose Program…");
    await w.picture("no program");
    await editor.replaceProgram("", 0o644);
    await again();
    await w.notice("goawait is not executable");
    await editor.replaceProgram("#!/bin/sh\necho 'no such library' >&2\nexit 3\n");
    await again();
    await w.notice("does not work as a language server: it ended with status 3. no such library");
    await w.offers("Install", "Run Doctor", "Show Log");
    await w.picture("broken program");
    await editor.replaceProgram(old);
    await again();
    await w.ready(file);
    await w.press("Shift+Enter");
    await w.notice("is older than this extension");
    await w.offers("Install");
    await w.picture("old program");
    await editor.addProgram();
    await again();
    await w.served();
    await w.ready(file);
    await w.press("Shift+Enter");
    await w.shows(1, "⇒ 2");
  });

  it("builds it where the workspace has its sources", async () => {
    const { editor } = await opened("1+1\n", { served: false });
    const built = path.join(editor.bin, "goawait");
    await fs.rm(built, { force: true });
    const w = await editor.open(path.dirname(process.env.GOAWAIT_EXTENSION));
    await w.command("Goawait: Install the goawait Program…");
    await until("the program to be built", () => fs.access(built).then(() => true), 200_000);
    await w.command("Goawait: New Scratch File");
    await until("the scratch file", async () => (await w.cursor()) === "Ln 2, Col 1");
    await w.served();
    await w.type("6 * 7");
    await w.press("Shift+Enter");
    await w.shows(2, "⇒ 42");
    await w.close();
  });
});

describe("VS Code with the program in the extension", function () {
  this.timeout(240_000);
  inVSCode({ program: false, vsix: env("GOAWAIT_VSIX_BUNDLED") });

  it("needs nothing else", async () => {
    const { w } = await opened("1+1\n");
    await w.press("Shift+Enter");
    await w.shows(1, "⇒ 2");
  });
});

describe("VS Code in a folder that is not trusted", function () {
  this.timeout(240_000);
  inVSCode({ trust: false });

  it("shows what is wrong, and executes nothing", async () => {
    const { w } = await opened("1+1\nfunc f() { await async.Sleep(1) }\n");
    await until("the diagnostic", async () => (await w.problems()).startsWith("1"));
    assert.match(await w.status(), /diagnostics only/);
    await w.go(1);
    await w.press("Shift+Enter");
    await w.notice("Nothing is executed");
    assert.doesNotMatch(await w.line(1), /⇒/);
    await w.picture("untrusted");
  });
});
