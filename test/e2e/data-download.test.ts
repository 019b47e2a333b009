import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openCatalog } from '../../src/catalog/load.ts';
import { MICROS_PER_MINUTE } from '../../src/model/time.ts';
import { coinbase } from '../support/exchanges/coinbase.ts';
import { kraken, krakenRecording } from '../support/exchanges/kraken.ts';
import { type ExchangeServer, serve } from '../support/exchanges/server.ts';
import { hasData, requireData } from '../support/shared-data.ts';
import { papertape, papertapeHere } from './papertape.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when these tests, which run side by side, are over. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'papertape-'));
  folders.push(folder);
  return folder;
}

/** Within the recording's last, unfinished minute. */
const NOW = Date.parse('2025-11-11T00:17:40Z') / 1000;
const SERIES = 'data/candles/venue=coinbaseexchange/symbol=BTC-USD/interval=1m';

const serveKraken = () => serve(kraken(krakenRecording(), { now: () => NOW }));
const serveCoinbase = () => serve(coinbase(krakenRecording().rows, () => NOW));

function ofKraken(server: ExchangeServer, ...more: string[]): string[] {
  const window = ['--from', '2025-11-10T12:17:00Z', '--to', '2025-11-11T00:17:00Z'];
  return ['data', 'download', 'kraken', 'BTC/USDT', '1m', ...window, '--url', server.url, ...more];
}

function ofCoinbase(server: ExchangeServer): string[] {
  return [...'data download coinbaseexchange BTC/USD 1m --from 2025-11-10T12:19:00Z --url'.split(' '), server.url];
}

/** Candles and instruments of a catalog, byte for byte. */
async function contentOf(cwd: string): Promise<string[]> {
  const files = [`${SERIES}/candles.parquet`, `${SERIES}/fingerprints.json`, 'data/instruments.json'];
  return Promise.all(files.map((file) => readFile(join(cwd, file), 'base64')));
}

/** Candles that the library loads from a catalog. */
async function loadedRows(cwd: string): Promise<number> {
  const catalog = await openCatalog(join(cwd, 'data'));
  const key = { venue: 'coinbaseexchange', symbol: 'BTC/USD', interval: MICROS_PER_MINUTE };
  return (await catalog.loadCandles({ ...key, priceDecimals: 4 })).length;
}

describe.skipIf(!hasData('rest'))('papertape data download', { concurrent: true }, () => {
  it('brings candles, rules and fees, which a scenario runs on; told twice, it fetches nothing', async () => {
    const server = await serveKraken();
    const scenario = `strategy: { use: sma-cross, interval: 5m, params: { fast: 5, slow: 20 } }
market: { catalog: data, venue: kraken, symbols: [BTC/USDT] }
`;
    const cwd = newFolder();
    await writeFile(join(cwd, 'mine.yaml'), scenario);
    server.faults.push('rate_limit');
    const first = await papertape(ofKraken(server, '--json'), { cwd });
    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(
      /^kraken asks for fewer requests \(.*EAPI:Rate limit exceeded.*\): trying again in [01]\.[0-9] s \(1 of 8\)\n$/,
    );
    expect(JSON.parse(first.stdout)).toEqual({
      exchange: 'kraken',
      symbol: 'BTC/USDT',
      interval: '1m',
      catalog: 'data',
      from: '2025-11-10T12:17:00Z',
      to: '2025-11-11T00:17:00Z',
      rows: 720,
      added: 720,
      missing: 0,
      first: '2025-11-10T12:17:00Z',
      last: '2025-11-11T00:16:00Z',
      requests: 4,
      coarser: [],
      instrument: expect.objectContaining({ tick_size: '0.1', taker_pct: '0.4' }),
    });
    const again = await papertape(ofKraken(server), { cwd });
    expect(again).toEqual({
      code: 0,
      stderr: '',
      stdout:
        '1m candles of BTC/USDT on kraken: all 720 that there are were in the catalog already, nothing was fetched\n',
    });
    expect(server.candleRequests().length).toBe(2);
    const replay = await papertape(['replay', 'mine.yaml', '--json'], { cwd });
    expect(replay.code).toBe(0);
    expect(JSON.parse(replay.stdout).metrics.round_trip_count).toBeGreaterThan(0);
  });

  it('killed or interrupted at any page leaves whole pages, and goes on to the same catalog', async () => {
    const whole = newFolder();
    const calm = await serveCoinbase();
    const finished = await papertape(ofCoinbase(calm), { cwd: whole });
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(finished.stdout).toMatch(
      /^1m candles of BTC\/USD on coinbaseexchange: 505 added in [0-9]+ requests, 505 in all, .*\n213 candles of that time are missing: the exchange sent none\n$/,
    );
    const expected = await contentOf(whole);
    const ends = [
      ['SIGKILL', 2, null],
      ['SIGINT', 3, 130],
    ] as const;
    await Promise.all(
      ends.map(async ([signal, page, code]) => {
        const server = await serveCoinbase();
        const cwd = newFolder();
        let kill = (_signal: NodeJS.Signals): void => undefined;
        server.faults.push(...Array.from({ length: page - 1 }, () => null), 'slow');
        server.onCandles = (count) => {
          if (count === page) kill(signal);
        };
        const ended = await papertape(ofCoinbase(server), { cwd, onStart: (end) => (kill = end) });
        expect(ended.code).toBe(code);
        if (code === 130) {
          expect(ended.stderr).toBe('papertape: interrupted, whole pages are kept: run it again to go on\n');
        }
        expect(await loadedRows(cwd)).toBeGreaterThan(100);
        server.onCandles = () => undefined;
        const asked = server.candleRequests().length;
        expect(await papertape(ofCoinbase(server), { cwd })).toMatchObject({ code: 0, stderr: '' });
        expect(await contentOf(cwd)).toEqual(expected);
        // The first page is there, and is not fetched again.
        const [firstPage] = server.requests.filter((request) => request.includes('/candles'));
        expect(server.candleRequests().slice(asked)).not.toContain(firstPage);
      }),
    );
  });

  it('says in one line what is wrong', async () => {
    const server = await serveKraken();
    const cwd = newFolder();
    const wrong: [string[], string][] = [
      [ofKraken(server).with(3, 'BTC/UDST'), 'kraken has no BTC/UDST (did you mean BTC/USDT?)'],
      [ofKraken(server).with(6, '2025-11-01'), 'kraken serves only its last 720 1m candles of BTC/USDT'],
      [ofKraken(server).with(8, '2025-11-01'), '--from 2025-11-10T12:17:00Z is not before --to 2025-11-01T00:00:00Z'],
      [ofKraken(server).with(10, 'http://127.0.0.1:9'), 'kraken cannot be reached'],
    ];
    for (const [words, message] of wrong) {
      const { code, stdout, stderr } = await papertapeHere(words, { cwd });
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`papertape: ${message}`);
      expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^papertape: /);
    }
  });
});

describe.skipIf(!hasData('metadata'))('papertape data instruments', { concurrent: true }, () => {
  it("reads a venue's own list, and counts what is left out by its reason", async () => {
    const cwd = newFolder();
    const file = requireData('metadata/kraken-assetpairs-2021-04-17.json.gz');
    const words = ['data', 'instruments', file, '--catalog', 'data', '--venue', 'kraken'];
    expect(await papertape(words, { cwd })).toEqual({
      code: 0,
      stderr: '',
      stdout: `304 pairs in a list of kraken: 293 added to kraken, 0 updated, 0 as they were
11 left out, a dark pool: it has no public name: XETHXXBT.d, XETHZCAD.d, XETHZEUR.d, XETHZGBP.d and 7 more
`,
    });
    const json = await papertape([...words, '--symbols', 'BTC/USD', '--json'], { cwd });
    expect(JSON.parse(json.stdout)).toMatchObject({
      format: 'kraken',
      pairs: 304,
      added: 0,
      unchanged: 1,
      skipped: [],
    });
    const wrong = await papertape([...words, '--symbols', 'XBT/USD'], { cwd });
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringMatching(/^papertape: .* has no XBT\/USD \(did you mean /),
    ]);
  });
});
