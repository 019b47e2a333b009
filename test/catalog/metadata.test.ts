import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readInstruments, writeInstrument } from '../../src/catalog/instruments.ts';
import { type InstrumentsRequest, importInstruments } from '../../src/catalog/metadata/instruments.ts';
import { hasData, requireData } from '../support/shared-data.ts';
import { importFile, put, refusal, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let catalogs = 0;

function requestOf(file: string, more: Partial<InstrumentsRequest> = {}): InstrumentsRequest {
  catalogs += 1;
  return { file, catalog: join(folder, `catalog${catalogs}`), venue: 'test', ...more };
}

async function entriesOf(name: string, more: Partial<InstrumentsRequest> = {}) {
  const request = requestOf(requireData(`metadata/${name}`), more);
  const result = await importInstruments(request);
  return { result, entries: (await readInstruments(request.catalog)).test ?? {}, request };
}

const unpriced = { price_decimals_from_tick: true, calendar: 'always', session_zone: 'UTC', inferred: false };

describe.skipIf(!hasData('metadata'))("a venue's own list of its pairs", () => {
  it("Kraken's of 2021: decimals for increments, XBT is BTC, XDG is DOGE, dark pools are named", async () => {
    const { result, entries } = await entriesOf('kraken-assetpairs-2021-04-17.json.gz');
    expect(result).toMatchObject({ format: 'kraken', pairs: 304, added: 293, updated: 0, unchanged: 0 });
    expect(result.skipped.length).toBe(11);
    expect(new Set(result.skipped.map(({ reason }) => reason))).toEqual(
      new Set(['a dark pool: it has no public name']),
    );
    expect(result.skipped.map(({ name }) => name)).toContain('XXBTZUSD.d');
    expect(Object.keys(entries).length).toBe(293);
    expect(entries['AAVE/AUD']).toEqual({
      ...unpriced,
      tick_size: '0.01',
      lot_size: '0.00000001',
      min_size: '0.1',
      price_decimals: 2,
      maker_pct: '0.16',
      taker_pct: '0.26',
    });
    expect(entries['BTC/USD']).toMatchObject({ tick_size: '0.1', price_decimals: 1 });
    expect(entries['DOGE/BTC']).toMatchObject({ tick_size: '0.00000001' });
    expect(Object.keys(entries).filter((symbol) => /XBT|XDG/.test(symbol))).toEqual([]);
  });

  it("Kraken's of 2025: tick_size, costmin and the new table of fees", async () => {
    const { entries } = await entriesOf('kraken-assetpairs-2025-XBTUSDT.json');
    expect(entries).toEqual({
      'BTC/USDT': {
        ...unpriced,
        tick_size: '0.1',
        lot_size: '0.00000001',
        min_size: '0.00005',
        min_notional: '0.5',
        price_decimals: 1,
        maker_pct: '0.25',
        taker_pct: '0.4',
      },
    });
  });

  it("Coinbase Exchange's products", async () => {
    const { result, entries } = await entriesOf('coinbase-exchange-products-2021-04-17.json.gz');
    expect(result).toMatchObject({ format: 'coinbase', pairs: 162, added: 162, skipped: [] });
    expect(entries['BTC/GBP']).toEqual({
      ...unpriced,
      tick_size: '0.01',
      lot_size: '0.00000001',
      min_size: '0.0001',
      max_size: '80',
      min_notional: '10',
      price_decimals: 2,
    });
  });

  it("Coinbase Advanced Trade's products, a list or one", async () => {
    const one = await entriesOf('coinbase-advanced-product-BTC-USD-2026-09-30-transcribed.json');
    expect(one.entries).toEqual({
      'BTC/USD': {
        ...unpriced,
        tick_size: '0.01',
        lot_size: '0.00000001',
        min_size: '0.00000001',
        max_size: '3400',
        min_notional: '1',
        // No max_notional: 150000000 with the 8 decimals of a quote is more than any amount can be.
        price_decimals: 2,
      },
    });
    const list = await entriesOf('coinbase-advanced-products-nautilus.json');
    expect(list.result).toMatchObject({ pairs: 2, added: 2, skipped: [] });
    expect(Object.keys(list.entries)).toEqual(['BTC/USD', 'BTC/USDC']);
  });

  it("Binance's exchangeInfo of spot: every pair", async () => {
    const { result, entries } = await entriesOf('binance-spot-exchangeinfo-2021-10-12.json.gz');
    expect(result).toMatchObject({ format: 'binance', pairs: 1695, added: 1695, skipped: [] });
    expect(entries['ETH/BTC']).toEqual({
      ...unpriced,
      tick_size: '0.000001',
      lot_size: '0.0001',
      min_size: '0.0001',
      max_size: '100000',
      min_notional: '0.0001',
      price_decimals: 6,
    });
  });

  it("Binance's exchangeInfo of USD-M: perpetual contracts, the others with a reason", async () => {
    const { result, entries } = await entriesOf('binance-usdm-exchangeinfo-2021-07-22.json.gz');
    expect(result).toMatchObject({ pairs: 122, added: 119 });
    expect(result.skipped).toEqual([
      { name: 'BTCSTUSDT', reason: 'a contract not yet traded' },
      { name: 'BTCUSDT_210924', reason: 'a contract that expires' },
      { name: 'ETHUSDT_210924', reason: 'a contract that expires' },
    ]);
    expect(entries['BTC/USDT']).toMatchObject({ tick_size: '0.01', lot_size: '0.001', min_notional: '5' });
  });

  it('only the symbols that are asked for, and which is meant where one is absent', async () => {
    const name = 'binance-spot-exchangeinfo-2021-10-12.json.gz';
    const { result, entries, request } = await entriesOf(name, { symbols: ['BTC/USDT', 'ETH/USDT'] });
    expect(result).toMatchObject({ pairs: 1695, added: 2, skipped: [] });
    expect(Object.keys(entries)).toEqual(['BTC/USDT', 'ETH/USDT']);
    expect(await refusal(importInstruments({ ...request, symbols: ['BTC/UDST'] }))).toContain(
      'has no BTC/UDST (did you mean BTC/USDT?)',
    );
  });

  it('again: what prices settled stays, and a tick that they do not fit is named', async () => {
    const { request, entries } = await entriesOf('binance-spot-exchangeinfo-2021-10-12.json.gz');
    expect(await importInstruments(request)).toMatchObject({ added: 0, updated: 0, unchanged: 1695 });
    const { price_decimals_from_tick: _open, ...settled } = entries['ETH/BTC']!;
    const own = {
      ...settled,
      price_decimals: 7,
      tick_size: '0.0000001',
      inferred: true,
      calendar: 'sessions',
    } as const;
    await writeInstrument(request.catalog, 'test', 'ETH/BTC', own);
    await writeInstrument(request.catalog, 'test', 'BTC/USDT', { ...own, price_decimals: 1 });
    expect(await importInstruments(request)).toMatchObject({
      updated: 1,
      unchanged: 1693,
      skipped: [{ name: 'BTCUSDT', reason: 'its tick 0.01 is finer than the price_decimals 1 of the catalog' }],
    });
    const after = (await readInstruments(request.catalog)).test!;
    expect(after['ETH/BTC']).toEqual({ ...settled, price_decimals: 7, calendar: 'sessions' });
    expect(after['BTC/USDT']).toMatchObject({ price_decimals: 1 });
  });
});

it('the first prices settle what they are counted in, once', async () => {
  const filters = [
    { filterType: 'PRICE_FILTER', tickSize: '0.01' },
    { filterType: 'LOT_SIZE', stepSize: '0.1' },
  ];
  const symbols = [{ symbol: 'AB', baseAsset: 'A', quoteAsset: 'B', filters }];
  const request = requestOf(put(join(folder, 'first.json'), JSON.stringify({ symbols })));
  await importInstruments(request);
  const candles = (name: string, minute: number, price: string) =>
    put(join(folder, name), `2024-01-01T00:0${minute}:00Z,${price},${price},${price},${price},1`);
  // Finer than the tick, as prices of before a change of the tick are.
  const first = { venue: 'test', symbol: 'A/B' };
  await importFile(request.catalog, candles('a.csv', 1, '1.2345'), first);
  const { test } = await readInstruments(request.catalog);
  expect(test!['A/B']).toEqual({
    tick_size: '0.01',
    lot_size: '0.1',
    price_decimals: 5,
    calendar: 'always',
    session_zone: 'UTC',
    inferred: false,
  });
  await importFile(request.catalog, candles('b.csv', 2, '7000'), first);
  await importInstruments(request);
  expect((await readInstruments(request.catalog)).test).toEqual(test);
  expect(await refusal(importFile(request.catalog, candles('c.csv', 3, '1.234567'), first))).toContain(
    'price_decimals 5',
  );
});

describe('lists made by hand', () => {
  const filters = (tickSize: string, stepSize: string, maxQty = '9000') => [
    { filterType: 'PRICE_FILTER', tickSize },
    { filterType: 'LOT_SIZE', minQty: '0.00000000', maxQty, stepSize },
    { filterType: 'NOTIONAL', minNotional: '5.00000000', maxNotional: '9000000.00000000' },
  ];
  const listOf = (symbols: readonly object[], name = 'list.json') =>
    put(join(folder, name), JSON.stringify({ symbols }));

  it('name each pair that is none, with the reason', async () => {
    const file = listOf([
      { symbol: 'AB', baseAsset: 'A', quoteAsset: 'B', filters: filters('0.01000000', '1e-5') },
      { symbol: 'AB2', baseAsset: 'A', quoteAsset: 'B', filters: filters('0.1', '1') },
      { symbol: 'CB', baseAsset: 'C', quoteAsset: 'B', filters: filters('0.00', '1') },
      { symbol: 'DB', baseAsset: 'D', quoteAsset: 'B', filters: filters('0.1', 'x') },
      { symbol: '..B', baseAsset: '../x', quoteAsset: 'B', filters: filters('0.1', '1') },
      { symbol: 'EB', baseAsset: 'E', quoteAsset: 'B', filters: filters('0.1', '0.00000001', '9000000000') },
    ]);
    const request = requestOf(file);
    expect((await importInstruments(request)).skipped).toEqual([
      { name: 'AB2', reason: 'a second A/B' },
      { name: 'CB', reason: 'no tick size is stated' },
      { name: 'DB', reason: 'filters.1.stepSize: "x" is not a number' },
      { name: '..B', reason: '"../x/B" is not a symbol in letters and digits' },
    ]);
    const { test } = await readInstruments(request.catalog);
    expect(test!['A/B']).toMatchObject({ tick_size: '0.01', lot_size: '0.00001', max_size: '9000', min_notional: '5' });
    expect(test!['A/B']).not.toHaveProperty('min_size');
    // More than any amount can be: it limits nothing.
    expect(test!['E/B']).not.toHaveProperty('max_size');
  });

  it.each([
    ['nothing.json', '{}', 'nothing.json is no list of instruments of kraken, coinbase, binance'],
    ['empty.json', '{"symbols":[]}', 'is no list of instruments'],
    ['text.json', 'hello', 'text.json is not JSON'],
    ['cut.json.gz', gzipSync('{}').subarray(0, 12), 'is damaged: it cannot be unpacked'],
    ['bomb.json.gz', gzipSync(Buffer.alloc(300_000_000, 32)), 'unpacks to more than 256 MB'],
  ])('%s is refused', async (name, data, message) => {
    const request = requestOf(put(join(folder, name), data));
    expect(await refusal(importInstruments(request))).toContain(message);
    expect(await readInstruments(request.catalog)).toEqual({});
  });

  it('are refused where they are of another format than is said, or of none that is known', async () => {
    const file = listOf([{ symbol: 'AB', baseAsset: 'A', quoteAsset: 'B', filters: filters('1', '1') }], 'said.json');
    expect(await refusal(importInstruments(requestOf(file, { format: 'kraken' })))).toContain('instruments of kraken:');
    expect(await refusal(importInstruments(requestOf(file, { format: 'okx' })))).toContain('--format okx is not known');
    expect(await refusal(importInstruments(requestOf(file, { venue: '../x' })))).toContain("is not a venue's name");
    expect(await refusal(importInstruments(requestOf(join(folder, 'absent.json'))))).toContain('there is no file');
    expect(await refusal(importInstruments(requestOf(folder)))).toContain('is a folder');
  });
});

it.skipIf(!hasData('metadata'))('the Lean database is no list of these formats and is refused', async () => {
  const bytes = gunzipSync(readFileSync(requireData('metadata/lean-symbol-properties-database.csv.gz')));
  expect(await refusal(importInstruments(requestOf(put(join(folder, 'lean.csv'), bytes))))).toContain('is not JSON');
});
