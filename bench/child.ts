/** One bench in a process of its own: `case NAME`, `scaling`, or `memory SOURCE CANDLES`. Prints its result as JSON. */
import { CASES } from './cases.ts';
import { measureCase, measureScaling } from './measure.ts';
import { peakOfRun } from './memory.ts';

const [what, name, candles] = process.argv.slice(2);

async function result(): Promise<unknown> {
  if (what === 'scaling') return measureScaling();
  if (what === 'memory') return peakOfRun(name!, Number(candles));
  return measureCase(CASES.find((one) => one.name === name)!);
}

process.stdout.write(JSON.stringify(await result()));
