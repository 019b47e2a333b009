/** Appending held against a twin that keeps rows in plain lists. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importSeries } from '../../src/catalog/import.ts';
import { InputError } from '../../src/model/errors.ts';
import { runs } from '../support/runs.ts';
import { put, sql, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let files = 0;
const START = 1_704_067_200;

/** Second, price, id (null: none). */
type Row = readonly [second: number, price: number, id: number | null];

const keyOf = ([second, price]: Row): string => `${second} ${price}`;

/** The rows of each second, in order. */
function bySecond(rows: readonly Row[]): Map<number, Row[]> {
  const seconds = new Map<number, Row[]>();
  for (const row of rows) seconds.set(row[0], [...(seconds.get(row[0]) ?? []), row]);
  return seconds;
}

/** Whether every row of `part` has one of its own in `whole`. */
function holds(whole: readonly Row[], part: readonly Row[]): boolean {
  const left = whole.map(keyOf);
  for (const row of part) {
    const at = left.indexOf(keyOf(row));
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return true;
}

/** What the catalog must hold after the file; null where it must refuse. */
function twin(held: readonly Row[], file: readonly Row[]): Row[] | null {
  const both = [...held, ...file];
  if (both.length > 0 && both.every((row) => row[2] !== null)) {
    const known = new Map(held.map((row) => [row[2], row]));
    const fresh: Row[] = [];
    for (const row of file) {
      const other = known.get(row[2]);
      if (other === undefined) {
        known.set(row[2], row);
        fresh.push(row);
      } else if (keyOf(other) !== keyOf(row)) return null;
    }
    return [...held, ...fresh]
      .map((row, n) => [row, n] as const)
      .sort(([a, i], [b, j]) => a[0] - b[0] || i - j)
      .map(([row]) => row);
  }
  const [old, fresh] = [bySecond(held), bySecond(file)];
  const rows: Row[] = [];
  for (const second of [...new Set(both.map(([time]) => time))].sort((a, b) => a - b)) {
    const [here, there] = [old.get(second) ?? [], fresh.get(second) ?? []];
    if (holds(here, there)) rows.push(...here);
    else if (holds(there, here)) rows.push(...there);
    else return null;
  }
  return rows;
}

async function importRows(catalog: string, rows: readonly Row[], withIds: boolean): Promise<Row[] | null> {
  const lines = rows.map(([second, price, id]) => `${START + second},${price},1,${id ?? ''}`);
  const file = put(join(folder, `f${++files}.csv`), ['time,price,size,id', ...lines].join('\n'));
  const request = { file, catalog, venue: 'v', symbol: 'A/B', kind: 'trades', interval: 0 } as const;
  try {
    const { path } = await importSeries(withIds ? request : { ...request, map: { id: 'none' } });
    const read = await sql(
      `SELECT epoch_us(time) // 1000000 - ${START} AS second, price::DOUBLE AS price, id::VARCHAR AS id
       FROM read_parquet('${path.replaceAll("'", "''").replaceAll('[', '[[]')}', file_row_number = true)
       ORDER BY file_row_number`,
    );
    return read.map((row) => [Number(row.second), Number(row.price), row.id === null ? null : Number(row.id)]);
  } catch (error) {
    if (error instanceof InputError && /holds other trades|has another trade/.test(error.message)) return null;
    throw error;
  }
}

const rowsOf = (id: fc.Arbitrary<number | null>): fc.Arbitrary<Row[]> =>
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 3 }), id), { minLength: 1, maxLength: 8 })
    .map((rows) => rows.sort((a, b) => a[0] - b[0]) as Row[]);

describe('appending trades', () => {
  it.each([
    ['without ids', rowsOf(fc.constant(null))],
    ['with ids', rowsOf(fc.integer({ min: 0, max: 12 }))],
  ] as const)('%s is what a list would make of it', async (name, rows) => {
    const withIds = name === 'with ids';
    await fc.assert(
      fc.asyncProperty(fc.array(rows, { minLength: 2, maxLength: 3 }), async (parts) => {
        const catalog = join(folder, `c${++files}`);
        let held: Row[] = [];
        for (const part of parts) {
          const expected = twin(held, part);
          expect(await importRows(catalog, part, withIds)).toEqual(expected);
          held = expected ?? held;
        }
      }),
      { numRuns: runs(8) },
    );
  });

  it('gives the whole from parts that overlap, whatever their order', async () => {
    const whole = rowsOf(fc.constant(null)).map((rows) =>
      rows.map((row, n) => [row[0], row[1] + (n % 2), null] as Row),
    );
    const part = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }));
    await fc.assert(
      fc.asyncProperty(whole, fc.array(part, { minLength: 1, maxLength: 3 }), async (rows, cuts) => {
        const catalog = join(folder, `c${++files}`);
        let held: Row[] | null = null;
        for (const [a, b] of [...cuts, [0, 6]] as const) {
          // Cut between two times: half of a time is all that its part knows.
          const some = rows.filter(([second]) => second >= Math.min(a, b) && second <= Math.max(a, b));
          if (some.length > 0) held = await importRows(catalog, some, false);
        }
        expect(held).toEqual(rows);
      }),
      { numRuns: runs(6) },
    );
  });
});
