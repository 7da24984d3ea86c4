// One window of VS Code in a browser, used as a person would: by keys and clicks, looking at what is on the screen.
"use strict";
const path = require("node:path");
const fs = require("node:fs");
const { until } = require("./editor");

/** A character as a regular expression that means it; VS Code may draw a space as another. */
const quoted = (c) => (c === " " ? "\\s" : c.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));

const plain = (text) => (text ?? "").replaceAll("\u00a0", " ");

class Window {
  constructor(page, folder) {
    this.page = page;
    this.folder = folder;
  }

  /** Waits for the editor to show a file. */
  async ready(file) {
    await this.page.waitForSelector(`.monaco-editor[data-uri$="/${file}"] .view-line`);
    await until("the focus in the editor", async () => {
      await this.press("Control+1");
      return this.page.locator(`.monaco-editor[data-uri$="/${file}"].focused`).count();
    });
  }

  /**
   * Picks the row of a name in a list that a key opens, by typing. A list that was opened before the row was there does
   * not come to have it, and one may close when something else takes the focus: then it is opened anew, and no key goes
   * elsewhere.
   */
  async pick(name, open, { typed = name, input = ".quick-input-widget input" } = {}) {
    const label = this.page.locator(".label-name", { hasText: new RegExp(`^${[...name].map(quoted).join("")}…?$`) });
    await until(`${name} in a list`, async () => {
      await this.press("Escape", "Escape");
      await open();
      await this.page.locator(input).first().fill(typed, { timeout: 5000 });
      await this.page.locator(".quick-input-list .monaco-list-row", { has: label }).first().click({ timeout: 5000 });
      return true;
    });
  }

  /** Opens a file by its name. */
  async find(file) {
    await this.pick(file, () => this.press("Control+p"));
  }

  /** Waits for the language server: its code lenses are there, or the status bar says so. */
  async served() {
    await this.page.waitForSelector('.statusbar-item[id^="goawait.goawait"]');
  }

  /** Waits for a code lens. */
  async lens(title) {
    await this.page.locator(".codelens-decoration a", { hasText: title }).first().waitFor();
  }

  /** Hovers a piece of code, as drawn, and gives what is shown. */
  async hover(code) {
    const shown = this.page.locator(".monaco-resizable-hover .monaco-hover:not(.hidden), .monaco-editor .monaco-hover:not(.hidden)").first();
    return until(`a hover of ${code}`, async () => {
      await this.page.mouse.move(5, 5);
      const box = await this.page.locator(".view-line", { hasText: code }).first().locator("span span").first().boundingBox();
      await this.page.mouse.move(box.x + 3, box.y + box.height / 2);
      await shown.waitFor({ timeout: 5000 });
      const text = plain(await shown.innerText());
      return !text.includes("Loading") && text;
    });
  }

  async press(...keys) {
    for (const key of keys) {
      await this.page.keyboard.press(key);
    }
  }

  /** Types into the editor, which has the focus again some time after the list of commands is gone. */
  async type(text) {
    await until("the focus in an editor", async () => {
      const there = await this.page.locator(".editor-instance .monaco-editor.focused").count();
      if (!there) await this.press("Control+1");
      return there;
    });
    await this.page.keyboard.insertText(text);
  }

  /** Puts the cursor at a line, from 1, and a column. */
  async go(line, column = 1) {
    await until(`the cursor at ${line}:${column}`, async () => {
      await this.press("Control+g");
      const input = this.page.locator(".quick-input-widget input").first();
      await input.fill(`:${line}:${column}`, { timeout: 5000 });
      await input.press("Enter", { timeout: 5000 });
      await until("the cursor", async () => (await this.cursor()) === `Ln ${line}, Col ${column}`, 5000);
      return true;
    });
  }

  async cursor() {
    return plain(await this.page.textContent('[id="status.editor.selection"]').catch(() => "")).trim();
  }

  /** Runs a command of the palette by its title. */
  async command(title) {
    await this.pick(title, () => this.press("F1"), { typed: `>${title}` });
  }

  /** The text of a line as drawn, decorations included; undefined if it is not on the screen. */
  async line(number) {
    const text = await this.page.evaluate((n) => {
      window.lineOf ??= (at) => {
        const editor = document.querySelector(".editor-instance .monaco-editor");
        const numbers = [...editor.querySelectorAll(".margin-view-overlays .line-numbers")];
        const top = numbers.find((e) => e.textContent.trim() === String(at))?.parentElement.style.top;
        const line = [...editor.querySelectorAll(".view-lines .view-line")].find((e) => e.style.top === top);
        const unquote = (s) => (s && s !== "none" && s !== "normal" ? JSON.parse(s.startsWith('"') ? s : '""') : "");
        const of = (e) =>
          unquote(getComputedStyle(e, "::before").content) +
          [...e.childNodes].map((c) => (c.nodeType === Node.TEXT_NODE ? c.data : of(c))).join("") +
          unquote(getComputedStyle(e, "::after").content);
        return line && of(line);
      };
      return window.lineOf(n);
    }, number);
    return text === undefined ? undefined : plain(text);
  }

  /** Waits until a line shows something. */
  async shows(number, wanted, patience = undefined) {
    let last;
    return until(
      `line ${number} to show ${wanted}`,
      async () => {
        last = await this.line(number);
        return last !== undefined && (wanted instanceof RegExp ? wanted.test(last) : last.includes(wanted)) && last;
      },
      patience,
    ).catch((e) => {
      throw new Error(`${e.message}; it shows ${JSON.stringify(last)}`);
    });
  }

  /** Notes from now on what a line looks like in every frame, when all that the frame draws is there. */
  async watch(number) {
    await this.line(number);
    await this.page.evaluate((n) => {
      const seen = [];
      const probe = document.body.appendChild(document.createElement("div"));
      probe.style.cssText = "position: fixed; width: 1px; height: 1px";
      const observer = new ResizeObserver(() => { // told of sizes after all that was to be done for the frame, before it is painted
        const shown = window.lineOf(n);
        if (seen.at(-1) !== shown) {
          seen.push(shown);
        }
      });
      observer.observe(probe);
      let frame;
      const next = () => {
        probe.style.height = probe.style.height === "1px" ? "2px" : "1px";
        frame = requestAnimationFrame(next);
      };
      next();
      window.watched = async () => {
        const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        await drawn();
        await drawn(); // the frame before may have begun when this one was asked for
        cancelAnimationFrame(frame);
        observer.disconnect();
        probe.remove();
        return seen;
      };
    }, number);
  }

  /** What a line has looked like since it is watched, one after the other, and as it is now. */
  async watched() {
    return (await this.page.evaluate(() => window.watched())).map(plain);
  }

  /** How many problems the status bar counts: "errors warnings". */
  async problems() {
    return plain(await this.page.textContent('[id="status.problems"]')).trim();
  }

  async status() {
    return plain(await this.page.textContent('.statusbar-item[id^="goawait.goawait"]')).trim();
  }

  /** Takes a quick fix at the cursor. */
  async fix(title) {
    await until(`the fix ${title}`, async () => {
      await this.press("Control+.");
      await this.page.locator(".action-widget .monaco-list-row.focused", { hasText: title }).first().waitFor({ timeout: 5000 });
      await this.press("Enter");
      return true;
    });
  }

  /** The text of what the panel shows. */
  async panel() {
    return plain(await this.page.locator(".part.panel .view-lines").first().innerText());
  }

  /** The text of a view of the side bar. */
  async view(title) {
    return plain(await this.pane(title).innerText());
  }

  pane(title) {
    return this.page.locator(".part.sidebar .pane", { has: this.page.locator(".pane-header", { hasText: title }) }).first();
  }

  /** A row of a view, by a text in it. */
  row(title, text) {
    return this.pane(title).locator(".monaco-list-row", { hasText: text }).first();
  }

  async clipboard() {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Clicks an action of a row of a view; how says how long the button is held. */
  async act(title, row, action, how = {}) {
    const at = this.row(title, row);
    await at.hover();
    await at.locator(`.action-label[aria-label^="${action}"]`).click(how);
  }

  /** Waits for a notification. */
  async notice(text) {
    await this.page.locator(".notifications-toasts .notification-list-item-message", { hasText: text }).first().waitFor();
  }

  /** Waits until a notification offers something. */
  async offers(...actions) {
    for (const action of actions) {
      await this.page.locator(".notifications-toasts .notification-list-item-buttons-container .monaco-button", { hasText: action }).first().waitFor();
    }
  }

  /** The font styles on a line, decorations included. */
  async style(number) {
    return this.page.evaluate((n) => {
      const editor = document.querySelector(".editor-instance .monaco-editor");
      const numbers = [...editor.querySelectorAll(".margin-view-overlays .line-numbers")];
      const top = numbers.find((e) => e.textContent.trim() === String(n))?.parentElement.style.top;
      const line = [...editor.querySelectorAll(".view-lines .view-line")].find((e) => e.style.top === top);
      return [...(line?.querySelectorAll("span") ?? [])].map((e) => `${getComputedStyle(e, "::after").fontStyle} ${getComputedStyle(e, "::before").fontStyle}`).join(" ");
    }, number);
  }

  /** Chooses a colour theme by its name. */
  async theme(name) {
    await this.pick(name, () => this.command("Preferences: Color Theme"), { input: '.quick-input-widget input[placeholder*="heme"]' });
  }

  /** How much each text that the extension puts beside the code stands out from the editor's background: WCAG's ratio. */
  async contrasts() {
    return this.page.evaluate(() => {
      const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      const over = (...colors) => {
        canvas.reset();
        for (const color of colors) {
          canvas.fillStyle = color;
          canvas.fillRect(0, 0, 1, 1);
        }
        const linear = [...canvas.getImageData(0, 0, 1, 1).data].map((v) => (v <= 10 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05;
      };
      const editor = document.querySelector(".editor-instance .monaco-editor");
      const back = getComputedStyle(editor).backgroundColor;
      const beside = [...editor.querySelectorAll(".view-line span")].map((e) => getComputedStyle(e, "::after")).filter((s) => /["][⇒✗✓■│⠋-⠿]/.test(s.content));
      return beside.map((s) => over(back, s.color) / over(back)).map((ratio) => Math.max(ratio, 1 / ratio));
    });
  }

  async picture(name) {
    const dir = process.env.GOAWAIT_PICTURES;
    if (dir) {
      fs.mkdirSync(dir, { recursive: true });
      await this.page.screenshot({ path: path.join(dir, `${name}.png`) });
    }
  }

  async reload() {
    await this.page.reload();
    await this.page.waitForSelector(".monaco-workbench .part.statusbar");
  }

  async close() {
    await this.page.context().close();
  }
}

module.exports = { Window, plain };
