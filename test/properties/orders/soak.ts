/**
 * The properties of orders over as many random markets as one likes: `npm run soak:orders -- --runs 10000 [--seed S] [--only]`.
 *
 * Goes on until every property has had something to judge in that many markets, on all cores. `--seed` is the first one,
 * `--only` looks at that market alone and tells all of it.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { caseOf } from './case.ts';
import { judge } from './check.ts';
import { CHECKS } from './checks/index.ts';
import { shrink } from './shrink.ts';
import { type Count, range, repeatOf, tally } from './tally.ts';
import { tell } from './tell.ts';
import { tryCase } from './trial.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Markets judged at a time. */
const BATCH = 200;

type Counts = Map<string, Count>;

interface Batch {
  readonly from: number;
  readonly step: number;
}

function add(to: Counts, [name, { markets, judged, failures }]: [string, Count]): void {
  const sum = to.get(name) ?? { markets: 0, judged: 0, failures: [] };
  to.set(name, {
    markets: sum.markets + markets,
    judged: sum.judged + judged,
    failures: [...sum.failures, ...failures].slice(0, 3),
  });
}

/** Each worker judges every n-th seed, a batch after the other, until the parent has seen enough. */
function soak(first: number, runs: number): Promise<{ readonly counts: Counts; readonly markets: number }> {
  const workers = availableParallelism();
  const counts: Counts = new Map();
  let markets = 0;
  const isEnough = (): boolean => {
    const all = [...counts.values()];
    return all.some(({ failures }) => failures.length > 0) || all.every((count) => count.markets >= runs);
  };
  return new Promise((resolve, reject) => {
    let running = workers;
    for (let worker = 0; worker < workers; worker++) {
      const child = fork(fileURLToPath(import.meta.url), ['--worker']);
      let from = first + worker;
      const next = (): void => {
        if (markets > 0 && isEnough()) child.disconnect();
        else child.send({ from, step: workers } satisfies Batch);
        from += BATCH * workers;
      };
      child.on('message', (batch: [string, Count][]) => {
        for (const entry of batch) add(counts, entry);
        markets += BATCH;
        if (markets % 10_000 === 0) print(`${markets} markets`);
        next();
      });
      child.on('exit', (code) => {
        if (code !== 0) reject(new Error(`a worker ended with ${code}`));
        running -= 1;
        if (running === 0) resolve({ counts, markets });
      });
      next();
    }
  });
}

function table(counts: Counts): void {
  print(`${'property'.padEnd(18)}${'markets'.padStart(9)}${'judged'.padStart(12)}`);
  for (const { name, says } of CHECKS) {
    const { markets, judged, failures } = counts.get(name)!;
    const verdict = failures.length === 0 ? '' : '  FAILS';
    print(`${name.padEnd(18)}${String(markets).padStart(9)}${String(judged).padStart(12)}  ${says}${verdict}`);
  }
}

/** The seed, the command that repeats it, and the smallest case that still breaks the property. */
function report(counts: Counts): boolean {
  let fails = false;
  for (const check of CHECKS) {
    const [first, ...others] = counts.get(check.name)!.failures;
    if (first === undefined) continue;
    fails = true;
    print(`\n${check.name}: ${check.says}`);
    print(`seed ${first.seed}${others.map(({ seed }) => `, ${seed}`).join('')}: ${first.fault}`);
    print(`again: ${repeatOf(first.seed)}`);
    const small = shrink(caseOf(first.seed), check);
    print(`as small as it gets: ${judge(tryCase(small), [check])[0]!.faults[0]}\n${tell(small)}`);
  }
  return fails;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      only: { type: 'boolean', default: false },
    },
  });
  const [seed, runs] = [Number(values.seed), Number(values.runs)];
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(runs) || runs < 1) {
    throw new Error('--seed and --runs are whole numbers');
  }
  if (values.only) print(tell(caseOf(seed)));
  const { counts, markets } = values.only
    ? { counts: tally(CHECKS, range(seed, 1)), markets: 1 }
    : await soak(seed, runs);
  print(`\n${markets} random markets from seed ${seed} on`);
  table(counts);
  if (report(counts)) process.exitCode = 1;
}

if (process.argv[2] === '--worker') {
  process.on('message', ({ from, step }: Batch) => {
    process.send!([...tally(CHECKS, range(from, BATCH, step))]);
  });
} else await main();
