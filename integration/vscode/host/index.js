// Runs in the extension host of a real VS Code: what the extension gives to VS Code, asked of VS Code itself.
"use strict";
const fs = require("node:fs");
const { format } = require("node:util");
const path = require("node:path");
const Mocha = require(path.join(process.env.NODE_PATH, "mocha")); // the extension host does not look there by itself

/** VS Code calls this; the promise rejects where a test fails. */
exports.run = () =>
  new Promise((resolve, reject) => {
    const mocha = new Mocha({ ui: "bdd", timeout: 120_000, color: false, reporter: "spec" });
    const report = process.env.GOAWAIT_HOST_REPORT; // what a suite says does not leave the extension host
    Mocha.reporters.Base.consoleLog = (...args) => fs.appendFileSync(report, `${format(...args)}\n`);
    mocha.addFile(path.join(__dirname, "host.js"));
    mocha.run((failures) => (failures ? reject(new Error(`${failures} tests failed in the extension host`)) : resolve()));
  });
