// Drives `goawait dap` over stdio with the debug adapter test client of VS Code's makers.
// GOAWAIT_BIN names the program; the working directory is the workspace.
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { DebugClient } = require('@vscode/debugadapter-testsupport');

const program = process.env.GOAWAIT_BIN;
assert.ok(program, 'GOAWAIT_BIN is not set');
const document = path.join(process.cwd(), 'scratch.goa');

/** Starts a client that has its session. */
async function connect(session) {
  const client = new DebugClient(program, 'dap', 'goawait', { cwd: process.cwd() }, true);
  client.defaultTimeout = 20000;
  await client.start();
  const response = await client.initializeRequest({
    clientID: 'vscode', adapterID: 'goawait', pathFormat: 'path', linesStartAt1: true, columnsStartAt1: true,
    supportsVariableType: true, supportsInvalidatedEvent: true,
  });
  const initialized = client.waitForEvent('initialized');
  await client.launchRequest({ workspace: process.cwd(), session });
  await initialized;
  await client.configurationDoneRequest();
  return { client, capabilities: response.body };
}

/** Runs a cell and gives the answer's body. */
async function run(client, expression, more = {}) {
  const response = await client.evaluateRequest({ expression, context: 'repl', ...more });
  return response.body;
}

/** Waits for an output event that fits, among those that come from now on. */
function output(client, fits) {
  return new Promise((resolve) => {
    const listener = (event) => {
      if (fits(event.body)) {
        client.removeListener('output', listener);
        resolve(event.body);
      }
    };
    client.on('output', listener);
  });
}

/** Sends a request, and gives its number beside the promise of its answer. */
function numbered(client, command, args) {
  const seq = client.sequence;
  return { seq, answer: client.send(command, args) };
}

/** The session's names, as a client comes by them: threads, stack, scopes, variables. */
async function variables(client) {
  const { body: { threads } } = await client.threadsRequest();
  const { body: { stackFrames } } = await client.stackTraceRequest({ threadId: threads[0].id });
  const { body: { scopes } } = await client.scopesRequest({ frameId: stackFrames[0].id });
  assert.equal(scopes.length, 1, 'the session has one scope');
  const { body } = await client.variablesRequest({ variablesReference: scopes[0].variablesReference });
  return new Map(body.variables.map((v) => [v.name, v]));
}

describe('goawait dap', function () {
  this.timeout(60000);
  let client;
  let capabilities;

  before(async () => {
    ({ client, capabilities } = await connect('default'));
  });
  after(async () => {
    await client.stop();
  });

  it('says what it can do', () => {
    for (const can of ['supportsConfigurationDoneRequest', 'supportsCancelRequest', 'supportsRestartRequest', 'supportsTerminateRequest']) {
      assert.equal(capabilities[can], true, can);
    }
  });

  it('evaluates cells in one namespace', async () => {
    assert.equal((await run(client, 'x := 20')).result, '');
    const body = await run(client, 'x + 1');
    assert.equal(body.result, '21');
    assert.equal(body.type, 'int');
  });

  it('awaits at top level', async () => {
    const body = await run(client, 'async func f() int { await async.Sleep(0); return 7 }\nawait f()');
    assert.equal(body.result, '7');
  });

  it('says where a region went wrong, in the document', async () => {
    const at = { source: { path: document }, line: 12, column: 1 };
    await assert.rejects(run(client, 'await 3', at), /scratch\.goa:12:\d+: int is not awaitable/);
    await assert.rejects(run(client, 'await http.Get("http://127.0.0.1:1")', at), /scratch\.goa:12: await: Get .*connection refused/);
  });

  it('tells whose output it is, while the cell runs and after', async () => {
    const first = output(client, (body) => body.output.includes('one'));
    const late = output(client, (body) => body.output.includes('two'));
    const at = { source: { path: document }, line: 30, column: 1 };
    await run(client, [
      'gate := make(chan int)',
      'async func child() { fmt.Println("one"); await gate; fmt.Println("two") }',
      't := async.Spawn(child())',
    ].join('\n'), at);
    const one = await first;
    assert.equal(one.category, 'stdout');
    assert.equal(one.source.path, document);
    assert.equal(one.line, 30);
    await run(client, 'gate <- 1', { source: { path: document }, line: 40, column: 1 });
    assert.equal((await late).line, 30, 'the cell that spawned the task, not the one that runs');
    await run(client, 'await t');
  });

  it('shows values as trees', async () => {
    await run(client, 'm := map[string][]int{"a": {1, 2}}');
    const names = await variables(client);
    assert.equal(names.get('x').value, '20');
    const m = names.get('m');
    assert.equal(m.type, 'map[string][]int');
    assert.ok(m.variablesReference > 0, 'm has children');
    const { body: { variables: entries } } = await client.variablesRequest({ variablesReference: m.variablesReference });
    assert.equal(entries.length, 1);
    assert.match(entries[0].name, /a/);
    const { body: { variables: elements } } = await client.variablesRequest({ variablesReference: entries[0].variablesReference });
    assert.deepEqual(elements.map((v) => v.value), ['1', '2']);
  });

  it('cancels one evaluate and no other', async () => {
    const running = output(client, (body) => body.output.includes('running'));
    const spin = numbered(client, 'evaluate', { context: 'repl', expression: 'fmt.Println("running")\nfor {\n}' });
    const refused = assert.rejects(spin.answer, /interrupted|cancel/);
    await running;
    const next = run(client, 'x * 2');
    await client.send('cancel', { requestId: spin.seq });
    await refused;
    assert.equal((await next).result, '40');
  });

  it('shares a session between clients', async () => {
    const { client: other } = await connect('default');
    try {
      const seen = output(other, (body) => body.output.includes('hello, everybody'));
      await run(client, 'fmt.Println("hello, everybody")');
      await seen;
      assert.equal((await run(other, 'x')).result, '20');
    } finally {
      await other.stop();
    }
    assert.equal((await run(client, 'x')).result, '20', 'the session outlives a client');
  });

  it('restarts', async () => {
    await client.send('restart', {});
    await assert.rejects(run(client, 'x'), /undefined: x/);
  });

  it('ends the session', async () => {
    const { client: other } = await connect('brief');
    await run(other, 'y := 1');
    const terminated = other.waitForEvent('terminated');
    await other.terminateRequest();
    await terminated;
    await other.stop();
    const { client: again } = await connect('brief');
    await assert.rejects(run(again, 'y'), /undefined: y/, 'what was there is gone');
    await again.stop();
  });
});
