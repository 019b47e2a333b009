/**
 * Seeded simulation on all cores: `npm run soak -- --seeds 20000 [--seed FIRST] [--twin]`, `npm run soak -- --faults`.
 *
 * Each seed is a market with settings, frictions and orders of every kind, nonsense among them; after every event the books
 * are looked at, every property of orders is judged, and the run is kept at some event and gone on with. `--twin`: engine and
 * slow twin side by side in the place of that. `--seed` is a number or a git hash. Exit 1 at the first fault, told with its
 * seed, the command that repeats it, and the case made as small as it gets.
 */
import { fork } from 'node:child_process';
import { unlinkSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { caseOf } from '../properties/orders/case.ts';
import { judge } from '../properties/orders/check.ts';
import { shrink } from '../properties/orders/shrink.ts';
import { type Count, range, tally } from '../properties/orders/tally.ts';
import { tell } from '../properties/orders/tell.ts';
import { tryCase } from '../properties/orders/trial.ts';
import { compare } from '../twin/compare.ts';
import { tellDifference } from '../twin/tell.ts';
import { traffic } from '../twin/traffic.ts';
import { FAULTS, find, SOAK_CHECKS } from './faults.ts';
import { repeatOf, seedOf } from './seeds.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
/** Seeds judged at a time, and how often a line says how far it is. */
const BATCH = 50;
const EVERY_MS = 10_000;

interface Batch {
  readonly mode: 'orders' | 'twin';
  readonly from: number;
  readonly count: number;
}
type Counts = [string, Count][];

function judgeBatch({ mode, from, count }: Batch): Counts {
  if (mode === 'orders') return [...tally(SOAK_CHECKS, range(from, count))];
  const agree: Count = { markets: 0, judged: 0, failures: [] };
  for (const seed of range(from, count)) {
    const { orders, difference } = compare(traffic(seed));
    agree.markets += 1;
    agree.judged += orders;
    if (difference !== null) agree.failures.push({ seed, fault: difference.kind });
  }
  return [['twin', agree]];
}

function soak(mode: Batch['mode'], first: number, seeds: number): Promise<Map<string, Count>> {
  const counts = new Map<string, Count>();
  let [given, done, said] = [0, 0, performance.now()];
  const hasFailed = (): boolean => [...counts.values()].some(({ failures }) => failures.length > 0);
  const add = ([name, { markets, judged, failures }]: [string, Count]): void => {
    const sum = counts.get(name) ?? { markets: 0, judged: 0, failures: [] };
    const all = [...sum.failures, ...failures].sort((a, b) => a.seed - b.seed).slice(0, 3);
    counts.set(name, { markets: sum.markets + markets, judged: sum.judged + judged, failures: all });
  };
  const work = (): Promise<void> =>
    new Promise((fulfil, fail) => {
      const child = fork(fileURLToPath(import.meta.url), ['--worker']);
      let count = 0;
      const next = (): void => {
        done += count;
        if (performance.now() - said > EVERY_MS) {
          said = performance.now();
          print(`${done} of ${seeds} seeds`);
        }
        count = Math.min(BATCH, seeds - given);
        if (count === 0 || hasFailed()) {
          child.disconnect();
          return;
        }
        child.send({ mode, from: first + given, count } satisfies Batch);
        given += count;
      };
      child.on('message', (batch: Counts) => {
        for (const entry of batch) add(entry);
        next();
      });
      child.on('exit', (code) => (code === 0 ? fulfil() : fail(new Error(`a worker ended with ${code}`))));
      next();
    });
  return Promise.all(Array.from({ length: Math.min(availableParallelism(), Math.ceil(seeds / BATCH)) }, work)).then(
    () => counts,
  );
}

function table(counts: ReadonlyMap<string, Count>): void {
  print(`${'property'.padEnd(18)}${'seeds'.padStart(9)}${'judged'.padStart(12)}`);
  for (const [name, { markets, judged, failures }] of counts) {
    const says = SOAK_CHECKS.find((check) => check.name === name)?.says ?? 'engine and twin say the same of each order';
    const verdict = failures.length === 0 ? '' : '  FAILS';
    print(`${name.padEnd(18)}${String(markets).padStart(9)}${String(judged).padStart(12)}  ${says}${verdict}`);
  }
}

/** True where nothing was found. Else the seed, the command that repeats it, and the smallest case that still shows it. */
function isClean(counts: ReadonlyMap<string, Count>, mode: Batch['mode']): boolean {
  for (const [name, { failures }] of counts) {
    const [first] = failures;
    if (first === undefined) continue;
    print(`\n${name}: seed ${first.seed}: ${first.fault}\nagain: ${repeatOf(first.seed, mode)}`);
    if (mode === 'twin') print(tellDifference(first.seed) ?? '');
    else {
      const check = SOAK_CHECKS.find((one) => one.name === name)!;
      const small = shrink(caseOf(first.seed), check);
      print(`as small as it gets: ${judge(tryCase(small), [check])[0]!.faults[0]}\n${tell(small)}`);
    }
    return false;
  }
  return true;
}

function plantFaults(first: number): boolean {
  let isEach = true;
  for (const fault of FAULTS) {
    const found = find(fault, 2000, first);
    isEach &&= found !== null;
    print(`${fault.name}: ${found === null ? 'NOT FOUND' : `seed ${found.seed}, ${found.check}: ${found.fault}`}`);
  }
  return isEach;
}

function words() {
  return parseArgs({
    options: {
      seeds: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      twin: { type: 'boolean', default: false },
      faults: { type: 'boolean', default: false },
    },
  }).values;
}

function mistaken(message: string): true {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
  return true;
}

const USAGE = '--seeds takes a whole number above 0, --seed a whole number or a git hash, --twin and --faults nothing';

async function main(): Promise<boolean> {
  let values: ReturnType<typeof words>;
  try {
    values = words();
  } catch (error) {
    return mistaken(`${(error as Error).message.split(/[.\n]/)[0]}: ${USAGE}`);
  }
  const [first, seeds] = [seedOf(values.seed), Number(values.seeds)];
  if (first === null || !Number.isSafeInteger(seeds) || seeds < 1) {
    return mistaken(USAGE);
  }
  if (values.faults) return plantFaults(first);
  const mode = values.twin ? 'twin' : 'orders';
  const began = performance.now();
  const counts = await soak(mode, first, seeds);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  print(`\n${mode === 'twin' ? 'engine and twin on ' : ''}${seeds} seeds from ${first} on, ${seconds} s`);
  table(counts);
  return isClean(counts, mode);
}

if (process.argv[2] === '--worker') process.on('message', (batch: Batch) => void process.send!(judgeBatch(batch)));
else {
  process.on('exit', () => unlinkSync(fileURLToPath(import.meta.url)));
  if (!(await main())) process.exitCode = 1;
}
