/** What a checkpoint is: text, of a size that does not grow with the run, and of no run but its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Checkpoint, TradingSession } from '../../src/engine/index.ts';
import type { SessionSetup } from '../../src/engine/setup.ts';
import { TAPE_KIND, type TapeColumns } from '../../src/market/columns.ts';
import { InputError } from '../../src/model/errors.ts';
import { Sha256 } from '../../src/model/sha256.ts';
import { defineStrategy } from '../../src/strategy/define.ts';
import { SHIPPED_STRATEGIES } from '../../src/strategy/index.ts';
import { candles, feedOf, instrument, MINUTE, SECOND, setupOf, sha256 } from '../support/market.ts';
import { Chance } from '../support/randomRun.ts';
import { resumed, whole } from '../support/resumed.ts';

const hasher = () => new Sha256();
const buys = defineStrategy({
  name: 'buys',
  state: () => ({ bought: 0 }),
  onCandle(ctx) {
    ctx.state.bought += 1;
    if (ctx.position.isFlat) ctx.buy({ quantity: 0.1, reason: `the ${ctx.state.bought}th` });
    else ctx.close();
  },
});

function market(count: number) {
  const chance = new Chance(3);
  const lines = Array.from({ length: count }, () => {
    const [a, b, c] = [chance.below(50), chance.below(50), chance.below(50)].map((step) => 100 + step / 50) as number[];
    return [a!, Math.max(a!, b!, c!), Math.min(a!, b!, c!), c!] as const;
  });
  return { symbol: 0, interval: MINUTE, columns: candles(lines) };
}

/** The session after `steps` events. */
function sessionAfter(steps: number, change: Partial<SessionSetup>, count = 3000): TradingSession {
  const series = [market(count)];
  const feed = feedOf(series, 100);
  const session = new TradingSession(setupOf({ hasher, ...change, series: feed.series }));
  for (let answer = session.run(steps); answer >= 0; answer = session.run(steps))
    session.give(answer, feed.next(answer));
  return session;
}

const strategyOf = (definition: unknown) => ({ definition, params: undefined, interval: null, warmup: 0 }) as never;

describe('a checkpoint', () => {
  it('is text, and after ten times as many fills no larger', () => {
    const size = (steps: number) => JSON.stringify(sessionAfter(steps, { strategy: strategyOf(buys) }).save()).length;
    const [early, late] = [size(1200), size(12_000)];
    expect(late).toBeLessThan(2 * early);
    expect(late).toBeLessThan(300_000);
  });

  it('of a strategy whose state is no data is refused by name and place', () => {
    const closure = defineStrategy({ name: 'closure', state: () => ({ next: () => 1 }), onCandle() {} });
    const session = sessionAfter(10, { strategy: strategyOf(closure) });
    expect(() => session.save()).toThrow(InputError);
    expect(() => session.save()).toThrow(
      /^strategy closure cannot be kept in a checkpoint, only replayed from its tape: state\.next is a function/,
    );
  });

  it('needs digests that can be kept', () => {
    expect(() => sessionAfter(10, { hasher: sha256 }).save()).toThrow(/give its setup a hasher that makes Sha256/);
  });

  it('of another version, or of another setup, is refused', () => {
    const saved = sessionAfter(500, { strategy: strategyOf(buys) }).save();
    const goOn = (checkpoint: Checkpoint, change: Partial<SessionSetup> = {}) => {
      const setup = setupOf({ hasher, strategy: strategyOf(buys), ...change });
      return () => new TradingSession(setup, checkpoint);
    };
    expect(goOn(saved)).not.toThrow();
    expect(goOn({ ...saved, schema: 'papertape.checkpoint/0' as never })).toThrow(/a checkpoint of this version is/);
    const renamed = JSON.parse(JSON.stringify(saved).replaceAll('"isAllCash"', '"isAllMoney"'));
    expect(goOn(renamed)).toThrow(/made by another version/);
    const lacking = JSON.parse(JSON.stringify(saved).replace(/"isAllCash",(true|false),/, ''));
    expect(goOn(lacking)).toThrow(/made by another version/);
  });

  it('of each shipped strategy goes on to the same', () => {
    const params: Readonly<Record<string, object>> = {
      'sma-cross': { fast: 2, slow: 5 },
      'mean-reversion': { period: 5, deviations: 1 },
      breakout: { period: 4 },
      grid: { levels: 3, spacing_pct: 0.2 },
      dca: { every_hours: 1, spend: 10 },
      rebalance: { drift_pct: 0.1, min_order: 0 },
      scripted: { orders: [{ at: '1970-01-01T03:00:00Z', side: 'buy', type: 'market', quantity: 1, stop_loss: 90 }] },
    };
    for (const [name, definition] of SHIPPED_STRATEGIES) {
      const make = () => ({
        setup: setupOf({ strategy: { definition, params: definition.params!.parse(params[name] ?? {}) } }),
        series: [market(300)],
      });
      const { steps, ...outcome } = whole(make().setup, make().series)!;
      expect([name, outcome.summary.orderCount]).toEqual([name, expect.toSatisfy((count: number) => count > 0)]);
      for (const share of [0.3, 0.7]) {
        const found = resumed(make, Math.floor(steps * share), 64, 50, (a, b) => expect(a).toEqual(b));
        expect(found).toEqual(outcome);
      }
    }
  });

  it('of a session on a recorded tape goes on to the same', () => {
    const chance = new Chance(8);
    const kinds = Array.from({ length: 400 }, () =>
      chance.pick(['trade', 'trade', 'trade', 'heartbeat', 'candle', 'gap'] as const),
    );
    const price = () => Float64Array.from(kinds, () => 10_000 + chance.below(50));
    const tape: TapeColumns = {
      kind: 'tape',
      length: kinds.length,
      time: Float64Array.from(kinds, (_, i) => (i + 1) * 7 * SECOND),
      exchangeTime: Float64Array.from(kinds, (_, i) => Math.floor(((i + 1) * 7) / 60) * MINUTE),
      event: Uint8Array.from(kinds, (kind) => TAPE_KIND[kind]),
      symbol: Uint16Array.from(kinds, (kind) => (kind === 'heartbeat' ? 65535 : 0)),
      a: price(),
      b: price(),
      c: price(),
      d: price(),
      e: Float64Array.from(kinds, () => 1),
      text: null,
    };
    const make = () => ({
      setup: setupOf({
        instruments: [instrument()],
        matching: ['trades'],
        strategy: { definition: buys as never, interval: MINUTE },
        exchange: { fillDelay: 100_000 },
      }),
      series: [{ symbol: -1, interval: MINUTE, columns: tape }],
    });
    const { steps, ...outcome } = whole(make().setup, make().series)!;
    expect(outcome.summary.fillCount).toBeGreaterThan(10);
    for (let at = 0; at <= steps; at += 29) {
      expect(resumed(make, at, (at % 5) + 1, 9, (a, b) => expect(a).toEqual(b))).toEqual(outcome);
    }
  });
});

it('no field of what a run is made of is hidden from a checkpoint by #', () => {
  const rooms = ['model', 'clock', 'market', 'exchange', 'portfolio', 'execution', 'engine', 'statistics'];
  // Keys of draws follow from the seed; what makes markets, the system clock, and what compares runs are outside of a session.
  const outside = /^(clock\/(draws|system-clock)|market\/synth\w+|statistics\/(bootstrap|dailyEquity|paired))\.ts$/;
  const root = new URL('../../src/', import.meta.url);
  const hiding = rooms.flatMap((room) =>
    readdirSync(new URL(room, root), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !outside.test(`${room}/${name}`))
      .filter((name) => /^\s+(readonly )?#\w+/m.test(readFileSync(new URL(`${room}/${name}`, root), 'utf8')))
      .map((name) => `${room}/${name}`),
  );
  expect(hiding).toEqual([]);
});
