import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprintSeries } from '../../src/catalog/fingerprint.ts';
import { readInstruments, writeInstrument } from '../../src/catalog/instruments.ts';
import { openCatalog } from '../../src/catalog/load.ts';
import { type SynthesisRequest, synthesizeSeries } from '../../src/catalog/synthesis.ts';
import { CandleBuilder } from '../../src/market/builder.ts';
import { MICROS_PER_HOUR, parseTime } from '../../src/model/time.ts';
import { MINUTE, refusal, rowsOf, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let made = 0;

/** A catalog of its own. */
function fresh(): string {
  made += 1;
  return join(folder, `catalog-${made}`);
}

const FROM = parseTime('2024-01-01');
const BASE: Omit<SynthesisRequest, 'catalog'> = {
  venue: 'synthetic',
  seed: 7,
  from: FROM,
  to: FROM + 3000 * MINUTE,
  interval: MINUTE,
  symbols: [
    { symbol: 'BTC/USDT', startPrice: 42_000, volatility: 0.5 },
    { symbol: 'XRP/USDT', startPrice: 0.62, volatility: 0.7 },
    { symbol: 'XRP/BTC', startPrice: 0, volatility: 0, cross: { base: 'XRP/USDT', quote: 'BTC/USDT' } },
  ],
};

const digest = async (catalog: string, symbol: string, kind: 'candles' | 'trades' = 'candles'): Promise<string> => {
  const key = { catalog, venue: 'synthetic', symbol, kind, interval: kind === 'candles' ? MINUTE : 0 };
  const { digest: found, note } = await fingerprintSeries(key);
  expect(note).toBeUndefined();
  return found;
};

describe('a synthesized catalog', () => {
  it('has one content, whatever the chunks and whatever other symbols there are', async () => {
    const [whole, parts, alone, other] = [fresh(), fresh(), fresh(), fresh()];
    await synthesizeSeries({ ...BASE, catalog: whole });
    await synthesizeSeries({ ...BASE, catalog: parts, chunkCandles: 7 });
    await synthesizeSeries({ ...BASE, catalog: alone, symbols: [BASE.symbols[1]!] });
    await synthesizeSeries({ ...BASE, catalog: other, symbols: [BASE.symbols[1]!], seed: 8 });
    for (const { symbol } of BASE.symbols) expect(await digest(parts, symbol)).toBe(await digest(whole, symbol));
    expect(await digest(alone, 'XRP/USDT')).toBe(await digest(whole, 'XRP/USDT'));
    expect(await digest(other, 'XRP/USDT')).not.toBe(await digest(whole, 'XRP/USDT'));
  });

  it('has instruments with tick and lot by the price, or as they are said', async () => {
    const catalog = fresh();
    const symbols = BASE.symbols.map((symbol) => ({ ...symbol, minNotional: '5' }));
    const said = { ...symbols[0]!, symbol: 'ETH/USDT', tick: '0.05', lot: '1e-3' };
    const made = await synthesizeSeries({
      ...BASE,
      catalog,
      symbols: [...symbols, said],
      makerPct: '0.1',
      takerPct: '0.2',
    });
    const known = (await readInstruments(catalog)).synthetic!;
    expect(Object.fromEntries(made.map(({ symbol, instrument }) => [symbol, instrument]))).toEqual(known);
    expect(Object.entries(known).map(([symbol, { tick_size, lot_size }]) => [symbol, tick_size, lot_size])).toEqual([
      ['BTC/USDT', '0.1', '0.00001'],
      ['ETH/USDT', '0.05', '0.001'],
      ['XRP/BTC', '0.0000000001', '1'],
      ['XRP/USDT', '0.000001', '1'],
    ]);
    for (const entry of Object.values(known)) {
      expect(entry).toMatchObject({ min_notional: '5', maker_pct: '0.1', taker_pct: '0.2', inferred: false });
      expect(entry.min_size).toBe(entry.lot_size);
    }
    const opened = await openCatalog(catalog);
    const { low } = await opened.loadCandles({
      venue: 'synthetic',
      symbol: 'ETH/USDT',
      interval: MINUTE,
      priceDecimals: 2,
    });
    expect(low.every((price) => price % 5 === 0)).toBe(true);
    opened.close();
  });

  it('has trades that make its candles', async () => {
    const [catalog, parts] = [fresh(), fresh()];
    const request = { ...BASE, to: FROM + 500 * MINUTE, symbols: [BASE.symbols[0]!], trades: 6 };
    const [series] = await synthesizeSeries({ ...request, catalog });
    expect(series).toMatchObject({ candles: 500, trades: 3000 });
    await synthesizeSeries({ ...request, catalog: parts, chunkCandles: 11 });
    expect(await digest(parts, 'BTC/USDT', 'trades')).toBe(await digest(catalog, 'BTC/USDT', 'trades'));
    const opened = await openCatalog(catalog);
    const key = { venue: 'synthetic', symbol: 'BTC/USDT', priceDecimals: series!.instrument.price_decimals };
    const candles = rowsOf(await opened.loadCandles({ ...key, interval: MINUTE }));
    const { time, price, size, side, length } = await opened.loadTrades(key);
    opened.close();
    const builder = new CandleBuilder(MINUTE);
    const built: number[][] = [];
    const close = (): void => {
      const { row } = builder;
      builder.complete();
      built.push([row.time[0]!, row.open[0]!, row.high[0]!, row.low[0]!, row.close[0]!, row.volume[0]!]);
    };
    for (let i = 0; i < length; i += 1) {
      if (time[i]! >= builder.end) close();
      builder.add({ time, open: price, high: price, low: price, close: price, volume: size, filled: null }, i);
    }
    close();
    expect(built).toEqual(candles);
    expect(side.every((value) => value !== 0)).toBe(true);
  });

  it('falls as often as it is told to', async () => {
    const catalog = fresh();
    const crash = (hours: number) => ({
      at: FROM + hours * MICROS_PER_HOUR,
      duration: 2 * MICROS_PER_HOUR,
      depthPct: 40,
      reboundPct: 0,
    });
    const symbols = [BASE.symbols[0]!];
    await synthesizeSeries({
      ...BASE,
      catalog,
      symbols,
      jumps: { perDay: 0, sizePct: 0 },
      crashes: [crash(10), crash(30)],
    });
    const opened = await openCatalog(catalog);
    const { close } = await opened.loadCandles({
      venue: 'synthetic',
      symbol: 'BTC/USDT',
      interval: MINUTE,
      priceDecimals: 1,
    });
    opened.close();
    for (const hours of [10, 30]) {
      const fall = close[(hours + 2) * 60]! / close[hours * 60]!;
      expect(fall).toBeGreaterThan(0.45);
      expect(fall).toBeLessThan(0.75);
    }
    expect(Math.abs(close[28 * 60]! / close[14 * 60]! - 1)).toBeLessThan(0.15);
  });

  it('is stopped between two chunks, and leaves no part of a series', async () => {
    const catalog = fresh();
    const stopper = new AbortController();
    const told: number[] = [];
    const onProgress = (done: number, total: number): void => {
      expect(total).toBe(9000);
      told.push(done);
      if (done === 4000) stopper.abort(new Error('enough'));
    };
    const request = { ...BASE, catalog, chunkCandles: 1000, signal: stopper.signal, onProgress };
    await expect(synthesizeSeries(request)).rejects.toThrow('enough');
    expect(told).toEqual([1000, 2000, 3000, 4000]);
    const opened = await openCatalog(catalog);
    expect((await opened.list()).map(({ symbol }) => symbol)).toEqual(['BTC/USDT']);
    opened.close();
    expect(readdirSync(catalog, { recursive: true, encoding: 'utf8' }).filter((name) => /tmp/.test(name))).toEqual([]);
  });

  it('leaves what is there, unless told otherwise', async () => {
    const catalog = fresh();
    const request = { ...BASE, catalog, to: FROM + 10 * MINUTE };
    await synthesizeSeries(request);
    const before = await digest(catalog, 'BTC/USDT');
    expect(await refusal(synthesizeSeries({ ...request, seed: 8 }))).toContain(
      'BTC/USDT on synthetic already: add --replace',
    );
    expect(await digest(catalog, 'BTC/USDT')).toBe(before);
    const known = (await readInstruments(catalog)).synthetic!['BTC/USDT']!;
    await writeInstrument(catalog, 'synthetic', 'BTC/USDT', { ...known, max_size: '9' });
    await synthesizeSeries({ ...request, seed: 8, replace: true });
    expect(await digest(catalog, 'BTC/USDT')).not.toBe(before);
    expect((await readInstruments(catalog)).synthetic!['BTC/USDT']).toEqual({ ...known, max_size: '9' });
    const [btc] = request.symbols;
    const finer = { ...request, replace: true, symbols: [{ ...btc!, tick: '0.01' }] };
    expect(await refusal(synthesizeSeries(finer))).toContain('has tick 0.1, not 0.01: add --tick BTC/USDT=0.1');
  });

  it.each([
    ['no symbol', { symbols: [] }, 'no symbol to synthesize'],
    ['an end before its start', { to: FROM }, 'is not before to'],
    [
      'a start off the boundary',
      { interval: 7 * 86_400_000_000, from: FROM + MINUTE },
      'opens at 2024-01-01T00:00:00Z',
    ],
    ['three trades a candle', { trades: 3 }, 'four prints or more'],
    ['a symbol with path characters', { symbols: [{ ...BASE.symbols[0]!, symbol: '../X' }] }, 'is not a symbol'],
    ['a venue with path characters', { venue: '../x' }, "is not a venue's name"],
    ['no tick', { symbols: [{ ...BASE.symbols[0]!, tick: '0' }] }, 'tick 0 is not an increment'],
    ['a lot that is no number', { symbols: [{ ...BASE.symbols[0]!, lot: 'x' }] }, 'lot x is not an increment'],
    ['a cross pair without legs', { symbols: [BASE.symbols[2]!] }, 'has to stand before it'],
    ['a correlation of two', { correlation: 2 }, 'correlation lies between 0 and 1'],
  ])('refuses %s before anything is written', async (_, change, message) => {
    const catalog = fresh();
    expect(await refusal(synthesizeSeries({ ...BASE, catalog, ...change }))).toContain(message);
    expect(() => readdirSync(catalog)).toThrow('ENOENT');
  });
});
