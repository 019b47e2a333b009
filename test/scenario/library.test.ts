/** What a program does with the library that no command can: hand its own strategy in. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CheckError, defineStrategy, InputError, replay, verify } from '../../src/index.ts';
import { Sma } from '../../src/strategy/indicators.ts';
import { temporaryFolder } from '../e2e/papertape.ts';

const QUICKSTART = fileURLToPath(new URL('../../scenarios/quickstart.yaml', import.meta.url));
const WEEK = { from: '2024-02-01', to: '2024-02-08' };
const OWN = { ...WEEK, set: ['strategy.params={ fast: 5, slow: 20 }'] };

const cross = defineStrategy({
  name: 'cross',
  params: z.strictObject({ fast: z.int().default(20), slow: z.int().default(50) }),
  state: ({ params }) => ({ fast: new Sma(params.fast), slow: new Sma(params.slow) }),
  onCandle(ctx) {
    const fast = ctx.state.fast.update(ctx.candle);
    const slow = ctx.state.slow.update(ctx.candle);
    if (fast === null || slow === null) return;
    if (fast > slow && ctx.position.isFlat) ctx.buy({ fraction: 1, reason: 'cross up' });
    if (fast < slow && !ctx.position.isFlat) ctx.close({ reason: 'cross down' });
  },
});

const CROSS_FILE = `
import { defineStrategy } from 'papertape';
import { Sma } from 'papertape/indicators';
import { z } from 'zod';
export default defineStrategy({
  name: 'cross',
  params: z.strictObject({ fast: z.int().default(20), slow: z.int().default(50) }),
  state: ({ params }) => ({ fast: new Sma(params.fast), slow: new Sma(params.slow) }),
  onCandle(ctx) {
    const fast = ctx.state.fast.update(ctx.candle);
    const slow = ctx.state.slow.update(ctx.candle);
    if (fast === null || slow === null) return;
    if (fast > slow && ctx.position.isFlat) ctx.buy({ fraction: 1, reason: 'cross up' });
    if (fast < slow && !ctx.position.isFlat) ctx.close({ reason: 'cross down' });
  },
});
`;

const problemOf = (run: Promise<unknown>): Promise<Error> =>
  run.then(
    () => new Error('nothing was thrown'),
    (error: Error) => error,
  );

describe('a strategy handed in', () => {
  let folder = '';
  let digests: Awaited<ReturnType<typeof replay>>['digests'];
  beforeAll(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'papertape-')), 'report');
    ({ digests } = await replay(QUICKSTART, { strategy: cross, out: folder, overrides: OWN }));
  });

  afterAll(() => rm(join(folder, '..'), { recursive: true, force: true }));

  it('runs as the same one in a file does', async () => {
    const home = await temporaryFolder({ 'cross.ts': CROSS_FILE });
    const inFile = { ...OWN, set: [...OWN.set, `strategy.use=${join(home, 'cross.ts')}`] };
    const { digests: other, report } = await replay(QUICKSTART, { out: null, overrides: inFile });
    for (const name of ['data', 'orders', 'fills', 'equity'] as const) expect(digests[name], name).toBe(other[name]);
    expect(report.metrics.fill_count).toBeGreaterThan(4);
  });

  it('is named in the report, and is in the digest with its text', async () => {
    const { run } = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
    expect(run.scenario.strategy.use).toBe('object');
    const options = { out: null, overrides: OWN };
    const again = await replay(QUICKSTART, { strategy: { ...cross }, ...options });
    expect(again.digests).toEqual(digests);
    const changed = await replay(QUICKSTART, { strategy: { ...cross, onCandle: () => undefined }, ...options });
    expect(changed.digests.strategy).not.toBe(digests.strategy);
    expect(changed.report.metrics.order_count).toBe(0);
  });

  it('verifies with the same strategy, and with no other', async () => {
    expect((await verify(folder, { strategy: cross })).digests).toEqual(digests);
    const other = await problemOf(verify(folder, { strategy: { ...cross, onCandle: () => undefined } }));
    expect(other).toBeInstanceOf(CheckError);
    expect(other.message).toMatch(/differs in strategy: the source of cross is not that of the run$/);
    const none = await problemOf(verify(folder));
    expect(none).toBeInstanceOf(InputError);
    expect(none.message).toContain('a program handed its strategy in');
  });

  it('is not taken for one that a report has of its own', async () => {
    const shipped = join(await temporaryFolder(), 'shipped');
    await replay(QUICKSTART, { out: shipped, overrides: WEEK });
    const problem = await problemOf(verify(shipped, { strategy: cross }));
    expect(problem.message).toMatch(/the report has its own strategy \(sma-cross\): leave out the one handed in$/);
  });

  it('needs no strategy in the scenario', async () => {
    const home = await temporaryFolder();
    const scenario = join(home, 'bare.yaml');
    const data = fileURLToPath(new URL('../../data', import.meta.url));
    const market = `market: { catalog: ${JSON.stringify(data)}, venue: synthetic, symbols: [BTC/USDT], from: 2024-02-01, to: 2024-02-02 }`;
    await writeFile(scenario, `${market}\n`);
    const buy = defineStrategy({
      name: 'buy',
      onCandle(ctx) {
        if (ctx.position.isFlat && ctx.orders.length === 0) ctx.buy({ fraction: 0.5 });
      },
    });
    const { report } = await replay(scenario, { strategy: buy, out: null });
    expect(report.metrics.fill_count).toBe(1);
  });

  it.each([
    [
      { twice: true },
      {},
      /^twice: a strategy handed in as an object cannot be taken to a fresh process: put it into a file/,
    ],
    [
      {},
      { onCandel: () => undefined },
      /^strategy handed in: onCandel is no part of a strategy \(did you mean onCandle\?\): give/,
    ],
    [{}, { onCandle: 3 }, /^strategy handed in: it has no onCandle: give what defineStrategy\(/],
  ])('is refused where it cannot be used: %o', async (options, change, message) => {
    const strategy = { ...cross, ...change } as typeof cross;
    const problem = await problemOf(replay(QUICKSTART, { strategy, out: null, overrides: OWN, ...options }));
    expect(problem).toBeInstanceOf(InputError);
    expect(problem.message).toMatch(message);
  });

  it('has its parameters checked by its own schema, at the place they come from', async () => {
    const overrides = { ...WEEK, set: ['strategy.params={ fats: 5 }'] };
    const problem = await problemOf(replay(QUICKSTART, { strategy: cross, out: null, overrides }));
    expect(problem.message).toMatch(/fats is no parameter of cross \(did you mean fast\?\): it has fast, slow$/);
  });
});
