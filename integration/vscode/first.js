// Stands in for `code FILE`: opens the file in a VS Code with the person's profile, writes 1+1, presses Shift+Enter, and
// ends when the value is beside it.
"use strict";
const { Editor } = require("./editor");

async function main([folder, file, code, profile]) {
  const editor = await Editor.existing(code, profile);
  try {
    await editor.write(folder, file, "");
    const w = await editor.open(folder, file);
    await w.ready(file);
    await w.type("1+1");
    await w.served();
    await w.press("Shift+Enter");
    await w.shows(1, "⇒ 2");
  } finally {
    await editor.stop();
  }
}

main(process.argv.slice(2)).catch((problem) => {
  console.error(problem);
  process.exitCode = 1;
});
