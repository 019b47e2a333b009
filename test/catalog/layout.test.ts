import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listSeries, seriesFiles, seriesFolder, symbolFolder, symbolOfFolder } from '../../src/catalog/layout.ts';
import { InputError } from '../../src/model/errors.ts';
import { MINUTE, put, refusal, temporaryFolder } from './support.ts';

const catalog = temporaryFolder();
const hour = 60 * MINUTE;
const key = { kind: 'candles', venue: 'kraken', symbol: 'BTC/USDT', interval: MINUTE } as const;
for (const other of [
  key,
  { ...key, interval: hour },
  { ...key, symbol: 'XRP/BTC' },
  { ...key, kind: 'trades', interval: 0 } as const,
]) {
  put(join(seriesFolder(catalog, other), 'x.parquet'), '');
}

describe('the layout of a catalog', () => {
  it('names folders by kind, venue, symbol and interval', () => {
    const folder = seriesFolder('data', { ...key, interval: 4 * hour });
    expect(folder).toBe(join('data', 'candles', 'venue=kraken', 'symbol=BTC-USDT', 'interval=4h'));
    expect(seriesFolder('data', { ...key, kind: 'trades', interval: 0 })).toBe(
      join('data', 'trades', 'venue=kraken', 'symbol=BTC-USDT'),
    );
  });

  it('turns symbols into folders and back', () => {
    for (const symbol of ['BTC/USDT', '1INCH/USD', 'BTC/USDT:USDT', 'a.b/C_d']) {
      expect(symbolOfFolder(symbolFolder(symbol))).toBe(symbol);
    }
    expect(symbolOfFolder('BTC')).toBeNull();
  });

  it.each([
    'BTC',
    '../x/USDT',
    '../USDT',
    'BTC/../USDT',
    '/USDT',
    'BTC/',
    'A-B/C',
    'B TC/X',
    'BTC\\/X',
    '.hidden/X',
    '',
  ])('refuses the symbol "%s"', (symbol) => {
    expect(() => symbolFolder(symbol)).toThrow(InputError);
  });

  it.each(['..', 'a/b', '', '-', 'a b'])('refuses the venue "%s"', (venue) => {
    expect(() => seriesFolder(catalog, { ...key, venue })).toThrow(InputError);
  });

  it('lists what it holds', async () => {
    put(join(catalog, 'candles', 'venue=kraken', 'notes.txt'), 'x');
    put(join(catalog, 'candles', 'venue=kraken', 'symbol=ODD', 'interval=1m', 'x.parquet'), '');
    put(join(catalog, 'candles', 'venue=kraken', 'symbol=LTC-USD', 'interval=1m', 'x.tmp'), '');
    expect(await listSeries(catalog)).toEqual([
      key,
      { ...key, interval: hour },
      { ...key, symbol: 'XRP/BTC' },
      { ...key, kind: 'trades', interval: 0 },
    ]);
  });

  it('says what it has in place of what it has not', async () => {
    expect(await seriesFiles(catalog, key)).toEqual([join(seriesFolder(catalog, key), 'x.parquet')]);
    const asked = (change: object): Promise<string> => refusal(seriesFiles(catalog, { ...key, ...change }));
    expect(await asked({ symbol: 'BTC/USTD' })).toContain('did you mean BTC/USDT?');
    expect(await asked({ symbol: 'DOGE/EUR' })).toContain('it has BTC/USDT, XRP/BTC');
    expect(await asked({ venue: 'krakne' })).toContain('did you mean kraken?');
    expect(await asked({ interval: 5 * MINUTE })).toContain('its intervals are 1m, 1h');
    expect(await asked({ kind: 'quotes', interval: 0 })).toContain('no quotes at all');
    expect(await refusal(seriesFiles(join(catalog, 'none'), key))).toContain('there is no catalog at');
    expect(await refusal(seriesFiles(put(join(catalog, 'f'), 'x'), key))).toContain('is a file');
  });
});
