import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HARMLESS_BYTES, LARGEST_RATIO } from '../../src/catalog/sources/unpack.ts';
import { importFile, put, refusal, temporaryFolder } from './support.ts';
import { zipOf } from './zip.ts';

const folder = temporaryFolder();
let files = 0;

const TWO = 'time,open,high,low,close,volume\n2024-01-01,10,12,9,11,5\n2024-01-01T00:01,11,12,9,11.5,0.25\n';

/** Imports bytes into a catalog of their own. */
function imported(bytes: string | Uint8Array, name = 'in.bin') {
  files += 1;
  const catalog = join(folder, `c${files}`);
  return { catalog, result: importFile(catalog, put(join(folder, `f${files}`, name), bytes)) };
}

describe('packed files', () => {
  it.each<[string, Uint8Array]>([
    ['gzip', gzipSync(TWO)],
    ['gzip in two parts', Buffer.concat([gzipSync(TWO.slice(0, 40)), gzipSync(TWO.slice(40))])],
    ['zip', zipOf({ 'a.csv': TWO })],
    ['zip with a folder', zipOf({ 'data/': '', 'data/a.csv': TWO, '__MACOSX/a.csv': 'x' })],
    ['gzipped JSON', gzipSync('[[1704067200,10,12,9,11,5],[1704067260,11,12,9,11.5,0.25]]')],
    ['gzipped Parquet', gzipSync(readFileSync('test/catalog/fixtures/candles-lz4.feather'))],
  ])('%s', async (_, bytes) => {
    const { catalog, result } = imported(bytes);
    expect((await result).rows).toBeGreaterThanOrEqual(2);
    expect(readdirSync(catalog, { recursive: true, encoding: 'utf8' }).filter((name) => /tmp|lock/.test(name))).toEqual(
      [],
    );
  });

  const wild = Buffer.alloc(HARMLESS_BYTES + 1_000_000, '1704067200,1,1,1,1,1\n');
  it.each<[string, Uint8Array, string]>([
    ['a gzip bomb', gzipSync(wild), `${LARGEST_RATIO} times its own length, as a zip bomb does`],
    ['a zip bomb', zipOf({ 'a.csv': wild }), `${LARGEST_RATIO} times its own length, as a zip bomb does`],
    ['several files', zipOf({ 'a.csv': TWO, 'b.csv': TWO }), 'several files (a.csv, b.csv, ...)'],
    ['no file', zipOf({ 'data/': '' }), 'with no file in it'],
    ['a packed file within', gzipSync(zipOf({ 'a.csv': TWO })), 'is packed twice'],
    ['a gzip that is cut off', gzipSync(TWO.repeat(99)).subarray(0, 90), 'cannot be unpacked: unexpected end of file'],
    ['a zip that is cut off', zipOf({ 'a.csv': TWO }).subarray(0, 90), 'cannot be unpacked'],
    ['a zip with another length than it says', lying(zipOf({ 'a.csv': TWO })), 'cannot be unpacked'],
  ])('%s is refused', async (_, bytes, message) => {
    const { catalog, result } = imported(bytes);
    expect(await refusal(result)).toContain(message);
    expect(existsSync(catalog)).toBe(false);
  });
});

/** The length of the member, in the central directory, made smaller. */
function lying(zip: Buffer): Buffer {
  const at = zip.indexOf('PK\u0001\u0002');
  zip.writeUInt32LE(10, at + 24);
  return zip;
}
