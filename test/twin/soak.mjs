// The engine against its slow twin on as many random orders as are asked for, a worker a core:
// `npm run soak:twin -- --orders 1000000 [--seed 1]`. Exit 1 at the first difference, told with the seed that repeats it.
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: { orders: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const [wanted, firstSeed] = [Number(values.orders), Number(values.seed)];
if (!Number.isSafeInteger(wanted) || !Number.isSafeInteger(firstSeed) || wanted < 1) {
  process.stderr.write('--orders and --seed are whole numbers\n');
  process.exit(2);
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = `${root}node_modules/.cache/papertape-soak/twin.mjs`;
mkdirSync(fileURLToPath(new URL('../../node_modules/.cache/papertape-soak', import.meta.url)), { recursive: true });
await build({
  entryPoints: [`${root}test/twin/soak.ts`],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});

const SEEDS = 100;
const EVERY = 10_000;
const began = performance.now();
const total = { runs: 0, orders: 0, fills: 0 };
let next = firstSeed;
let said = began;

const told = (text) => process.stdout.write(`${text}\n`);
const summary = () => {
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  return `${total.orders} orders, ${total.fills} fills in ${total.runs} runs (seeds ${firstSeed} to ${next - 1}), ${seconds} s`;
};

function work() {
  const worker = new Worker(outfile);
  return new Promise((resolve, reject) => {
    const give = () => {
      if (total.orders >= wanted) {
        resolve(worker.terminate());
        return;
      }
      // As few as it takes at the most: a run has more than one order.
      const count = Math.min(SEEDS, wanted - total.orders);
      worker.postMessage({ from: next, count });
      next += count;
    };
    worker.on('error', reject);
    worker.on('message', ({ count, orders, fills, difference }) => {
      if (difference !== null) {
        told(difference);
        process.exit(1);
      }
      total.runs += count;
      total.orders += orders;
      total.fills += fills;
      if (performance.now() - said > EVERY) {
        said = performance.now();
        told(summary());
      }
      give();
    });
    give();
  });
}

await Promise.all(Array.from({ length: Math.min(availableParallelism(), wanted) }, work));
told(`engine and twin agree: ${summary()}`);
