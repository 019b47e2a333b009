/**
 * What the shipped scenarios come to. `UPDATE_GOLDEN=1 npx vitest run test/golden` writes it anew: do so only where a change
 * of results is meant, and say in the changelog why. Pinned are orders, fills and equity: the digest of a whole run
 * changes with any comment in a strategy.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, sqlText } from '../../src/catalog/duckdb.ts';
import type { ReportDocument } from '../../src/report/document.ts';
import { replay } from '../../src/scenario/library.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DIGESTS = join(ROOT, 'test/golden/digests.json');
const GOLDEN = 'reports/golden/quickstart';
/** A row a minute in a format that does not compress: too large to keep, and the same rows as equity.parquet. */
const NOT_KEPT = 'equity.arrow';
const IS_UPDATE = process.env.UPDATE_GOLDEN === '1';

const all = readdirSync(join(ROOT, 'scenarios')).filter((name) => name.endsWith('.yaml'));
const textOf = (name: string): string => readFileSync(join(ROOT, 'scenarios', name), 'utf8');
/** Those that run on the sample. */
const scenarios = all.filter((name) => textOf(name).includes('\n  venue: synthetic\n'));

async function pinnedDigests(name: string) {
  const { digests } = await replay(join(ROOT, 'scenarios', name), { out: null });
  const { orders, fills, equity } = digests;
  return { orders, fills, equity };
}

describe('the shipped scenarios', () => {
  const golden: Record<string, unknown> = existsSync(DIGESTS) ? JSON.parse(readFileSync(DIGESTS, 'utf8')) : {};

  it.each(scenarios)('come to the orders, fills and equity they came to before: %s', async (name) => {
    const digests = await pinnedDigests(name);
    if (IS_UPDATE) golden[name] = digests;
    expect(digests).toEqual(golden[name]);
  });

  it.each(all)('say in their first sentence what they teach, and are named like their file: %s', (name) => {
    expect(textOf(name)).toMatch(/^# Teaches\b[^\n]*[.:]/);
    expect(textOf(name)).toContain(`\nname: ${name.replace('.yaml', '')}`);
  });

  it('are all pinned', () => {
    if (IS_UPDATE) {
      const pinned = Object.fromEntries(scenarios.map((name) => [name, golden[name]]));
      writeFileSync(DIGESTS, `${JSON.stringify(pinned, null, 2)}\n`);
    }
    expect(Object.keys(JSON.parse(readFileSync(DIGESTS, 'utf8')))).toEqual(scenarios);
  });
});

it('bracket-ambiguity is ambiguous, and minutes settle it', async () => {
  const ambiguous = async (...set: string[]) => {
    const { report } = await replay(join(ROOT, 'scenarios/bracket-ambiguity.yaml'), { out: null, overrides: { set } });
    return report.ambiguity.round_trips;
  };
  const [open, settled] = [await ambiguous(), await ambiguous('market.detail_interval=1m')];
  expect(open).toBeGreaterThan(100);
  expect(settled).toBeLessThan(open / 10);
});

describe('the report of the quickstart', () => {
  let folder = '';
  beforeAll(async () => {
    if (IS_UPDATE) {
      await replay(join(ROOT, 'scenarios/quickstart.yaml'), { out: join(ROOT, GOLDEN) });
      rmSync(join(ROOT, GOLDEN, NOT_KEPT));
      const markdown = join(ROOT, GOLDEN, 'report.md');
      writeFileSync(markdown, readFileSync(markdown, 'utf8').replaceAll(join(ROOT, GOLDEN), GOLDEN));
    }
    folder = join(await mkdtemp(join(tmpdir(), 'papertape-golden-')), 'quickstart');
    await replay(join(ROOT, 'scenarios/quickstart.yaml'), { out: folder });
  });
  afterAll(() => rm(join(folder, '..'), { recursive: true, force: true }));

  /** Without what a comment in a strategy or a new version changes. */
  const documentOf = (path: string): ReportDocument => {
    const report = JSON.parse(readFileSync(join(path, 'report.json'), 'utf8'));
    report.run.engine_version = '';
    report.run.digest.strategy = '';
    report.run.digest.run = '';
    return report;
  };

  it('says what it said before', () => {
    expect(documentOf(folder)).toEqual(documentOf(join(ROOT, GOLDEN)));
  });

  it('names no time it took', () => {
    const { events, ...times } = documentOf(join(ROOT, GOLDEN)).timing;
    expect(events).toBe(131_040);
    expect(Object.values(times).filter((value) => value !== null)).toEqual([]);
  });

  it('reads as it read before', () => {
    const text = (path: string) => readFileSync(join(path, 'report.md'), 'utf8').split('## Digests')[0];
    expect(text(folder)).toBe(text(join(ROOT, GOLDEN)));
  });

  it('has the files it had before', () => {
    const names = readdirSync(folder).filter((name) => name !== NOT_KEPT);
    expect(names).toEqual(readdirSync(join(ROOT, GOLDEN)));
  });

  it.each(['orders', 'fills', 'round_trips', 'balances', 'equity'])('has the rows it had before: %s', async (name) => {
    const database = await openDatabase();
    try {
      const [now, before] = [folder, join(ROOT, GOLDEN)].map((path) => sqlText(join(path, `${name}.parquet`)));
      const differing = await database.with((session) =>
        session.rows(`SELECT * FROM (SELECT *, file_row_number FROM read_parquet(${now}, file_row_number = true))
          EXCEPT SELECT *, file_row_number FROM read_parquet(${before}, file_row_number = true)`),
      );
      const counts = await database.with((session) =>
        session.row(`SELECT (SELECT count(*) FROM ${now}) AS now, (SELECT count(*) FROM ${before}) AS before`),
      );
      expect(differing).toEqual([]);
      expect(Number(counts.now)).toBeGreaterThan(20);
      expect(counts.now).toEqual(counts.before);
    } finally {
      database.close();
    }
  });

  it('is a run one can believe: some twenty round trips, and an end within 30 % of its beginning', () => {
    const { metrics } = documentOf(join(ROOT, GOLDEN));
    expect(metrics.round_trip_count).toBeGreaterThanOrEqual(20);
    expect(Math.abs(Number(metrics.total_pnl_pct))).toBeLessThan(30);
  });
});
