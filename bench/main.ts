/** Runs the benches, each in a process of its own, and prints a line each. */
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CASES, type Case } from './cases.ts';
import { type Measured, RUNS } from './measure.ts';
import { memory } from './memory.ts';
import { startup } from './startup.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const right = (text: string, width: number): string => text.padStart(width);

/** What a strategy compiles to in one run must not slow the next: as for a user, a process runs one. */
function child<T>(...words: string[]): T {
  const path = fileURLToPath(new URL('./child.mjs', import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [path, ...words], { encoding: 'utf8' })) as T;
}

const rates = new Map<string, number>();

function measure({ name, unit, target }: Case): void {
  const { rate, ceiling, digest } = child<Measured>('case', name);
  rates.set(name, rate);
  const wanted = target === null ? '' : `>= ${target}`;
  const figures = `${right(rate.toFixed(2), 9)} M ${unit.padEnd(8)} ${wanted.padEnd(7)}`;
  print(
    `${name.padEnd(12)}${figures}${right(ceiling.toFixed(0), 6)} M ${right((ceiling / rate).toFixed(1), 7)}   ${digest}`,
  );
}

/** Orders are found by their price: a hundred that rest cost at most three times what one costs. */
function resting(): void {
  const [one, hundred] = [rates.get('one'), rates.get('hundred')];
  if (one === undefined || hundred === undefined) return;
  print(`\nresting    a hundred orders that rest cost x${(one / hundred).toFixed(2)} of one (at most x3)`);
}

/** Cost is linear in events: twice the candles take twice the time. */
function scaling(): void {
  const [one, two, four] = child<[number, number, number]>('scaling');
  const factors = `x${(two / one).toFixed(2)}, x${(four / two).toFixed(2)}`;
  print(`\nscaling    an order every candle, 250,000 candles doubled twice: ${factors}`);
}

async function residentMemory(): Promise<void> {
  print('');
  for (const { source, tenYears, twentyYears } of await memory((path, candles) =>
    child('memory', path, String(candles)),
  )) {
    const peaks = `${tenYears.toFixed(0)} MB in ten years of minutes, ${twentyYears.toFixed(0)} MB in twenty`;
    print(`memory     ${source}: ${peaks} (x${(twentyYears / tenYears).toFixed(2)})`);
  }
}

/** The built command: it takes turns with a process that does nothing, whose time tells how busy the machine is. */
function starts(): void {
  print('');
  for (const { name, milliseconds, ratio, target } of startup(process.cwd())) {
    const wanted = target === null ? '' : `   < ${target} ms`;
    print(
      `startup    ${name.padEnd(18)}${right(milliseconds.toFixed(0), 6)} ms   x${ratio.toFixed(1).padEnd(5)}${wanted}`,
    );
  }
}

const chosen = process.argv.slice(2);
const isChosen = (name: string): boolean => chosen.length === 0 || chosen.includes(name);

print(`Node ${process.version}, ${availableParallelism()} cores; medians of ${RUNS} runs, a second\n`);
print(
  `${'bench'.padEnd(12)}${right('rate', 9)}            ${'target'.padEnd(7)}${right('ceiling', 8)} ${right('ratio', 7)}   digest`,
);
for (const one of CASES) if (isChosen(one.name)) measure(one);
resting();
if (isChosen('scaling')) scaling();
if (isChosen('memory')) await residentMemory();
if (isChosen('startup')) starts();
