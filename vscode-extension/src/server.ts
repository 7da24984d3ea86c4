// The language server of this window: started when first needed, its notifications as events, its requests as calls
// that tell the person what went wrong.
import { spawn } from "node:child_process";
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type DynamicFeature,
  type LanguageClientOptions,
  type StaticFeature,
  State as ClientState,
} from "vscode-languageclient/node";
import { findProgram, tellBroken, tellMissing, tellOld, tellUntrusted } from "./binary";
import type { Output, Result, Status } from "./protocol";
import { environment, explicitSettings, workspaceRoot } from "./settings";

const methodNotFound = -32601;
/** What ends sooner is not shown as running: it would only flicker, and what is painted for it delays the value. */
export const patience = 150;
const maxRestarts = 4;
const restartsWithin = 3 * 60 * 1000;

/** A client that leaves the server's commands to this extension, which contributes commands under the same names. */
class Client extends LanguageClient {
  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    if (!("registrationType" in feature) || feature.registrationType.method !== "workspace/executeCommand") {
      super.registerFeature(feature);
    }
  }

  /** What goes wrong is in the log; this extension says it in words of its own. */
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export class Server implements vscode.Disposable {
  private readonly result = new vscode.EventEmitter<Result>();
  private readonly output = new vscode.EventEmitter<Output>();
  private readonly status = new vscode.EventEmitter<Status | undefined>();
  private readonly cleared = new vscode.EventEmitter<string | undefined>();
  readonly onResult = this.result.event;
  readonly onOutput = this.output.event;
  /** undefined where the server does not run. */
  readonly onStatus = this.status.event;
  /** Results of the document, or of all, are gone. */
  readonly onCleared = this.cleared.event;

  private starting: Promise<Client | undefined> | undefined;
  private path = "";
  private old = false;
  private latest: Status | undefined;
  private told: Status | undefined;
  private telling: NodeJS.Timeout | undefined;
  private ended: number[] = [];
  private log: vscode.LogOutputChannel | undefined;

  get now(): Status | undefined {
    return this.latest;
  }

  /** The running client, started if need be; undefined if that is not possible, which the person has been told. */
  ensure(): Promise<Client | undefined> {
    this.starting ??= this.start().then((client) => {
      if (!client) {
        this.starting = undefined;
      }
      return client;
    });
    return this.starting;
  }

  private async start(): Promise<Client | undefined> {
    const root = workspaceRoot();
    const { path, why } = await findProgram();
    if (!path) {
      void tellMissing(why);
      return undefined;
    }
    [this.path, this.old] = [path, false];
    const args = ["lsp", "--workspace", root];
    if (!vscode.workspace.isTrusted) {
      args.push("--restricted");
    }
    this.log ??= vscode.window.createOutputChannel("Goawait Language Server", { log: true });
    let fail: (problem: Error) => void = () => undefined;
    const died = new Promise<never>((_, reject) => (fail = reject));
    died.catch(() => undefined); // later it is started again
    const serve = () => {
      const child = spawn(path, args, { cwd: root, env: environment() });
      let said = "";
      child.stderr.on("data", (text: Buffer) => (said = text.toString().trim().split("\n").at(-1)!));
      child.once("error", fail);
      child.once("exit", (code, signal) => fail(new Error(`it ended with ${signal ?? `status ${code}`}. ${said}`)));
      return Promise.resolve(child);
    };
    const client = new Client("goawait", "Goawait", serve, this.options(this.log));
    client.onNotification("goawait/result", (r: Result) => this.result.fire(r));
    client.onNotification("goawait/output", (o: Output) => this.output.fire(o));
    client.onNotification("goawait/status", (s: Status) => this.setStatus(s));
    client.onNotification("goawait/cleared", (c: { textDocument?: { uri: string } }) => this.cleared.fire(c.textDocument?.uri));
    client.onDidChangeState((e) => {
      if (e.newState === ClientState.Stopped) {
        this.setStatus(undefined);
      }
    });
    const silent = setTimeout(() => void tellBroken(path, "it has not answered for a minute."), 60_000);
    try {
      await Promise.race([client.start(), died]);
      return client;
    } catch (problem) {
      const first = new Promise((resolve) => setTimeout(resolve, 500, problem)); // how it ended says more
      const why: unknown = await Promise.race([died.catch((ended: unknown) => ended), first]);
      void tellBroken(path, why instanceof Error ? why.message : String(why));
      return undefined;
    } finally {
      clearTimeout(silent);
    }
  }

  private options(log: vscode.LogOutputChannel): LanguageClientOptions {
    return {
      documentSelector: [
        { language: "goawait", scheme: "file" },
        { language: "goawait", scheme: "untitled" },
        { language: "go", scheme: "file" },
      ],
      initializationOptions: () => ({ settings: explicitSettings(), output: true, commandLinks: true, typeLinks: true }),
      synchronize: { configurationSection: "goawait" },
      middleware: {
        workspace: {
          didChangeConfiguration: async () => {
            const client = await this.starting;
            await client?.sendNotification("workspace/didChangeConfiguration", { settings: { goawait: explicitSettings() } });
          },
        },
      },
      markdown: { isTrusted: { enabledCommands: ["goawait.copyResult", "goawait.openResult", "goawait.goToType", "goawait.runAgain"] } },
      outputChannel: log,
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.closed(),
      },
    };
  }

  /** The server went away: it is started again, unless it does so all the time. */
  private closed() {
    const now = Date.now();
    this.ended = [...this.ended.filter((t) => now - t < restartsWithin), now];
    if (!this.latest || this.ended.length > maxRestarts) {
      if (this.latest) {
        void vscode.window
          .showErrorMessage("The goawait language server ended several times.", "Start Again", "Show Log")
          .then((choice) => choice && vscode.commands.executeCommand(choice === "Show Log" ? "goawait.showLog" : "goawait.startServer"));
      }
      return { action: CloseAction.DoNotRestart, handled: true };
    }
    return { action: CloseAction.Restart, handled: true };
  }

  private setStatus(status: Status | undefined): void {
    this.latest = status;
    if (status?.state === "busy") {
      this.telling ??= setTimeout(() => this.tellStatus(), patience);
    } else {
      this.tellStatus();
    }
  }

  private tellStatus(): void {
    const status = this.latest;
    clearTimeout(this.telling);
    this.telling = undefined;
    if (JSON.stringify(status) === JSON.stringify(this.told)) {
      return;
    }
    for (const [key, value] of Object.entries({ ready: status !== undefined, running: status?.state === "busy" })) {
      void vscode.commands.executeCommand("setContext", `goawait.${key}`, value);
    }
    this.told = status;
    this.status.fire(status);
  }

  /** Sends a request. Where it fails, the person is told and the answer is undefined. */
  async request<R>(method: string, params: object = {}): Promise<R | undefined> {
    const client = await this.ensure();
    if (!client) {
      return undefined;
    }
    try {
      return await client.sendRequest<R>(method, params);
    } catch (problem) {
      const { code, message } = problem as { code?: number; message: string };
      if (code === methodNotFound && !this.old) {
        this.old = true;
        void tellOld(this.path, method);
      } else if (client.state === ClientState.Running) {
        vscode.window.setStatusBarMessage(`$(warning) ${message}`, 5000);
      }
      return undefined;
    }
  }

  /** Has the server carry out one of its commands; where nothing is to be executed, the person is told. */
  async execute<R>(command: string, argument: object = {}): Promise<R | undefined> {
    if (!vscode.workspace.isTrusted) {
      void tellUntrusted();
      return undefined;
    }
    return this.request<R>("workspace/executeCommand", { command, arguments: [argument] });
  }

  /** Starts the server afresh; the session lives on. */
  async restart(): Promise<void> {
    await this.stop();
    this.ended = [];
    await this.ensure();
  }

  private async stop(): Promise<void> {
    const client = await this.starting;
    this.starting = undefined;
    await client?.dispose().catch(() => undefined); // it may have ended by itself
    this.setStatus(undefined);
  }

  showLog(): void {
    this.log?.show();
  }

  async dispose(): Promise<void> {
    await this.stop();
    clearTimeout(this.telling);
    for (const d of [this.result, this.output, this.status, this.cleared, this.log]) {
      d?.dispose();
    }
  }
}
