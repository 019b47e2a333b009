import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BENCH_CASES, type BenchCase, type Done } from '../../src/cli/bench/cases.ts';
import { makeCatalog, temporaryFolder } from '../../src/cli/bench/catalog.ts';
import { measureCase } from '../../src/cli/bench/measure.ts';
import { CASE_NAMES } from '../../src/cli/bench/names.ts';
import { type BenchResult, benchDocument, benchMarkdown } from '../../src/cli/bench/text.ts';
import { CheckError, InputError } from '../../src/model/errors.ts';
import { inProcess } from '../support/in-process.ts';

/** A case whose runs take the given milliseconds by the clock that goes with it. */
function clocked(milliseconds: readonly number[], results: readonly Done[] = []) {
  let now = 5_000;
  let run = 0;
  const one: BenchCase = {
    name: 'idle',
    unit: 'candles',
    size: 1,
    fullSize: 1,
    run: () => {
      now += milliseconds[run]!;
      run += 1;
      return results[run - 1] ?? { count: 3_000, digest: 'same' };
    },
  };
  return { one, monotonicNow: () => now };
}

describe('a measurement', () => {
  it('is the median run, between the slowest and the fastest, without those that warm up', async () => {
    const { one, monotonicNow } = clocked([9_000, 400, 100, 300]);
    let told = 0;
    const onRun = () => {
      told += 1;
    };
    const how = { warmup: 1, runs: 3, candles: 1, catalog: '', monotonicNow, onRun };
    expect(await measureCase(one, how)).toEqual({
      count: 3_000,
      digest: 'same',
      rate: 10_000,
      slowest: 7_500,
      fastest: 30_000,
    });
    expect(told).toBe(4);
  });

  it.each([
    { count: 3_000, digest: 'other' },
    { count: 2_999, digest: 'same' },
  ])('fails where a run comes to something else: %o', async (other) => {
    const { one, monotonicNow } = clocked([1, 1], [{ count: 3_000, digest: 'same' }, other]);
    const measured = measureCase(one, { warmup: 1, runs: 1, candles: 1, catalog: '', monotonicNow });
    await expect(measured).rejects.toThrow(CheckError);
    await expect(measured).rejects.toThrow(/^idle: two runs over the same candles differ: 3000 candles, digest same, /);
  });
});

describe('the cases', () => {
  it('are all named, and do what they say: the same twice, something else over more candles', async () => {
    expect(BENCH_CASES.map(({ name }) => name)).toEqual(CASE_NAMES);
    const { path, remove } = temporaryFolder();
    try {
      await makeCatalog(path, 900);
      for (const { name, run } of BENCH_CASES) {
        const first = await run(600, path);
        expect(await run(600, path), name).toEqual(first);
        expect(first.count, name).toBeGreaterThan(400);
        expect((await run(900, path)).digest, name).not.toBe(first.digest);
      }
    } finally {
      remove();
    }
    expect(existsSync(path)).toBe(false);
  });
});

describe('what is printed', () => {
  const result: BenchResult = {
    warmup: 1,
    runs: 5,
    versions: { papertape: '1.2.3', node: '20.1.0', duckdb: '1.5.5' },
    machine: { cpu: 'A Processor', cores: 2, memoryBytes: 4 * 2 ** 30, platform: 'linux x64', load: 0.25 },
    rows: [
      {
        name: 'orders',
        unit: 'fills',
        candles: 131_400,
        count: 131_399,
        digest: 'abc',
        rate: 1_250_000.4,
        slowest: 1e6,
        fastest: 1.5e6,
      },
    ],
  };

  it('is a table of Markdown, and the machine', () => {
    expect(benchMarkdown(result).split('\n')).toEqual([
      '| case   | what                           | candles | rate (million/s) | slowest to fastest | digest |',
      '|--------|--------------------------------|--------:|-----------------:|-------------------:|--------|',
      '| orders | a market order at every candle | 131,400 |       1.25 fills |       1.00 to 1.50 | `abc`  |',
      '',
      'papertape 1.2.3, Node 20.1.0, DuckDB 1.5.5; linux x64, A Processor, 2 cores, 4.0 GiB, load 0.3.',
      "Medians of 5 runs, each case in a process of its own, after 1 to warm up. One symbol's minutes; equal candles, equal digests.",
    ]);
    const quiet = { ...result, machine: { ...result.machine, load: null } };
    expect(benchMarkdown(quiet)).toContain('4.0 GiB.\n');
  });

  it('or a document', () => {
    expect(benchDocument(result)).toEqual({
      schema: 1,
      versions: { papertape: '1.2.3', node: '20.1.0', duckdb: '1.5.5' },
      hardware: { cpu: 'A Processor', cores: 2, memory_bytes: 2 ** 32, platform: 'linux x64', load_average: 0.25 },
      runs: 5,
      warmup_runs: 1,
      cases: [
        {
          name: 'orders',
          what: 'a market order at every candle',
          candles: 131_400,
          unit: 'fills',
          count: 131_399,
          per_second: 1_250_000,
          slowest_per_second: 1_000_000,
          fastest_per_second: 1_500_000,
          digest: 'abc',
        },
      ],
    });
  });
});

describe('words that are refused', () => {
  it.each([
    [['bench', 'order'], 'there is no bench "order" (did you mean orders?): name some of idle, sma-cross, orders'],
    [['bench', '--quick', '--full'], '--quick and --full: leave one of them out'],
    [['bench', '--fast'], 'there is no flag --fast'],
  ])('%j', async (words, message) => {
    const failed = inProcess(words);
    await expect(failed).rejects.toThrow(InputError);
    await expect(failed).rejects.toThrow(message);
  });
});
