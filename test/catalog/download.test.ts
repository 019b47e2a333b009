import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { candleFile } from '../../src/catalog/download/coverage.ts';
import { type DownloadRequest, downloadCandles } from '../../src/catalog/download/download.ts';
import type { DownloadEdge } from '../../src/catalog/download/retry.ts';
import { sqlReadPath } from '../../src/catalog/duckdb.ts';
import { fingerprintSeries } from '../../src/catalog/fingerprint.ts';
import { readInstrument, readInstruments } from '../../src/catalog/instruments.ts';
import { openCatalog } from '../../src/catalog/load.ts';
import { formatTime, parseTime } from '../../src/model/time.ts';
import { coinbase } from '../support/exchanges/coinbase.ts';
import { kraken, krakenRecording } from '../support/exchanges/kraken.ts';
import { type ExchangeServer, serve } from '../support/exchanges/server.ts';
import { hasData } from '../support/shared-data.ts';
import { importFile, MINUTE, put, refusal, sql, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let catalogs = 0;

function newCatalog(): string {
  catalogs += 1;
  return join(folder, `catalog${catalogs}`);
}

const FIRST = parseTime('2025-11-10T12:17:00Z');
/** The first minute with a trade: where Coinbase's history begins. */
const FIRST_TRADE = parseTime('2025-11-10T12:19:00Z');
/** Within the recording's last, unfinished minute. */
const NOW = Date.parse('2025-11-11T00:17:40Z') / 1000;
const KEY = { kind: 'candles', interval: MINUTE } as const;

/** A download whose pauses take no time; they are kept in `pauses`. */
function edgeOf(pauses: number[] = [], signal?: AbortSignal): DownloadEdge {
  const sleep = async (milliseconds: number): Promise<void> => void pauses.push(milliseconds);
  return { monotonicNow: () => performance.now(), sleep, signal };
}

function ofKraken(server: ExchangeServer, request: Partial<DownloadRequest> = {}): DownloadRequest {
  const base = { exchange: 'kraken', symbol: 'BTC/USDT', interval: MINUTE, url: server.url };
  return { ...base, catalog: newCatalog(), from: FIRST, ...request };
}

function ofCoinbase(server: ExchangeServer, request: Partial<DownloadRequest> = {}): DownloadRequest {
  return ofKraken(server, { exchange: 'coinbaseexchange', symbol: 'BTC/USD', from: FIRST_TRADE, ...request });
}

const serveKraken = (now = NOW) => serve(kraken(krakenRecording(), { now: () => now }));
const serveCoinbase = (now = NOW) => serve(coinbase(krakenRecording().rows, () => now));

const fileOf = ({ catalog, exchange, symbol }: DownloadRequest): string =>
  candleFile(catalog, { ...KEY, venue: exchange, symbol });

async function textRows(request: DownloadRequest): Promise<string[][]> {
  const columns = ['open', 'high', 'low', 'close', 'volume'].map((name) => `${name}::VARCHAR AS ${name}`);
  const rows = await sql(
    `SELECT epoch("time")::BIGINT::VARCHAR AS time, ${columns.join(', ')} FROM read_parquet(${sqlReadPath(fileOf(request))})`,
  );
  return rows.map((row) => Object.values(row).map(String));
}

/** Everything two downloads of the same must have in common: the bytes of the candles, and all that is said of them. */
async function contentOf(request: DownloadRequest) {
  const { catalog, exchange: venue, symbol } = request;
  const file = fileOf(request);
  return {
    candles: readFileSync(file).toString('base64'),
    digest: (await fingerprintSeries({ ...KEY, catalog, venue, symbol })).digest,
    instruments: await readInstruments(catalog),
    fetched: readFileSync(join(dirname(file), 'downloads.json'), 'utf8'),
  };
}

describe.skipIf(!hasData('rest'))('a download from Kraken', { concurrent: true }, () => {
  it('writes every finished row of the recording exactly, flat minutes too, and what the pair is', async () => {
    const server = await serveKraken();
    const request = ofKraken(server);
    const result = await downloadCandles(request, edgeOf());
    const { rows, last } = krakenRecording();
    expect(rows.at(-1)![0]).toBeGreaterThan(last);
    const finished = rows.filter(([time]) => time <= last);
    expect(await textRows(request)).toEqual(finished.map(([time, o, h, l, c, , v]) => [String(time), o, h, l, c, v]));
    expect(finished.filter(([, , , , , , volume]) => Number(volume) === 0).length).toBe(215);
    expect(result).toMatchObject({ rows: 720, added: 720, missing: 0, first: FIRST, last: last * 1e6 });
    expect(await readInstrument(request.catalog, 'kraken', 'BTC/USDT')).toEqual({
      tick_size: '0.1',
      lot_size: '0.00000001',
      min_size: '0.00005',
      min_notional: '0.5',
      price_decimals: 1,
      maker_pct: '0.25',
      taker_pct: '0.4',
      calendar: 'always',
      session_zone: 'UTC',
      inferred: false,
    });

    const asked = server.requests.length;
    const again = await downloadCandles({ ...request, to: last * 1e6 + MINUTE }, edgeOf());
    expect(again).toMatchObject({ added: 0, requests: 0, rows: 720, missing: 0 });
    expect(server.requests.length).toBe(asked);
  });

  it('never takes the newest row for finished, whatever the clock says', async () => {
    // The minute is over, but its candle may still change: only `last` tells.
    const server = await serveKraken(NOW + 40);
    const result = await downloadCandles(ofKraken(server), edgeOf());
    expect(result.last).toBe(krakenRecording().last * 1e6);
  });

  it('says what there is where the start is too early: the last 720 candles', async () => {
    const server = await serveKraken();
    const request = ofKraken(server, { from: parseTime('2025-11-10') });
    expect(await refusal(downloadCandles(request, edgeOf()))).toBe(
      'kraken serves only its last 720 1m candles of BTC/USDT, now from 2025-11-10T12:17:00Z on: say --from 2025-11-10T12:53:00Z, and bring older ones with data import',
    );
  });
});

describe.skipIf(!hasData('rest'))('a download in pages', { concurrent: true }, () => {
  const trades = () => krakenRecording().rows.filter((row) => row[7] > 0 && row[0] + 60 <= NOW);

  it('writes what JSON numbers say, and asks for no quiet minute twice', async () => {
    const server = await serveCoinbase();
    const request = ofCoinbase(server);
    const result = await downloadCandles(request, edgeOf());
    const rows = await textRows(request);
    expect(rows.map((row) => row.map(Number))).toEqual(
      trades().map(([time, o, h, l, c, , v]) => [time, o, h, l, c, v].map(Number)),
    );
    expect(result).toMatchObject({ rows: rows.length, added: rows.length, missing: 718 - rows.length });
    expect(result.instrument).toMatchObject({ tick_size: '0.01', lot_size: '0.00000001', min_notional: '5' });
    const asked = server.candleRequests();
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(new Set(asked).size).toBe(asked.length);
    const to = parseTime('2025-11-11T00:10:00Z');
    expect(await downloadCandles({ ...request, to }, edgeOf())).toMatchObject({ requests: 0, added: 0 });
    const span = await (await openCatalog(request.catalog)).span({
      ...KEY,
      venue: 'coinbaseexchange',
      symbol: 'BTC/USD',
    });
    expect(span.rows).toBe(rows.length);
  });

  it('fetches only what is new as time goes on, and fills what is missing in between', async () => {
    const whole = await serveCoinbase();
    const uninterrupted = ofCoinbase(whole);
    await downloadCandles(uninterrupted, edgeOf());

    let now = Date.parse('2025-11-10T16:00:30Z') / 1000;
    const server = await serve(coinbase(krakenRecording().rows, () => now));
    const request = ofCoinbase(server, { to: parseTime('2025-11-10T15:00:00Z') });
    await downloadCandles(request, edgeOf());
    now = NOW;
    await downloadCandles({ ...request, from: parseTime('2025-11-10T22:00:00Z'), to: undefined }, edgeOf());
    const before = server.candleRequests().length;
    const { to: _end, ...open } = request;
    await downloadCandles(open, edgeOf());
    const starts = server
      .candleRequests()
      .slice(before)
      .map((text) => /start=([^&]*)/.exec(text)![1]!);
    const asked = starts.map((text) => parseTime(decodeURIComponent(text)));
    for (const time of asked) expect(time).toBeGreaterThanOrEqual(parseTime('2025-11-10T14:50:00Z'));
    expect((await contentOf(request)).digest).toBe((await contentOf(uninterrupted)).digest);
    expect(await readInstruments(request.catalog)).toEqual(await readInstruments(uninterrupted.catalog));
  });

  it('leaves candles alone that came from a file', async () => {
    const server = await serveCoinbase();
    const request = ofCoinbase(server);
    const [time, o, h, l, c] = trades()[0]!;
    // Another volume than the exchange's: it was not asked for.
    const file = put(join(folder, 'own.csv'), `time,open,high,low,close,volume\n${time},${o},${h},${l},${c},7\n`);
    await importFile(request.catalog, file, { venue: 'coinbaseexchange', symbol: 'BTC/USD' });
    await downloadCandles(request, edgeOf());
    const rows = await textRows(request);
    expect(rows.length).toBe(trades().length);
    expect(rows.map((row) => Number(row[5])).slice(0, 1)).toEqual([7]);
  });
});

describe.skipIf(!hasData('rest'))('a network that fails', { concurrent: true }, () => {
  it.each(['rate_limit', 'drop', 'cut', 'bad_gateway', 'slow'] as const)('%s: is asked again', async (fault) => {
    const server = await serveCoinbase();
    const request = ofCoinbase(server, { to: parseTime('2025-11-10T20:00:00Z') });
    server.faults.push(null, fault, fault);
    const pauses: number[] = [];
    await downloadCandles(request, edgeOf(pauses));
    expect(pauses.length).toBe(fault === 'slow' ? 0 : 2);
    const calm = ofCoinbase(await serveCoinbase(), { to: request.to });
    await downloadCandles(calm, edgeOf());
    expect(await contentOf(request)).toEqual(await contentOf(calm));
  });

  it('pauses longer each time, up to a limit, and gives up with what it has', async () => {
    const server = await serveCoinbase();
    const whole = ofCoinbase(server);
    await downloadCandles(whole, edgeOf());
    const pages = server.candleRequests().length;

    const request = ofCoinbase(server);
    server.faults.push(null, ...Array.from({ length: 9 }, () => 'drop' as const));
    const pauses: number[] = [];
    const notices: string[] = [];
    const message = await refusal(
      downloadCandles(request, { ...edgeOf(pauses), onNotice: (line) => notices.push(line) }),
    );
    expect(message).toMatch(
      /^coinbaseexchange cannot be reached \(.*\): check --url .*; the [0-9]+ candles before it are kept, run it again to go on$/,
    );
    expect(pauses.length).toBe(8);
    pauses.forEach((pause, index) => {
      const longest = Math.min(30_000, 1000 * 2 ** index);
      expect(pause).toBeGreaterThanOrEqual(longest / 2);
      expect(pause).toBeLessThanOrEqual(longest);
    });
    expect(new Set(pauses.map((pause) => pause % 1)).size).toBeGreaterThan(1);
    expect(notices[0]).toMatch(/^coinbaseexchange does not answer \(.*\): trying again in [01]\.[0-9] s \(1 of 8\)$/);

    const before = server.candleRequests().length;
    await downloadCandles(request, edgeOf());
    // The page that was there is not fetched again.
    expect(server.candleRequests().length - before).toBe(pages - 1);
    expect(await contentOf(request)).toEqual(await contentOf(whole));
  });

  it('is tried a few times only where nobody ever answered', async () => {
    const pauses: number[] = [];
    const request = { exchange: 'kraken', symbol: 'BTC/USDT', interval: MINUTE, catalog: newCatalog(), from: FIRST };
    const message = await refusal(downloadCandles({ ...request, url: 'http://127.0.0.1:9' }, edgeOf(pauses)));
    expect(message).toMatch(/^kraken cannot be reached \(.*\): check --url http:\/\/127\.0\.0\.1:9$/);
    expect(pauses.length).toBe(2);
  });

  it('keeps whole pages where it is stopped', async () => {
    const server = await serveCoinbase();
    const stopper = new AbortController();
    const reason = new Error('stopped');
    server.onCandles = (count) => {
      if (count === 3) stopper.abort(reason);
    };
    const request = ofCoinbase(server);
    await expect(downloadCandles(request, edgeOf([], stopper.signal))).rejects.toBe(reason);
    const kept = (await textRows(request)).length;
    expect(kept).toBeGreaterThan(0);
    server.onCandles = () => undefined;
    await downloadCandles(request, edgeOf());
    const whole = ofCoinbase(server);
    await downloadCandles(whole, edgeOf());
    expect(await contentOf(request)).toEqual(await contentOf(whole));
  });

  it('that sends no candle is named with the time, and the catalog stays as it was', async () => {
    const recording = krakenRecording();
    const rows = recording.rows.map((row, index) =>
      index === 5 ? ([...row.slice(0, 2), '1', ...row.slice(3)] as never) : row,
    );
    const server = await serve(kraken({ ...recording, rows }, { now: () => NOW }));
    const request = ofKraken(server);
    const time = formatTime(rows[5]![0] * 1e6);
    expect(await refusal(downloadCandles(request, edgeOf()))).toContain(
      `1m candles of BTC/USDT on kraken at ${time}: high`,
    );
    expect(() => statSync(fileOf(request))).toThrow('ENOENT');
  });
});

describe.skipIf(!hasData('rest'))('what cannot be downloaded', { concurrent: true }, () => {
  it.each<[string, Partial<DownloadRequest>, string]>([
    ['exchange', { exchange: 'kraknen' }, 'there is no exchange "kraknen" (did you mean kraken?)'],
    ['symbol', { symbol: 'BTC/UDST' }, 'kraken has no BTC/UDST (did you mean BTC/USDT?)'],
    ['symbol', { symbol: 'BTCUSDT' }, '"BTCUSDT" is not a symbol'],
    ['interval', { interval: 3 * MINUTE }, 'kraken has no 3m candles: it has 1m, 5m, 15m, 30m, 1h, 4h, 1d, 1w, 2w'],
    ['window', { to: FIRST }, 'is not before --to 2025-11-10T12:17:00Z'],
    ['future', { from: parseTime('2200-01-01') }, '--from 2200-01-01T00:00:00Z lies in the future'],
    ['url', { url: 'localhost' }, '--url localhost is not a URL'],
    ['url', { url: 'ftp://x' }, '--url ftp://x is not a URL'],
  ])('%s: %o', async (_what, part, message) => {
    const server = await serveKraken();
    expect(await refusal(downloadCandles(ofKraken(server, part), edgeOf()))).toContain(message);
  });

  it('from an address at which something else answers', async () => {
    const html = () => ({ body: '<html>hello</html>' });
    const other = await serve({ answer: html, rateLimited: html(), isCandles: () => false });
    const json = await serve({ answer: () => ({ body: '{"a":1}' }), rateLimited: html(), isCandles: () => false });
    for (const server of [other, json]) {
      const message = await refusal(downloadCandles(ofKraken(server), edgeOf()));
      expect(message).toMatch(/: check --url/);
    }
  });

  it('from before the exchange had candles: the first it has is named', async () => {
    const server = await serveCoinbase();
    const from = parseTime('2025-11-01');
    const first = formatTime(krakenRecording().rows.find((row) => row[7] > 0)![0] * 1e6);
    expect(await refusal(downloadCandles(ofCoinbase(server, { from }), edgeOf()))).toBe(
      `coinbaseexchange has 1m candles of BTC/USD only from ${first} on: say --from ${first}`,
    );
  });
});
