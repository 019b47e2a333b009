/** A world that does not behave: silence, frames without end, names nobody knows, clocks set back, keys nobody is to read. */
import { describe, expect, it } from 'vitest';
import { CcxtVenue } from '../../src/live/ccxt/venue.ts';
import { LiveFeed, type LiveLog, RealLoop, type Venue, type VenueListener } from '../../src/live/index.ts';
import { CONNECTION, TAPE_KIND, type TapeColumns } from '../../src/market/tape.ts';
import { TapeRows } from '../../src/market/tapeRows.ts';
import { papertape, temporaryFolder } from '../e2e/papertape.ts';
import { type KrakenRecording, kraken } from '../support/exchanges/kraken.ts';
import { KRAKEN_HEARTBEAT, krakenSocket, krakenTrade } from '../support/exchanges/krakenSocket.ts';
import { serve } from '../support/exchanges/server.ts';
import { type SocketServer, serveSocket } from '../support/exchanges/socket.ts';
import { SECOND } from '../support/market.ts';

const PAIR = {
  altname: 'XBTUSDT',
  wsname: 'XBT/USDT',
  base: 'XXBT',
  quote: 'USDT',
  pair_decimals: 1,
  lot_decimals: 8,
  ordermin: '0.0001',
  tick_size: '0.1',
  status: 'online',
  fees: [[0, 0.4]],
  fees_maker: [[0, 0.25]],
};
const EMPTY: KrakenRecording = { rows: [], last: 0, trades: [], pairs: { XBTUSDT: PAIR } };

/** A feed of one symbol on a socket server, run until `until` or for five seconds. */
async function listen(
  server: SocketServer,
  until: (rows: TapeColumns) => boolean,
  staleAfter = 300_000,
): Promise<{ rows: TapeColumns; said: string[] }> {
  const rest = await serve(kraken(EMPTY, { now: () => Date.now() / 1000 }));
  const venue = await CcxtVenue.open({
    exchange: 'kraken',
    address: { rest: rest.url, ws: server.url },
    symbols: ['BTC/USDT'],
    wantsQuotes: false,
  });
  await venue.load();
  const said: string[] = [];
  const log: LiveLog = (_level, message, fields) => void said.push(`${message} ${JSON.stringify(fields ?? {})}`);
  const loop = new RealLoop({ monotonicNow: () => performance.now() });
  const since = [loop.read()];
  const feed = new LiveFeed({ venue, loop, priceDecimals: [1], interval: SECOND, staleAfter, since, seed: 1, log });
  const rows = new TapeRows();
  const end = performance.now() + 5_000;
  feed.start();
  while (performance.now() < end && !until(rows.view())) rows.append((await feed.next(0)) as TapeColumns);
  await feed.close();
  return { rows: rows.view(), said };
}

const states = ({ event, a }: TapeColumns): number[] =>
  Array.from(event.keys()).flatMap((row) => (event[row] === TAPE_KIND.connection ? [a[row]!] : []));
const tradesOf = ({ event }: TapeColumns): number => event.filter((one) => one === TAPE_KIND.trade).length;
const trade = (id: number): string => krakenTrade('BTC/USDT', ['100000.1', '0.5', Date.now() / 1000, 'b', 'm', '', id]);

describe('an exchange', () => {
  it('that accepts and says nothing is stale, then given up, and asked again', { timeout: 20_000 }, async () => {
    const server = await serveSocket({ greeting: [], answer: () => ({ replies: [], channels: [] }) });
    const { rows, said } = await listen(server, (so) => states(so).filter((one) => one === CONNECTION.up).length > 1);
    const { up, stale, down } = CONNECTION;
    const known = states(rows).filter((state) => ([up, stale, down] as number[]).includes(state));
    expect(known.slice(0, 4)).toEqual([up, stale, down, up]);
    expect(said).toContainEqual(expect.stringContaining('the connection is stale'));
    expect(server.connections()).toBeGreaterThan(1);
  });

  it('that sends ten megabytes at once is cut off, and asked again', { timeout: 20_000 }, async () => {
    const server = await serveSocket(krakenSocket(['BTC/USDT']));
    let hasSent = false;
    server.onSubscribe = () => {
      if (!hasSent) server.send(`{"channel":"trade","data":["${'x'.repeat(10_000_000)}"]}`);
      else for (const id of [7, 8]) server.send(trade(id));
      hasSent = true;
    };
    const { rows, said } = await listen(server, (so) => tradesOf(so) === 2, 60 * SECOND);
    expect(tradesOf(rows)).toBe(2);
    expect(said.filter((line) => line.startsWith('the connection is lost'))).toHaveLength(1);
  });

  it('that refuses a pair is asked again later, and says why', { timeout: 20_000 }, async () => {
    const server = await serveSocket(krakenSocket(['ETH/USDT']));
    const { said } = await listen(server, () => server.connections() > 1, 60 * SECOND);
    expect(said).toContainEqual(expect.stringMatching(/connection.*Currency pair not supported/));
  });

  it('that lives on, while its heartbeats do, is not stale', { timeout: 20_000 }, async () => {
    const server = await serveSocket(krakenSocket(['BTC/USDT']));
    const beat = setInterval(() => server.send(KRAKEN_HEARTBEAT), 50);
    const begun = performance.now();
    const { rows } = await listen(server, () => performance.now() - begun > 1_500);
    clearInterval(beat);
    expect(states(rows)).not.toContain(CONNECTION.stale);
  });
});

it('a wall clock set back an hour moves no time on the tape', async () => {
  let wall = 1_700_000_000_000;
  let monotonic = 0;
  const loop = new RealLoop({ wallNow: () => wall, monotonicNow: () => monotonic });
  const listeners: VenueListener[] = [];
  const venue: Venue = {
    ids: 'sequential',
    connect: (listener) => void listeners.push(listener),
    disconnect: () => undefined,
    fetchTrades: (_symbol, _since, done) => done({ trades: [], isWhole: true }),
    close: async () => undefined,
  };
  const options = { venue, loop, priceDecimals: [2], interval: SECOND, staleAfter: SECOND, since: [0], seed: 1 };
  const feed = new LiveFeed(options);
  feed.start();
  listeners[0]!.up();
  const tell = (id: number) => {
    const time = 1_700_000_000_000_000 + monotonic * 1000;
    listeners[0]!.trades(0, [{ id: String(id), price: '10.5', size: '1', side: 1, time }]);
  };
  tell(1);
  monotonic += 1_000;
  wall -= 3_600_000;
  tell(2);
  const rows = (await feed.next(0)) as TapeColumns;
  await feed.close();
  const times = Array.from(rows.event.keys()).flatMap((row) =>
    rows.event[row] === TAPE_KIND.trade ? [rows.time[row]!] : [],
  );
  expect(times[1]! - times[0]!).toBeGreaterThan(999_000);
  expect(times[1]! - times[0]!).toBeLessThan(1_010_000);
});

describe('papertape paper', () => {
  const env = { KRAKEN_API_KEY: 'k3y-never-shown', KRAKEN_API_SECRET: 's3cret-never-shown' };
  const run = async (live: string, more: Readonly<Record<string, string>> = {}) => {
    const cwd = await temporaryFolder({
      'live.yaml': `
strategy: { use: buy-and-hold }
market: { price_source: live_feed, venue: kraken, symbols: [BTC/USDT], live: ${live} }
`,
    });
    return papertape(['paper', 'live.yaml'], { cwd, env: { ...env, ...more } });
  };

  it('says in one line that a name is not known to the network', { timeout: 30_000 }, async () => {
    const { code, stderr } = await run(
      '{ exchange: kraken, urls: { rest: "http://no-such-host.invalid", ws: "ws://no-such-host.invalid" } }',
    );
    expect([code, stderr.trim().split('\n').at(-1)]).toEqual([
      2,
      expect.stringMatching(/^papertape: kraken cannot be reached .*check market\.live\.urls\.rest/),
    ]);
  });

  it('knows its exchanges', { timeout: 30_000 }, async () => {
    const { code, stderr } = await run('{ exchange: krakn }');
    expect([code, stderr]).toEqual([2, expect.stringContaining('there is no exchange "krakn" (did you mean kraken?)')]);
  });

  it('never tells a secret, not even one that came with an error', { timeout: 30_000 }, async () => {
    const secret = env.KRAKEN_API_SECRET;
    const { stdout, stderr } = await run(
      `{ exchange: kraken, urls: { rest: "http://${secret}.invalid/x?k=${secret}" } }`,
    );
    expect(`${stdout}${stderr}`).not.toContain(secret);
    expect(stderr).toContain('[secret]');
  });
});
