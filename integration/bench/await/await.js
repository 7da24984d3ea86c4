// Measures awaiting in Node: node --expose-gc await.js METRIC [immediate] prints nanoseconds for
// each, or bytes. A task gives way by a microtask, or with the second argument by setImmediate,
// which lets Node's event loop have its turn.
'use strict';

const pending = 100000;
const metric = process.argv[2];

const giveWay = process.argv[3] === 'immediate' ? () => new Promise((done) => setImmediate(done)) : () => null;

async function add(i) { return i + 1; }

async function each(n, f) {
  let best;
  for (let round = 0; round < 12; round++) {
    const start = process.cpuUsage();
    await f(n);
    const { user, system } = process.cpuUsage(start);
    const took = (user + system) * 1000 / n;
    if (round > 0 && (best === undefined || took < best)) best = took;
  }
  return best;
}

function resident() {
  global.gc();
  return process.memoryUsage().rss;
}

const metrics = {
  trivial: () => each(100000, async (n) => { for (let i = 0; i < n; i++) await add(i); }),
  suspend: () => each(100000, async (n) => { for (let i = 0; i < n; i++) await giveWay(); }),
  switch: () => each(100000, async (n) => {
    const player = async () => { for (let i = 0; i < n / 2; i++) await giveWay(); };
    await Promise.all([player(), player()]);
  }),
  gather10k: () => each(10000, many),
  gather100k: () => each(100000, many),
  memory: async () => {
    const before = resident();
    const all = [];
    for (let i = 0; i < pending; i++) all.push((async () => { await new Promise((r) => setTimeout(r, 3600000)); })());
    await new Promise((r) => setTimeout(r, 500));
    return (resident() - before) / pending;
  },
};

async function many(n) {
  const all = [];
  for (let i = 0; i < n; i++) all.push((async () => { await giveWay(); return i; })());
  await Promise.all(all);
}

metrics[metric]().then((figure) => { console.log(figure); process.exit(0); });
