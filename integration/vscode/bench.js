// How long it takes from Shift+Enter to the value on the screen, beside how long a hover takes in the same window.
// Measured in the page: from the key's event to the end of the first animation frame that shows the text.
"use strict";
const { Editor, until } = require("./editor");

const lines = 20;
const rounds = Number(process.env.GOAWAIT_BENCH_ROUNDS ?? 6);

/** In the page: resolves with the milliseconds from the next press of a key until a frame with shown() has been drawn. */
function watch(key, kind, line) {
  const text = (e) => [...e.querySelectorAll("*")].map((c) => getComputedStyle(c, "::after").content).join("");
  const shown = {
    value: () => {
      const editor = document.querySelector(".editor-instance .monaco-editor");
      const top = [...editor.querySelectorAll(".line-numbers")].find((e) => e.textContent.trim() === String(line))?.parentElement.style.top;
      const at = [...editor.querySelectorAll(".view-lines .view-line")].find((e) => e.style.top === top);
      return at !== undefined && text(at).includes("2");
    },
    hover: () => [...document.querySelectorAll(".monaco-hover:not(.hidden) .hover-row")].some((e) => /took/.test(e.textContent)),
  }[kind];
  window.measured = new Promise((resolve) => {
    const down = (event) => {
      if (event.key === key) {
        window.removeEventListener("keydown", down, true);
        const start = performance.now();
        // a message from a frame comes when all of the frame has been done, what the editor draws in it as well
        const { port1, port2 } = new MessageChannel();
        const frame = () => port2.postMessage(requestAnimationFrame(frame));
        port1.onmessage = ({ data: next }) => {
          if (shown()) {
            cancelAnimationFrame(next);
            port1.close();
            resolve(performance.now() - start);
          }
        };
        requestAnimationFrame(frame);
      }
    };
    window.addEventListener("keydown", down, true);
  });
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];

function report(what, times) {
  const sorted = times.toSorted((a, b) => a - b);
  const [p50, p10, p90, p99] = [0.5, 0.1, 0.9, 0.99].map((q) => `${quantile(sorted, q).toFixed(0)} ms`);
  console.log(`| ${what} | ${p50} (${p10}–${p90}) | ${p99} | ${times.length} |`);
}

async function main() {
  const editor = await Editor.start({ more: { "editor.scrollBeyondLastLine": false } });
  try {
    const w = (editor.last = await editor.open(await editor.folder({ "scratch.goa": "1+1\n".repeat(lines) }), "scratch.goa"));
    await w.ready("scratch.goa");
    await w.served();
    const values = [];
    const hovers = [];
    for (let round = 0; round <= rounds; round++) {
      await w.command("Goawait: Clear Results");
      await until("the values to go", async () => !(await w.line(lines)).includes("⇒") && !(await w.line(1)).includes("⇒"));
      await w.go(1);
      for (let line = 1; line <= lines; line++) {
        await w.page.evaluate(watchCall("Enter", "value", line));
        await w.press("Shift+Enter");
        const took = await w.page.evaluate("window.measured");
        if (round > 0) {
          values.push(took); // the first round warms up
        }
        await until("the next line", async () => line === lines || (await w.cursor()) === `Ln ${line + 1}, Col 1`);
      }
      for (let line = 1; line <= lines; line += 2) {
        await w.go(line);
        await w.press("Control+k");
        await w.page.evaluate(watchCall("i", "hover", line));
        await w.press("Control+i");
        const took = await w.page.evaluate("window.measured");
        if (round > 0) {
          hovers.push(took);
        }
        await w.press("Escape");
        await until("the hover to go", async () => (await w.page.locator(".monaco-hover:not(.hidden) .hover-row").count()) === 0);
      }
    }
    console.log("| in the browser | p50 (p10–p90) | p99 | runs |\n|---|---|---|---|");
    report("Shift+Enter to the value of `1+1` on the screen", values);
    report("Ctrl+K Ctrl+I to the hover of a result", hovers);
  } catch (problem) {
    await editor.last?.picture("bench failed");
    throw problem;
  } finally {
    await editor.stop();
  }
}

const watchCall = (...args) => `(${watch})(...${JSON.stringify(args)})`;

main().catch((problem) => {
  console.error(problem);
  process.exitCode = 1;
});
