/** A paper session on local servers that speak as an exchange does and play a recording, and what it left. */
import { parse } from 'yaml';
import { TAPE_KIND, type TapeColumns, type TapeSink } from '../../src/market/tape.ts';
import { TapeRows } from '../../src/market/tapeRows.ts';
import { runPaper } from '../../src/scenario/paper.ts';
import type { LiveEvent, PaperOutcome } from '../../src/scenario/paper-types.ts';
import { temporaryFolder } from '../e2e/papertape.ts';
import { serve, type Venue } from '../support/exchanges/server.ts';
import { type Protocol, type SocketServer, serveSocket } from '../support/exchanges/socket.ts';

const STRATEGY = `
import { defineStrategy } from 'papertape';
export default defineStrategy({
  name: 'listener',
  state: () => ({ candles: 0 }),
  onCandle(ctx) {
    const { time, open, high, low, close, volume, filled } = ctx.candle!;
    console.log('candle ' + JSON.stringify([time / 1000, open, high, low, close, volume, filled]));
    ctx.state.candles += 1;
    if (ctx.state.candles % 2 === 0) return;
    if (ctx.position.isFlat) ctx.buy({ fraction: 0.5 });
    else ctx.close();
  },
  onGap(ctx, gap) {
    console.log('gap ' + gap.isOver);
  },
});
`;

export interface Session {
  readonly outcome: PaperOutcome;
  readonly events: readonly LiveEvent[];
  readonly rows: TapeColumns;
  readonly server: SocketServer;
}

export interface SessionOptions {
  /** Exchange, session and recording live so many times as fast as we do. */
  readonly speed: number;
  /** When the session begins, in the recording's seconds since the epoch, and how long it lasts. */
  readonly from: number;
  readonly seconds: number;
  readonly rest: (now: () => number) => Venue;
  readonly protocol: Protocol;
  /** `{ exchange, symbol, interval, strategy, warmup }` */
  readonly scenario: string;
  /** `market.live` beside the exchange and its addresses. */
  readonly live?: string;
  readonly data?: string;
  /** Called all the time: sends what the recording sent by now. */
  readonly play: (now: number, server: SocketServer) => void;
  readonly env?: Readonly<Record<string, string>>;
}

export async function exchangeSession(options: SessionOptions): Promise<Session> {
  const { speed, from, seconds, play } = options;
  // Time stands until the session has asked what it wants to know and listens.
  let begun: number | null = null;
  const elapsed = (): number => (begun === null ? 0 : (performance.now() - begun) * speed);
  const now = (): number => from + elapsed() / 1000;
  const rest = await serve(options.rest(now));
  const server = await serveSocket(options.protocol);
  server.onSubscribe = () => {
    begun ??= performance.now();
  };
  const { exchange, symbol, interval, strategy, warmup } = parse(options.scenario) as Record<string, string>;
  const asset = symbol!.split('/')[1];
  const cwd = await temporaryFolder({
    'listener.ts': STRATEGY,
    'live.yaml': `
name: live
strategy: { use: ./listener.ts, interval: ${strategy} }
market:
  price_source: live_feed
  venue: ${exchange}
  symbols: [${symbol}]
  interval: ${interval}
  data: ${options.data ?? 'trades'}
  warmup: ${warmup}
  live: { exchange: ${exchange}, ${options.live ?? 'stale_after_ms: 600000'}, urls: { rest: ${rest.url}, ws: ${server.url} } }
portfolio: { initial_balance: { ${asset}: 10000 } }
`,
  });
  const stopper = new AbortController();
  const player = setInterval(() => {
    if (begun === null) return;
    if (now() >= from + seconds) stopper.abort();
    play(now(), server);
  }, 10);
  const kept = new TapeRows();
  const keeper: TapeSink = {
    take: (rows) => kept.append(rows),
    settled: () => undefined,
    close: async () => undefined,
  };
  const events: LiveEvent[] = [];
  try {
    const outcome = await runPaper(
      { scenario: `${cwd}/live.yaml`, overrides: {}, out: null, env: options.env ?? {} },
      {
        time: { wallNow: () => 1_790_000_000_000, monotonicNow: elapsed },
        luck: 'test',
        signal: stopper.signal,
        onEvent: (event) => void events.push(event),
        keepers: [keeper],
      },
    );
    return { outcome, events, rows: kept.view(), server };
  } finally {
    clearInterval(player);
  }
}

export const rowsOf = ({ rows }: Session, kind: number): number[] =>
  Array.from(rows.event.keys()).filter((row) => rows.event[row] === kind);
export const candlesOf = ({ events }: Session): unknown[][] =>
  events.flatMap(({ message }) => (message.startsWith('candle ') ? [JSON.parse(message.slice(7)) as unknown[]] : []));
export const idsOf = (one: Session): number[] => rowsOf(one, TAPE_KIND.trade).map((row) => Number(one.rows.text![row]));
