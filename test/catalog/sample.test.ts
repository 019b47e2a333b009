import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprintSeries } from '../../src/catalog/fingerprint.ts';
import { readInstruments } from '../../src/catalog/instruments.ts';
import { openCatalog } from '../../src/catalog/load.ts';
import { SAMPLE_VENUE, writeSample } from '../../src/catalog/sample.ts';
import type { CandleColumns } from '../../src/market/columns.ts';
import { MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, parseTime } from '../../src/model/time.ts';

const DATA = fileURLToPath(new URL('../../data', import.meta.url));
const SYMBOLS = ['BTC/USDT', 'XRP/USDT'];
const IN_HOURS = ['BTC/USDT', 'ETH/USDT', 'XRP/BTC', 'XRP/USDT'];
const FROM = parseTime('2024-01-01');
const DAYS = 91;

const key = (catalog: string, symbol: string, interval = MICROS_PER_MINUTE) =>
  ({ catalog, kind: 'candles', venue: SAMPLE_VENUE, symbol, interval }) as const;

async function candlesOf(symbol: string, interval?: number): Promise<{ candles: CandleColumns; unit: number }> {
  const catalog = await openCatalog(DATA);
  try {
    const { price_decimals: priceDecimals } = (await readInstruments(DATA))[SAMPLE_VENUE]![symbol]!;
    const candles = await catalog.loadCandles({ ...key(DATA, symbol, interval), priceDecimals });
    return { candles, unit: 10 ** priceDecimals };
  } finally {
    catalog.close();
  }
}

describe('the sample catalog', () => {
  let made = '';
  beforeAll(async () => {
    made = await mkdtemp(join(tmpdir(), 'papertape-sample-'));
    await writeSample(made);
  }, 240_000);
  afterAll(() => rm(made, { recursive: true }));

  it.each(SYMBOLS)('comes out of its recorded command again: %s', async (symbol) => {
    // Computed from the rows, not from what either catalog says of itself.
    await rm(join(made, `candles/venue=synthetic/symbol=${symbol.replace('/', '-')}/interval=1m/fingerprints.json`));
    const [committed, again] = [await fingerprintSeries(key(DATA, symbol)), await fingerprintSeries(key(made, symbol))];
    expect(again.digest).toBe(committed.digest);
    expect(committed.days).toHaveLength(DAYS);
    expect(committed.note).toBeUndefined();
  });

  it.each(IN_HOURS)('has hours, too, out of the same command: %s', async (symbol) => {
    const hours = (catalog: string) => key(catalog, symbol, MICROS_PER_HOUR);
    await rm(join(made, `candles/venue=synthetic/symbol=${symbol.replace('/', '-')}/interval=1h/fingerprints.json`));
    const [committed, again] = [await fingerprintSeries(hours(DATA)), await fingerprintSeries(hours(made))];
    expect(again.digest).toBe(committed.digest);
    expect(committed.days).toHaveLength(DAYS);
    expect(committed.note).toBeUndefined();
  });

  it('has the instruments of that command, each price unit fine enough', async () => {
    expect(await readFile(join(DATA, 'instruments.json'), 'utf8')).toBe(
      await readFile(join(made, 'instruments.json'), 'utf8'),
    );
    for (const symbol of IN_HOURS) {
      const { candles } = await candlesOf(symbol, MICROS_PER_HOUR);
      expect(candles.close.toSorted()[candles.length / 2]).toBeGreaterThanOrEqual(100_000);
    }
  });

  it('weighs less than 3 MB', async () => {
    const names = await readdir(DATA, { recursive: true });
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(DATA, name))).size));
    expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThan(3_000_000);
  });

  it.each([
    ['BTC/USDT', MICROS_PER_MINUTE, 25_000, 70_000],
    ['XRP/USDT', MICROS_PER_MINUTE, 0.3, 1.2],
    ['ETH/USDT', MICROS_PER_HOUR, 1000, 4000],
    ['XRP/BTC', MICROS_PER_HOUR, 0.000008, 0.00003],
  ])('is a market without holes, at levels one knows: %s', async (symbol, interval, low, high) => {
    const { candles, unit } = await candlesOf(symbol, interval);
    expect(candles.length).toBe((DAYS * MICROS_PER_DAY) / interval);
    expect(candles.time.every((time, i) => time === FROM + i * interval)).toBe(true);
    expect(candles.low.every((price) => price > low * unit)).toBe(true);
    expect(candles.high.every((price) => price < high * unit)).toBe(true);
  });

  it('has one crash in it, and only one', async () => {
    const { candles } = await candlesOf('BTC/USDT');
    const window = (12 * MICROS_PER_HOUR) / MICROS_PER_MINUTE;
    const falls: number[] = [];
    for (let i = window; i < candles.length; i += 1) {
      if (candles.close[i]! / candles.close[i - window]! < 0.87) falls.push(candles.time[i]!);
    }
    expect(falls.length).toBeGreaterThan(0);
    const crash = parseTime('2024-02-21T12:00:00Z');
    expect(falls.every((time) => time > crash && time < crash + MICROS_PER_DAY)).toBe(true);
  });
});
