import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { writeInstrument } from '../../src/catalog/instruments.ts';
import type { AsyncFeed, CandleColumns, SeriesInfo } from '../../src/market/columns.ts';
import type { Instrument } from '../../src/model/instrument.ts';
import { dayOf, MICROS_PER_HOUR, MICROS_PER_MINUTE } from '../../src/model/time.ts';
import type { ReportDocument } from '../../src/report/document.ts';
import { replay } from '../../src/scenario/library.ts';
import { watched } from '../../src/scenario/wiring/seen.ts';
import { NEW_YEAR, put, putParquet } from '../catalog/support.ts';

interface Candle {
  readonly time: number;
  readonly volume: number;
  readonly filled: boolean;
}

function columns(candles: readonly Candle[]): CandleColumns {
  const price = new Float64Array(candles.length).fill(1);
  return {
    kind: 'candles',
    length: candles.length,
    time: Float64Array.from(candles, ({ time }) => time),
    open: price,
    high: price,
    low: price,
    close: price,
    volume: Float64Array.from(candles, ({ volume }) => volume),
    filled: candles.some(({ filled }) => filled) ? Uint8Array.from(candles, ({ filled }) => (filled ? 1 : 0)) : null,
  };
}

/** A feed that hands on each series in chunks of a size. */
function feedOf(series: readonly SeriesInfo[], candles: readonly (readonly Candle[])[], size: number): AsyncFeed {
  const at = series.map(() => 0);
  return {
    series,
    next: async (index) => {
      const from = at[index]!;
      at[index] = from + size;
      return from >= candles[index]!.length ? null : columns(candles[index]!.slice(from, from + size));
    },
    close: async () => undefined,
  };
}

const HOUR = MICROS_PER_HOUR;
const instruments = [{ calendar: 'always' }, { calendar: 'sessions' }] as unknown as Instrument[];

const candlesOf = fc
  .array(
    fc.record({
      step: fc.constantFrom(1, 1, 1, 1, 2, 5, 30),
      volume: fc.constantFrom(0, 0.5, 2),
      filled: fc.boolean(),
    }),
    { maxLength: 60 },
  )
  .map((rows) => {
    let time = NEW_YEAR;
    return rows.map(({ step, volume, filled }) => {
      time += step * HOUR;
      return { time, volume: filled ? 0 : volume, filled };
    });
  });

/** Slowly and plainly. */
function expected(candles: readonly Candle[], hasSessions: boolean) {
  const gaps = candles
    .slice(1)
    .map(({ time }, i) => ({ from: candles[i]!.time + HOUR, to: time, lastOpen: candles[i]!.time }))
    .filter(({ from, to, lastOpen }) => to > from && !(hasSessions && dayOf(lastOpen) !== dayOf(to)))
    .map(({ from, to }) => ({ from, to }));
  const longest = Math.max(0, ...gaps.map(({ from, to }) => to - from));
  return {
    zeroVolumeCandles: candles.filter(({ volume, filled }) => volume === 0 && !filled).length,
    firstGap: gaps[0] ?? null,
    longestGap: gaps.find(({ from, to }) => to - from === longest) ?? null,
  };
}

describe('candles watched on their way', () => {
  const series: SeriesInfo[] = [
    { kind: 'candles', symbol: 0, interval: HOUR },
    { kind: 'candles', symbol: 1, interval: HOUR },
  ];

  it('show gaps and empty candles, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(candlesOf, candlesOf, fc.integer({ min: 1, max: 70 }), async (one, two, size) => {
        const feed = watched(feedOf(series, [one, two], size), instruments);
        for (const index of [0, 1]) while ((await feed.next(index)) !== null);
        expect(feed.seen()).toEqual([expected(one, false), expected(two, true)]);
      }),
    );
  });

  it('are those of the finest series; a symbol without candles shows none', async () => {
    const minutes = [{ time: NEW_YEAR, volume: 0, filled: false }];
    const both: SeriesInfo[] = [
      { kind: 'candles', symbol: 1, interval: HOUR },
      { kind: 'candles', symbol: 1, interval: MICROS_PER_MINUTE },
    ];
    const feed = watched(feedOf(both, [[], minutes], 5), instruments);
    for (const index of [0, 1]) while ((await feed.next(index)) !== null);
    expect(feed.seen()).toEqual([null, { zeroVolumeCandles: 1, firstGap: null, longestGap: null }]);
  });
});

describe('the data section of a report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'papertape-seen-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('names gaps and empty candles of the window', async () => {
    const catalog = join(folder, 'data');
    await putParquet(
      join(catalog, 'candles/venue=mine/symbol=A-B/interval=1m/candles.parquet'),
      `SELECT make_timestamp(${NEW_YEAR} + i * ${MICROS_PER_MINUTE}) AS "time", 10.0::DECIMAL(9,2) AS open,
         12.0::DECIMAL(9,2) AS high, 9.0::DECIMAL(9,2) AS low, 11.0::DECIMAL(9,2) AS close,
         CASE WHEN i % 10 = 3 THEN 0 ELSE 1 END AS volume FROM range(300) t(i)
       WHERE NOT (i BETWEEN 60 AND 61) AND NOT (i BETWEEN 120 AND 149) AND i <> 200`,
    );
    const rules = { tick_size: '0.01', lot_size: '0.01', price_decimals: 4, inferred: false } as const;
    await writeInstrument(catalog, 'mine', 'A/B', { ...rules, calendar: 'always', session_zone: 'UTC' });
    const scenario = put(
      join(folder, 'hold.yaml'),
      `strategy: { use: buy-and-hold }
market: { catalog: data, venue: mine, symbols: [A/B], interval: 1m, from: 2024-01-01T00:30, to: 2024-01-01T04:00 }
portfolio: { initial_balance: { B: 1000 } }
`,
    );
    const outcome = await replay(scenario, { out: join(folder, 'report') });
    const report = outcome.report as ReportDocument;
    expect(report.data_quality.symbols[0]).toMatchObject({
      candles: 177,
      filled_candles: 0,
      gaps: 3,
      missing_ms: 33 * 60_000,
      first_gap: { from: '2024-01-01T01:00:00Z', to: '2024-01-01T01:02:00Z', missing_ms: 120_000 },
      longest_gap: { from: '2024-01-01T02:00:00Z', to: '2024-01-01T02:30:00Z', missing_ms: 1_800_000 },
      zero_volume_candles: 18,
    });
    expect(report.warnings).toContain(
      'A/B has 3 gaps in its data, 0.6 hours in all, the longest 0.5 hours from 2024-01-01T02:00:00Z: nothing fills there.',
    );
    expect(report.warnings).toContain('A/B has 18 candles in which nothing was traded: fills there are made up.');
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(join(folder, 'report/report.md'), 'utf8')).toContain(
      '| A/B | candles | 177 | 3 | 2024-01-01T01:00:00Z to 2024-01-01T01:02:00Z | 2024-01-01T02:00:00Z to 2024-01-01T02:30:00Z | 18 | 0 |',
    );
  });
});
