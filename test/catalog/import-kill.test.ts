import { spawn } from 'node:child_process';
import { cpSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { fingerprintSeries } from '../../src/catalog/fingerprint.ts';
import { readInstruments } from '../../src/catalog/instruments.ts';
import { openCatalog } from '../../src/catalog/load.ts';
import { importFile, MINUTE, NEW_YEAR, put, refusal, temporaryFolder } from './support.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = temporaryFolder();
const program = join(folder, 'import.mjs');
const first = join(folder, 'first.csv');
const second = join(folder, 'second.csv');
const KEY = { kind: 'candles', venue: 'test', symbol: 'BTC/USDT', interval: MINUTE } as const;

function candles(from: number, to: number): string {
  const lines: string[] = [];
  for (let i = from; i < to; i += 1)
    lines.push(`${NEW_YEAR / 1000 + i * 60_000},10,12,9,${(9 + (i % 300) / 100).toFixed(2)},${i}`);
  return lines.join('\n');
}

/** The program that imports `second` into a catalog, in a process of its own. */
function importing(catalog: string) {
  return spawn(process.execPath, [program, second, catalog], { stdio: ['ignore', 'ignore', 'pipe'] });
}

const ended = (child: ReturnType<typeof importing>): Promise<number | null> =>
  new Promise((resolve) => child.on('close', (code) => resolve(code)));

beforeAll(async () => {
  put(first, candles(0, 3000));
  put(second, candles(2000, 40_000));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const contents = `import { importCandles } from './src/catalog/import.ts';
    const [file, catalog] = process.argv.slice(2);
    await importCandles({ file, catalog, venue: 'test', symbol: 'BTC/USDT', interval: ${MINUTE} });`;
  await build({
    stdin: { contents, resolveDir: ROOT },
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['@duckdb/node-api'],
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
    outfile: program,
    logLevel: 'error',
  });
});

describe('an import that is killed', () => {
  it('leaves the catalog as it was, or as it would have been', async () => {
    const before = join(folder, 'before');
    await importFile(before, first);
    const after = join(folder, 'after');
    cpSync(before, after, { recursive: true });
    const started = performance.now();
    expect(await ended(importing(after))).toBe(0);
    const length = performance.now() - started;
    const old = (await fingerprintSeries({ ...KEY, catalog: before })).digest;
    const whole = (await fingerprintSeries({ ...KEY, catalog: after })).digest;
    expect(whole).not.toBe(old);

    const seen = new Set<string>();
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const catalog = join(folder, `killed${attempt}`);
      cpSync(before, catalog, { recursive: true });
      const child = importing(catalog);
      const over = ended(child);
      await new Promise((resolve) => setTimeout(resolve, length * (0.3 + attempt * 0.18)));
      child.kill('SIGKILL');
      await over;
      const { digest } = await fingerprintSeries({ ...KEY, catalog });
      expect([old, whole]).toContain(digest);
      seen.add(digest);
      expect(await readInstruments(catalog)).toEqual(await readInstruments(before));
      // Running it again completes it, and clears away what the killed one left.
      expect(await importFile(catalog, second)).toMatchObject({ rows: 40_000, gaps: 0 });
      expect((await fingerprintSeries({ ...KEY, catalog })).digest).toBe(whole);
      const left = readdirSync(catalog, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.tmp'));
      expect(left).toEqual([]);
      rmSync(catalog, { recursive: true });
    }
    expect(seen).toContain(old);
  });

  it('into a new catalog leaves nothing that a run could take for prices, and is no hindrance', async () => {
    const catalog = join(folder, 'new');
    for (const wait of [0.5, 0.9]) {
      const child = importing(catalog);
      const over = ended(child);
      await new Promise((resolve) => setTimeout(resolve, wait * 700));
      child.kill('SIGKILL');
      await over;
    }
    await importFile(catalog, second);
    const { rows } = await (await openCatalog(catalog)).span(KEY);
    expect(rows).toBe(38_000);
    const left = readdirSync(catalog, { recursive: true, encoding: 'utf8' }).filter((name) => /tmp|lock/.test(name));
    expect(left).toEqual([]);
  });
});

describe('imports at once', () => {
  it('of one series give all rows of both', async () => {
    const catalog = join(folder, 'both');
    const child = importing(catalog);
    const [code] = await Promise.all([ended(child), importFile(catalog, first), importFile(catalog, first)]);
    expect(code).toBe(0);
    const { rows } = await (await openCatalog(catalog)).span(KEY);
    expect(rows).toBe(40_000);
    const { note } = await fingerprintSeries({ ...KEY, catalog });
    expect(note).toBeUndefined();
  });

  it('of many symbols leave every instrument', async () => {
    const catalog = join(folder, 'many');
    const symbols = Array.from({ length: 8 }, (_, n) => `S${n}/USDT`);
    await Promise.all(symbols.map((symbol) => importFile(catalog, first, { symbol })));
    expect(Object.keys((await readInstruments(catalog)).test ?? {})).toEqual(symbols);
    expect(await (await openCatalog(catalog)).list()).toHaveLength(8);
  });

  it('where nothing may be written says so', async () => {
    const file = put(join(folder, 'not-a-folder'), 'x');
    expect(await refusal(importFile(file, first))).toContain('is a file: a catalog is a folder');
  });
});
