import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type InstrumentEntry,
  inferInstrument,
  readInstrument,
  readInstruments,
  writeInstrument,
} from '../../src/catalog/instruments.ts';
import { InputError } from '../../src/model/errors.ts';
import { put, refusal, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const entry: InstrumentEntry = {
  tick_size: '0.01',
  lot_size: '0.00000001',
  price_decimals: 2,
  maker_pct: '0.16',
  calendar: 'always',
  session_zone: 'UTC',
  inferred: false,
};

describe('instruments.json', () => {
  it('keeps an entry a venue and symbol, in the order of their names', async () => {
    const catalog = join(folder, 'kept');
    expect(await readInstruments(catalog)).toEqual({});
    await writeInstrument(catalog, 'kraken', 'XRP/BTC', entry);
    await writeInstrument(catalog, 'binance', 'BTC/USDT', entry);
    await writeInstrument(catalog, 'kraken', 'BTC/USD', { ...entry, inferred: true });
    expect(await readInstrument(catalog, 'kraken', 'BTC/USD')).toEqual({ ...entry, inferred: true });
    expect(await readInstrument(catalog, 'kraken', 'ETH/USD')).toBeNull();
    const all = JSON.parse(readFileSync(join(catalog, 'instruments.json'), 'utf8'));
    expect(Object.keys(all)).toEqual(['binance', 'kraken']);
    expect(Object.keys(all.kraken)).toEqual(['BTC/USD', 'XRP/BTC']);
  });

  it.each([
    [{ ...entry, tick_sise: '1' }, 'kraken BTC/USD tick_sise is not a known key (did you mean tick_size?)'],
    [{ ...entry, tick_size: 0.01 }, 'kraken BTC/USD tick_size'],
    [{ ...entry, tick_size: '0' }, 'is not above zero'],
    [{ ...entry, lot_size: '1,5' }, 'is not decimal text'],
    [{ ...entry, price_decimals: 2.5 }, 'kraken BTC/USD price_decimals'],
    [{ ...entry, calendar: 'weekdays' }, 'kraken BTC/USD calendar'],
    [{ lot_size: '1', price_decimals: 1 }, 'kraken BTC/USD tick_size'],
  ])('refuses %j', async (wrong, message) => {
    const catalog = join(folder, 'wrong');
    put(join(catalog, 'instruments.json'), JSON.stringify({ kraken: { 'BTC/USD': wrong } }));
    expect(await refusal(readInstruments(catalog))).toContain(message);
  });

  it('refuses what is no JSON', async () => {
    const catalog = join(folder, 'broken');
    put(join(catalog, 'instruments.json'), '{"kraken": ');
    expect(await refusal(readInstruments(catalog))).toContain('is not JSON');
  });
});

describe('an inferred instrument', () => {
  it.each([
    // decimals, median, highest, tick, price_decimals: the tick's decimals, and the median price at least 100,000 units
    [2, '60000', '70000', '0.01', 2],
    [2, '999.99', '1000', '0.01', 3],
    [2, '1000', '1000', '0.01', 2],
    [0, '1', '3', '1', 5],
    [4, '20', '30', '0.0001', 4],
    [8, '0.00021', '0.001', '0.00000001', 9],
    [8, '10000', '20000', '0.00000001', 8],
    // as far as the highest price stays below 2^52 units
    [7, '0.0001', '4503587.6273705', '0.0000001', 9],
    [7, '0.0001', '45035996.3', '0.0000001', 7],
  ])('with %i decimals, median %s and highest %s has tick %s', (decimals, median, highest, tick, priceDecimals) => {
    expect(inferInstrument({ decimals, median, highest }, undefined, undefined)).toEqual({
      tick_size: tick,
      lot_size: '0.00000001',
      price_decimals: priceDecimals,
      calendar: 'always',
      session_zone: 'UTC',
      inferred: true,
    });
  });

  it('takes what is stated, and never has fewer decimals than the prices', () => {
    const facts = { decimals: 2, median: '50000.25', highest: '60000' };
    expect(inferInstrument(facts, '5e-1', '0.001')).toMatchObject({
      tick_size: '0.5',
      lot_size: '0.001',
      price_decimals: 2,
      inferred: false,
    });
    expect(inferInstrument(facts, '1', undefined)).toMatchObject({ price_decimals: 2, inferred: false });
    expect(inferInstrument(facts, undefined, '0.001')).toMatchObject({ tick_size: '0.01', inferred: true });
  });

  it.each(['0', '-1', 'x', '1e-19', ''])('refuses the tick "%s"', (tick) => {
    expect(() => inferInstrument({ decimals: 2, median: '1', highest: '1' }, tick, undefined)).toThrow(InputError);
  });

  it('refuses prices that pass 2^52 units', () => {
    const facts = { decimals: 12, median: '5000', highest: '5000' };
    expect(() => inferInstrument(facts, undefined, undefined)).toThrow('2^52');
  });
});
