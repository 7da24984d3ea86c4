// Starts a real VS Code (code-server) with a throw-away profile and the packed extension, and opens its windows in a
// browser. What it needs comes in the environment: see settings below.
"use strict";
const { spawn, execFile } = require("node:child_process");
const fs = require("node:fs/promises");
const http = require("node:http");
const net = require("node:net");
const path = require("node:path");
const { promisify } = require("node:util");
const { chromium } = require("playwright-core");

const env = (name) => {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: integration/vscode_test.go sets what this needs`);
  }
  return value;
};

/** The user settings of every profile: nothing that moves by itself. */
const settings = {
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "workbench.tips.enabled": false,
  "editor.minimap.enabled": false,
  "editor.cursorBlinking": "solid",
  "window.menuBarVisibility": "hidden",
  "workbench.layoutControl.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.commandCenter.enabled": false,
  "git.enabled": false,
  "editor.fontFamily": "'DejaVu Sans Mono'",
  "workbench.editor.enablePreview": false,
  "terminal.integrated.gpuAcceleration": "off", // on a canvas there is no text to look for
};

async function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Waits until condition() gives something true, for as long as a loaded machine may take. */
async function until(what, condition, patience = 90_000) {
  const end = Date.now() + patience;
  let problem;
  for (;;) {
    try {
      const value = await condition();
      if (value) {
        return value;
      }
    } catch (e) {
      problem = e;
    }
    if (Date.now() > end) {
      throw new Error(`waiting for ${what}: ${problem ?? "it did not come"}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function healthy(port) {
  return new Promise((resolve) => {
    http
      .get({ host: "127.0.0.1", port, path: "/healthz" }, (r) => {
        r.resume();
        resolve(r.statusCode === 200);
      })
      .on("error", () => resolve(false));
  });
}

/** In the page: newer workbenches run tests only where their configuration says so, before they read it. */
function allowTests() {
  const allow = () => {
    const element = document.getElementById("vscode-workbench-web-configuration");
    if (element && !element.dataset.tests) {
      const settings = JSON.parse(element.getAttribute("data-settings"));
      settings.developmentOptions = { ...settings.developmentOptions, enableSmokeTestDriver: true };
      element.setAttribute("data-settings", JSON.stringify(settings));
      element.dataset.tests = "1";
    }
  };
  new MutationObserver(allow).observe(document, { childList: true, subtree: true });
}

class Editor {
  /** Starts VS Code; trust says whether folders are trusted without asking, program whether goawait is to be found. */
  static async start({ trust = true, program = true, vsix = env("GOAWAIT_VSIX"), more = {} } = {}) {
    const editor = new Editor();
    editor.home = await fs.mkdtemp(path.join(env("GOAWAIT_E2E_HOME"), "code-"));
    const user = path.join(editor.home, "data", "User");
    await fs.mkdir(user, { recursive: true });
    await fs.writeFile(path.join(editor.home, "config.yaml"), "");
    const trusting = { "security.workspace.trust.enabled": !trust, "security.workspace.trust.startupPrompt": "never" };
    await fs.writeFile(path.join(user, "settings.json"), JSON.stringify({ ...settings, ...trusting, ...more }));
    editor.bin = path.join(editor.home, "bin");
    await fs.mkdir(editor.bin);
    if (program) {
      await editor.addProgram();
    }
    editor.report = path.join(editor.home, "report.txt");
    const childEnv = { ...process.env, PATH: `${editor.bin}:${process.env.PATH}`, GOBIN: editor.bin, GOAWAIT_HOST_REPORT: editor.report };
    // VS Code takes the PATH that a login shell has, which is nobody's but this home's
    if (env("HOME").startsWith(env("GOAWAIT_E2E_HOME"))) {
      await fs.writeFile(path.join(env("HOME"), ".profile"), `export PATH='${childEnv.PATH}'\n`);
    }
    await promisify(execFile)(env("GOAWAIT_CODE"), [...editor.profile(), "--install-extension", vsix], { env: childEnv });
    return editor.serve(env("GOAWAIT_CODE"), childEnv, trust);
  }

  /** Starts VS Code with a profile that is there. */
  static existing(code, home) {
    const editor = new Editor();
    editor.home = home;
    return editor.serve(code, process.env, true);
  }

  profile() {
    const at = (name) => path.join(this.home, name);
    return ["--config", at("config.yaml"), "--user-data-dir", at("data"), "--extensions-dir", at("extensions")];
  }

  async serve(code, childEnv, trust) {
    this.port = await freePort();
    const args = [...this.profile(), "--bind-addr", `127.0.0.1:${this.port}`, "--auth", "none", "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"];
    this.server = spawn(code, trust ? [...args, "--disable-workspace-trust"] : args, { env: childEnv, stdio: "ignore", detached: true });
    await until("VS Code to serve", () => healthy(this.port));
    this.browser = await chromium.launch({
      executablePath: process.env.GOAWAIT_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    return this;
  }

  /** Puts goawait where it is found. */
  async addProgram() {
    await fs.rm(path.join(this.bin, "goawait"), { force: true });
    await fs.symlink(env("GOAWAIT_BIN"), path.join(this.bin, "goawait"));
  }

  /** Puts something else there. */
  async replaceProgram(text, mode = 0o755) {
    const program = path.join(this.bin, "goawait");
    await fs.rm(program, { force: true });
    await fs.writeFile(program, text, { mode });
  }

  /** The processes below VS Code's server whose command line has a text in it. */
  async processes(text) {
    const parents = new Map();
    const found = [];
    for (const pid of (await fs.readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number)) {
      const [stat, line] = await Promise.all(["stat", "cmdline"].map((name) => fs.readFile(`/proc/${pid}/${name}`, "utf8").catch(() => "")));
      parents.set(pid, Number(stat.slice(stat.lastIndexOf(")")).split(" ")[2]));
      if (line.includes(text)) {
        found.push(pid);
      }
    }
    const isOurs = (pid) => pid === this.server.pid || (pid > 1 && isOurs(parents.get(pid) ?? 0));
    return found.filter(isOurs);
  }

  /** A folder to open, with files in it. */
  async folder(files) {
    const folder = await fs.mkdtemp(path.join(this.home, "w"));
    for (const [name, text] of Object.entries(files)) {
      await this.write(folder, name, text);
    }
    return folder;
  }

  async write(folder, name, text) {
    await fs.writeFile(path.join(folder, name), text);
  }

  /** Opens a window on a folder, with a file of it. */
  async open(folder, file, { width = 1100, height = 700 } = {}) {
    const context = await this.browser.newContext({ viewport: { width, height } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    page.setDefaultTimeout(90_000);
    const open = file ? `&payload=${encodeURIComponent(JSON.stringify([["openFile", `vscode-remote://127.0.0.1:${this.port}${path.join(folder, file)}`]]))}` : "";
    await page.goto(`http://127.0.0.1:${this.port}/?folder=${folder}${open}`);
    return new (require("./window").Window)(page, folder);
  }

  /** Runs a suite inside the extension host; gives its exit code and what it reported. */
  async test(extension, suite) {
    const page = await this.browser.newPage();
    const exited = new Promise((resolve) => page.exposeFunction("codeAutomationExit", resolve));
    await page.exposeFunction("codeAutomationLog", () => undefined);
    await page.addInitScript(allowTests);
    const authority = `vscode-remote://127.0.0.1:${this.port}`;
    const payload = [["extensionDevelopmentPath", authority + extension], ["extensionTestsPath", authority + suite], ["skipWelcome", "true"]];
    await page.goto(`http://127.0.0.1:${this.port}/?folder=${await this.folder({})}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
    const code = await exited;
    return { code, report: await fs.readFile(this.report, "utf8") };
  }

  async stop() {
    await this.browser?.close();
    if (this.server) {
      const gone = new Promise((resolve) => this.server.once("exit", resolve));
      process.kill(-this.server.pid, "SIGTERM");
      await gone;
    }
  }
}

module.exports = { Editor, until, env };
