// Makes the pictures of the extension's README, of the real thing.
"use strict";
const path = require("node:path");
const { Editor, until } = require("./editor");

const text = `//%% A page, off the loop and cancellable
srv := httptest.NewServer(http.NotFoundHandler())
resp := await http.Get(srv.URL)
resp.Status

//%% Coroutines, two of them at once
async func greet(name string) string {
	await async.Sleep(120 * time.Millisecond)
	return "hello " + name
}
await async.Gather(greet("ada"), greet("grace"))

//%% A task goes on in the background
async func tick() {
	for i := range 10_000 {
		fmt.Println("tick", i)
		await async.Sleep(100 * time.Millisecond)
	}
}
t := async.Spawn(tick())

//%% What fails says so
await http.Get("http://127.0.0.1:1")

//%% What runs says for how long
await async.Sleep(time.Minute)
`;

async function main() {
  const to = path.join(__dirname, "..", "..", "vscode-extension", "images");
  const editor = await Editor.start({ more: { "workbench.colorTheme": "Default Dark Modern" } });
  try {
    const w = await editor.open(await editor.folder({ "scratch.goa": text }), "scratch.goa", { width: 1000, height: 780 });
    await w.ready("scratch.goa");
    await w.served();
    await w.command("View: Close Primary Side Bar").catch(() => undefined);
    await w.press("Control+1");
    for (const [line, shows, end] of [[2, "⇒", 4], [7, "⇒", 11], [14, "tick", 20], [23, "✗", 23]]) {
      await w.go(line);
      await w.press("Control+Enter");
      await w.shows(end, shows);
    }
    await w.go(26);
    await w.press("Control+Enter");
    await w.shows(26, /[1-9]\.\d s/);
    await w.press("Control+Home");
    await w.shows(26, /[2-9]\.\d s/);
    await w.page.screenshot({ path: path.join(to, "inline.png") });
    await w.command("Goawait: Show Session");
    await until("the tasks", async () => /sleep/.test(await w.view("Tasks")));
    await w.command("Goawait: Show Output");
    await until("the output", async () => /tick/.test(await w.panel()));
    await w.page.screenshot({ path: path.join(to, "session.png") });
  } finally {
    await editor.stop();
  }
}

main().catch((problem) => {
  console.error(problem);
  process.exitCode = 1;
});
