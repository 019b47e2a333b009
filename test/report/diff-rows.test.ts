import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase, openSandbox, sqlText } from '../../src/catalog/duckdb.ts';
import { firstDifference } from '../../src/report/compare/rows.ts';
import type { StoredTable } from '../../src/report/stored/index.ts';
import { folder } from './support.ts';

const COLUMNS = [
  { name: 'time', kind: 'time' },
  { name: 'price', kind: 'decimal' },
  { name: 'reason', kind: 'text' },
] as const;

interface Row {
  readonly minute: number;
  readonly cents: number | null;
  readonly reason: string | null;
}

const row = fc.record({
  minute: fc.integer({ min: 0, max: 3 }),
  cents: fc.option(fc.integer({ min: -200, max: 200 })),
  reason: fc.option(fc.constantFrom('', 'up', "it's")),
});

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

let written = 0;

/** A table as a report has it: `decimals` of its prices, so many rows a group. */
async function tableOf(rows: readonly Row[], decimals: number, group: number): Promise<StoredTable> {
  written += 1;
  const path = join(folder(), `${written}.parquet`);
  const values = rows.map(
    ({ minute, cents, reason }, i) =>
      `(${i}, make_timestamp(${minute * 60_000_000}), ${cents === null ? 'NULL' : `${cents}::DECIMAL(18, 2) / 1`}, ${reason === null ? 'NULL' : sqlText(reason)})`,
  );
  const source = values.length === 0 ? '(0, NULL, NULL, NULL)' : values.join(', ');
  await database.with((session) =>
    session.run(
      `COPY (SELECT time::TIMESTAMP AS time, (price / 100)::DECIMAL(18, ${decimals}) AS price, reason::VARCHAR AS reason
       FROM (VALUES ${source}) AS rows(i, time, price, reason) WHERE ${values.length > 0} ORDER BY i)
       TO ${sqlText(path)} (FORMAT parquet, ROW_GROUP_SIZE ${group})`,
    ),
  );
  return { name: 'orders', path, columns: COLUMNS };
}

const sameRow = (one: Row | undefined, other: Row | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  one.minute === other.minute &&
  one.cents === other.cents &&
  one.reason === other.reason;

it('finds the row that a look at each row in turn finds', async () => {
  const change = fc.option(fc.record({ at: fc.nat({ max: 40 }), to: row, drop: fc.boolean() }));
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 40 }), change, async (rows, changed) => {
      const other =
        changed === null
          ? rows
          : changed.drop
            ? rows.slice(0, changed.at)
            : [...rows.slice(0, changed.at), changed.to, ...rows.slice(changed.at + 1)];
      const length = Math.max(rows.length, other.length);
      const expected = Array.from({ length }, (_, i) => i).find((i) => !sameRow(rows[i], other[i]));
      const [a, b] = [await tableOf(rows, 2, 3), await tableOf(other, 6, 7)];
      const sandbox = await openSandbox([a.path, b.path]);
      try {
        const found = await sandbox.with((session) => firstDifference(session, a, b));
        expect(found === null ? undefined : found.row - 1).toBe(expected);
        if (found === null || expected === undefined) return;
        expect(found.rows).toEqual({ a: rows.length, b: other.length });
        expect(found.before).toHaveLength(Math.min(2, expected));
        expect(found.a).toHaveLength(Math.min(3, Math.max(0, rows.length - expected)));
        expect(found.b).toHaveLength(Math.min(3, Math.max(0, other.length - expected)));
        const [one, next] = [rows[expected], other[expected]];
        const names = found.differing.map(({ name }) => name);
        const same = {
          time: one?.minute === next?.minute,
          price: one?.cents === next?.cents,
          reason: one?.reason === next?.reason,
        };
        expect(names).toEqual(
          one === undefined || next === undefined
            ? []
            : (['time', 'price', 'reason'] as const).filter((name) => !same[name]),
        );
      } finally {
        sandbox.close();
      }
    }),
    { numRuns: 40 },
  );
});

it('finds one row of a million, row groups of both files lying otherwise, in little memory', async () => {
  const paths = ['a', 'b'].map((name) => join(folder(), `${name}.parquet`)) as [string, string];
  await database.with(async (session) => {
    for (const [index, path] of paths.entries()) {
      await session.run(
        `COPY (SELECT make_timestamp(i * 60000000) AS time, (CASE WHEN i = 900000 THEN ${index} ELSE i END)::DECIMAL(18, 2) AS price,
         NULL::VARCHAR AS reason FROM range(1000000 + ${index}) t(i)) TO ${sqlText(path)} (FORMAT parquet, ROW_GROUP_SIZE ${index === 0 ? 122880 : 50000})`,
      );
    }
  });
  const [a, b] = paths.map((path): StoredTable => ({ name: 'orders', path, columns: COLUMNS })) as [
    StoredTable,
    StoredTable,
  ];
  const sandbox = await openSandbox(paths);
  try {
    const { found, held } = await sandbox.with(async (session) => {
      const difference = await firstDifference(session, a, b);
      const { bytes } = await session.row('SELECT sum(memory_usage_bytes)::BIGINT AS bytes FROM duckdb_memory()');
      return { found: difference, held: Number(bytes) };
    });
    expect(found).toMatchObject({ row: 900_001, rows: { a: 1_000_000, b: 1_000_001 } });
    expect(found?.differing).toEqual([{ name: 'price', a: '0.00', b: '1.00' }]);
    expect(held).toBeLessThan(64e6);
  } finally {
    sandbox.close();
  }
});
