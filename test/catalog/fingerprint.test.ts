import { createHash } from 'node:crypto';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprintSeries } from '../../src/catalog/fingerprint.ts';
import { CANDLE_FILE, seriesFolder } from '../../src/catalog/layout.ts';
import { importFile, MINUTE, NEW_YEAR, put, putParquet, refusal, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const KEY = { kind: 'candles', venue: 'test', symbol: 'BTC/USDT', interval: MINUTE } as const;
const DAY = 1440 * MINUTE;
const ROWS = 5000;

/** Five thousand candles, from noon. */
function candles(price = 'DECIMAL(9, 2)', volume = 'DECIMAL(9, 3)', change = ''): string {
  const close = `(CASE WHEN i = 2500 THEN 130.5 ${change} ELSE 101 + i / 100 END)`;
  return `SELECT make_timestamp(${NEW_YEAR + DAY / 2} + i * ${MINUTE}) AS time, (100 + i / 100)::${price} AS open,
    (160 + i / 100)::${price} AS high, (99 + i / 200)::${price} AS low, ${close}::${price} AS close,
    (i / 1000)::${volume} AS volume FROM range(${ROWS}) t(i)`;
}

async function catalogOf(name: string, query: string, options = ''): Promise<string> {
  const catalog = join(folder, name);
  await putParquet(join(seriesFolder(catalog, KEY), CANDLE_FILE), query, options);
  return catalog;
}

const fingerprint = (catalog: string, window: { from?: number; to?: number } = {}) =>
  fingerprintSeries({ ...KEY, catalog, ...window });

/** The documented form, by the slowest way: one row and one value at a time. */
function obviousDigest(rows: number[][]): string {
  const byDay = new Map<number, number[][]>();
  for (const row of rows) {
    const day = Math.floor(row[0]! / DAY);
    byDay.set(day, [...(byDay.get(day) ?? []), row]);
  }
  const le = (value: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return bytes;
  };
  const all = createHash('sha256').update('candles').update(le(MINUTE));
  for (const [day, ofDay] of byDay) {
    const hash = createHash('sha256');
    for (const row of ofDay) for (const value of row) hash.update(le(value));
    all.update(le(day)).update(hash.digest());
  }
  return all.digest('hex');
}

const rows = Array.from({ length: ROWS }, (_, i) => [
  NEW_YEAR + DAY / 2 + i * MINUTE,
  Number((100 + i / 100).toFixed(2)),
  Number((160 + i / 100).toFixed(2)),
  Math.round((99 + i / 200) * 1000 + 1e-6) / 1000,
  i === 2500 ? 130.5 : Number((101 + i / 100).toFixed(2)),
  i / 1000,
]);

describe('a fingerprint', () => {
  it('is the documented hash of the rows, in any window', async () => {
    const catalog = await catalogOf('plain', candles('DECIMAL(9, 3)'));
    expect((await fingerprint(catalog)).digest).toBe(obviousDigest(rows));
    for (const [from, to] of [
      [0, DAY],
      [DAY / 2, 3 * DAY],
      [DAY / 2 + 90 * MINUTE, DAY / 2 + 91 * MINUTE],
      [DAY, 2 * DAY],
    ] as const) {
      const window = { from: NEW_YEAR + from, to: NEW_YEAR + to };
      const inside = rows.filter((row) => row[0]! >= window.from && row[0]! < window.to);
      expect((await fingerprint(catalog, window)).digest).toBe(obviousDigest(inside));
    }
  });

  it('does not see scale, row groups, compression or files', async () => {
    const expected = obviousDigest(rows);
    for (const [name, query, options] of [
      ['scale', candles('DECIMAL(12, 5)', 'DECIMAL(18, 9)'), ', ROW_GROUP_SIZE 2048'],
      ['wide', candles('DECIMAL(9, 3)::DECIMAL(38, 20)', 'DECIMAL(30, 3)'), ', COMPRESSION zstd, PARQUET_VERSION v2'],
      ['double', candles('DECIMAL(9, 3)::DOUBLE', 'DOUBLE'), ', COMPRESSION uncompressed'],
    ] as const) {
      expect((await fingerprint(await catalogOf(name, query, options))).digest).toBe(expected);
    }
    const parts = join(folder, 'parts');
    const cut = `make_timestamp(${NEW_YEAR + DAY + 17 * MINUTE})`;
    const query = candles('DECIMAL(9, 3)');
    await putParquet(join(seriesFolder(parts, KEY), 'a.parquet'), `SELECT * FROM (${query}) WHERE time >= ${cut}`);
    await putParquet(join(seriesFolder(parts, KEY), 'b.parquet'), `SELECT * FROM (${query}) WHERE time < ${cut}`);
    expect((await fingerprint(parts)).digest).toBe(expected);
  });

  it('sees one changed value, and in which day', async () => {
    const before = await fingerprint(await catalogOf('before', candles()));
    const after = await fingerprint(await catalogOf('after', candles('DECIMAL(9, 2)', 'DECIMAL(9, 3)', '+ 0.01')));
    expect(after.digest).not.toBe(before.digest);
    const days = before.days.filter((day, index) => day.digest !== after.days[index]!.digest).map((day) => day.day);
    expect(days).toEqual(['2024-01-03']);
    const elsewhere = { from: NEW_YEAR, to: NEW_YEAR + 2 * DAY };
    const untouched = await fingerprint(join(folder, 'after'), elsewhere);
    expect(untouched.digest).toBe((await fingerprint(join(folder, 'before'), elsewhere)).digest);
  });

  it('is kept by import, and computed again where the bytes are others', async () => {
    const source = await putParquet(join(folder, 'source.parquet'), candles('DECIMAL(9, 3)'));
    const catalog = join(folder, 'kept');
    const { path } = await importFile(catalog, source);
    const expected = obviousDigest(rows);
    expect(await fingerprint(catalog)).toMatchObject({ digest: expected });
    expect((await fingerprint(catalog)).note).toBeUndefined();
    const store = join(path, '..', 'fingerprints.json');
    const kept = JSON.parse(readFileSync(store, 'utf8'));
    expect(Object.keys(kept.files[CANDLE_FILE].days)).toEqual(['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04']);

    // Proof that days are taken as kept: a false one shows.
    const original = readFileSync(store);
    kept.files[CANDLE_FILE].days['2024-01-02'] = '0'.repeat(64);
    put(store, JSON.stringify(kept));
    expect((await fingerprint(catalog)).digest).not.toBe(expected);
    put(store, original);

    // The same content in other bytes.
    await putParquet(path, candles('DECIMAL(18, 6)'));
    const again = await fingerprint(catalog);
    expect(again.digest).toBe(expected);
    expect(again.note).toContain('the same content in other bytes');

    // One value changed in place: no note, another digest.
    await putParquet(path, candles('DECIMAL(9, 3)', 'DECIMAL(9, 3)', '+ 0.001'));
    const changed = await fingerprint(catalog);
    expect(changed.digest).not.toBe(expected);
    expect(changed.note).toBeUndefined();
    put(store, 'broken');
    expect((await fingerprint(catalog)).digest).toBe(changed.digest);
  });

  it('has no path, venue or symbol in it', async () => {
    const from = seriesFolder(await catalogOf('here', candles('DECIMAL(9, 3)')), KEY);
    const other = { ...KEY, venue: 'other', symbol: 'X/Y' };
    cpSync(from, seriesFolder(join(folder, 'there'), other), { recursive: true });
    const moved = await fingerprintSeries({ ...other, catalog: join(folder, 'there') });
    expect(moved.digest).toBe(obviousDigest(rows));
  });

  it("of what cannot be read is the user's to mend", async () => {
    const catalog = await catalogOf('torn', candles());
    const path = join(seriesFolder(catalog, KEY), CANDLE_FILE);
    put(path, readFileSync(path).subarray(0, 3000));
    expect(await refusal(fingerprint(catalog))).toContain('is truncated');
    expect(await refusal(fingerprint(join(folder, 'nowhere')))).toContain('there is no catalog');
  });
});
