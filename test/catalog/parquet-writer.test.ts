import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SqlRow, sqlReadPath } from '../../src/catalog/duckdb.ts';
import { openParquetWriter, type ParquetColumn, writeParquet } from '../../src/catalog/parquet-writer.ts';
import { put, refusal, sql, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const ALL: ParquetColumn[] = [
  { name: 'time', type: 'timestamp' },
  { name: 'money', type: 'decimal', scale: 8, twin: 'money_f64', nullable: true },
  { name: 'small', type: 'decimal', precision: 'narrowest', scale: 2 },
  { name: 'ratio', type: 'double', nullable: true },
  { name: 'big', type: 'bigint' },
  { name: 'int', type: 'integer', nullable: true },
  { name: 'flag', type: 'boolean' },
  { name: 'side', type: 'enum', values: ['buy', "s'ell"], nullable: true },
  { name: "it's text", type: 'varchar', nullable: true },
];

const LARGEST = Number.MAX_SAFE_INTEGER;

/** Row i of the file below, as DuckDB reads it. */
function expectedRow(i: number): SqlRow {
  const units = i % 2 === 0 ? BigInt(LARGEST - i) : BigInt(i - LARGEST);
  const digits = String(units < 0n ? -units : units).padStart(9, '0');
  const money = `${units < 0n ? '-' : ''}${digits.slice(0, -8)}.${digits.slice(-8)}`;
  return {
    time: -1_000_000 + i,
    money: i % 5 === 0 ? null : money,
    money_f64: i % 5 === 0 ? null : Number(money),
    type: 'DECIMAL(3,2)',
    small: ((i % 1000) / 100).toFixed(2),
    ratio: i % 3 === 0 ? null : i / 7,
    big: String(BigInt(i) * 800_000_000_000n - 5n),
    int: i % 4 === 0 ? null : 0 - i,
    flag: i % 2 === 1,
    side: ['buy', "s'ell", null][i % 3]!,
    text: i % 2 === 0 ? null : `n°${i}`,
  };
}

describe('a Parquet file', () => {
  it('holds every type to the last digit, across vectors and chunks', async () => {
    const path = join(folder, "al'l.parquet");
    const writer = await openParquetWriter(path, ALL);
    const sizes = [1, 2047, 2048, 2049, 5000];
    let start = 0;
    for (const count of sizes) {
      const numbers = (value: (i: number) => number): Float64Array =>
        Float64Array.from({ length: count }, (_, i) => value(start + i));
      const money = numbers((i) => (i % 5 === 0 ? Number.NaN : i % 2 === 0 ? LARGEST - i : i - LARGEST));
      writer.append(
        [
          numbers((i) => -1_000_000 + i),
          money,
          numbers((i) => i % 1000),
          numbers((i) => (i % 3 === 0 ? Number.NaN : i / 7)),
          numbers((i) => i * 8e11 - 5),
          numbers((i) => (i % 4 === 0 ? Number.NaN : -i)),
          Uint8Array.from({ length: count }, (_, i) => (start + i) % 2),
          numbers((i) => (i % 3 === 2 ? Number.NaN : i % 3)),
          Array.from({ length: count }, (_, i) => ((start + i) % 2 === 0 ? null : `n°${start + i}`)),
        ],
        count,
      );
      start += count;
    }
    expect(await writer.finish()).toEqual({ rows: start });
    const rows = await sql(
      `SELECT epoch_us(time) AS time, money::VARCHAR AS money, money_f64, typeof(small) AS type, small::VARCHAR AS small,
        ratio, big::VARCHAR AS big, int, flag, side, "it's text" AS text FROM read_parquet(${sqlReadPath(path)})`,
    );
    expect(rows.length).toBe(start);
    for (const [i, row] of rows.entries()) expect(row).toEqual(expectedRow(i));
  });

  it('is written as the catalog promises: zstd, version 2, row groups of 122,880', async () => {
    const path = join(folder, 'groups.parquet');
    const column = Float64Array.from({ length: 300_000 }, (_, i) => i);
    await writeParquet(path, [{ name: 'n', type: 'bigint' }], [{ columns: [column], count: 300_000 }]);
    const file = sqlReadPath(path);
    expect(await sql(`SELECT row_group_num_rows AS n, compression FROM parquet_metadata(${file})`)).toEqual([
      { n: 122_880, compression: 'ZSTD' },
      { n: 122_880, compression: 'ZSTD' },
      { n: 54_240, compression: 'ZSTD' },
    ]);
    expect(
      await sql(`SELECT count(*) AS bad FROM (SELECT n, row_number() OVER () - 1 AS i FROM read_parquet(${file}))
      WHERE n <> i`),
    ).toEqual([{ bad: 0 }]);
  });

  it('may have no row', async () => {
    const path = join(folder, 'none.parquet');
    expect(await writeParquet(path, ALL, [])).toEqual({ rows: 0 });
    expect(await sql(`SELECT count(*) AS n FROM read_parquet(${sqlReadPath(path)})`)).toEqual([{ n: 0 }]);
  });

  it('stands whole or not at all, and leaves nothing beside it', async () => {
    const path = join(folder, 'whole', 'x.parquet');
    const columns: ParquetColumn[] = [{ name: 'n', type: 'integer' }];
    await writeParquet(path, columns, [{ columns: [Int32Array.of(1)], count: 1 }]);
    async function* failing() {
      yield { columns: [Int32Array.of(2)], count: 1 };
      throw new Error('the source broke');
    }
    await expect(writeParquet(path, columns, failing())).rejects.toThrow('the source broke');
    const missing = writeParquet(path, columns, [{ columns: [Float64Array.of(Number.NaN)], count: 1 }]);
    await expect(missing).rejects.toThrow('not nullable');
    expect(await sql(`SELECT n FROM read_parquet(${sqlReadPath(path)})`)).toEqual([{ n: 1 }]);
    expect(readdirSync(join(folder, 'whole'))).toEqual(['x.parquet']);
  });

  it('says in one line where it cannot be', async () => {
    const file = put(join(folder, 'a-file'), 'x');
    const inside = writeParquet(join(file, 'x.parquet'), [{ name: 'n', type: 'integer' }], []);
    expect(await refusal(inside)).toContain('a file stands where a folder is needed');
    const wide = openParquetWriter(join(folder, 'w.parquet'), [
      { name: 'p', type: 'decimal', precision: 19, scale: 2 },
    ]);
    expect(await refusal(wide)).toContain('column p: DECIMAL(19,2)');
  });
});
