/**
 * Candle tables: a scene of candles, orders and what must come of them, as text a trader reads.
 *
 *     says: the sentence it proves
 *     with: delay 0; limit_fill touch        (default: 100 ms, cross, adverse, no fees, no slippage, 10,000 USDT)
 *     BTC/USDT:                              (or `BTC/USDT every 120 s from 60 s:`)
 *       100 104 98 103                       (open high low close; `gap` for a missing one, `trade 12.5 100` for a print)
 *     orders:
 *       o1 60: buy 1 limit 99 cancel 80      (name, second of the decision, order, second of the cancel)
 *     then:
 *       60.1 o1 rests
 *       80.1 o1 is canceled
 *
 * `then` lists every event but `submitted`, and at the end the orders that have not ended (`end o1 open`). Lines that begin with
 * `equity`, `balance` or `trip` are asked of the result: the times or assets they name.
 */
import { expect, it } from 'vitest';
import type { SessionSetup } from '../../src/engine/setup.ts';
import { parseDecimal } from '../../src/model/decimal.ts';
import { costScale, type Instrument } from '../../src/model/instrument.ts';
import { parsePct } from '../../src/model/rate.ts';
import { formatTime } from '../../src/model/time.ts';
import scripted from '../../src/strategy/shipped/scripted.ts';
import { type CandleLine, candles, instrument, SECOND, setupOf, trades } from './market.ts';
import { type OrderRow, type Played, play, type Series, text } from './play.ts';

interface Scene {
  says: string;
  settings: Map<string, string>;
  markets: { symbol: string; every: number; from: number; lines: string[] }[];
  orders: string[];
  outcome: string[];
}

/** Registers a test of the scene. */
export function scene(name: string, table: string): void {
  const read = readScene(table);
  it(`${name}: "${read.says}"`, () => {
    const instruments = instrumentsOf(read);
    const setup = setupFor(read, instruments);
    const played = play(setup, seriesOf(read, instruments));
    expect(answer(read.outcome, played, setup)).toEqual(read.outcome);
  });
}

function readScene(table: string): Scene {
  const read: Scene = { says: '', settings: new Map(), markets: [], orders: [], outcome: [] };
  let into: string[] = [];
  for (const raw of table.split('\n')) {
    const line = raw.replace(/#.*/, '').trim().replace(/\s+/g, ' ');
    const market = /^([A-Z]+\/[A-Z]+)(?: every (\S+) s)?(?: from (\S+) s)?:$/.exec(line);
    if (line === '') continue;
    if (line.startsWith('says: ')) read.says = line.slice(6);
    else if (line.startsWith('with: ')) for (const part of line.slice(6).split('; ')) setting(read, part);
    else if (market !== null) {
      into = [];
      const [, symbol, every = '60', from = '0'] = market;
      read.markets.push({ symbol: symbol!, every: Number(every), from: Number(from), lines: into });
    } else if (line === 'orders:') into = read.orders;
    else if (line === 'then:') into = read.outcome;
    else into.push(line);
  }
  return read;
}

function setting(read: Scene, part: string): void {
  const [key, ...value] = part.trim().split(' ');
  read.settings.set(key!, value.join(' '));
}

function instrumentsOf(read: Scene): Instrument[] {
  const assets = assetsOf(read);
  const { settings } = read;
  return read.markets.map(({ symbol }, index) => {
    const [base, quote] = symbol.split('/') as [string, string];
    const priceDecimals = quote === 'BTC' ? 8 : 2;
    const units = (key: string, decimals: number, without: number) => {
      const given = settings.get(key);
      return given === undefined ? without : parseDecimal(given, decimals);
    };
    return instrument({
      index,
      symbol,
      base: assets.indexOf(base),
      quote: assets.indexOf(quote),
      priceDecimals,
      ...costScale(8, priceDecimals, 8),
      makerFee: parsePct(settings.get('maker') ?? '0'),
      takerFee: parsePct(settings.get('taker') ?? '0'),
      tickSize: units('tick', priceDecimals, 1),
      lotSize: units('lot', 8, 1),
      minSize: units('min_size', 8, 0),
      maxSize: units('max_size', 8, 0),
      minNotional: units('min_notional', 8, 0),
      maxNotional: units('max_notional', 8, 0),
      calendar: settings.get('calendar') === 'sessions' ? 'sessions' : 'always',
    });
  });
}

function assetsOf(read: Scene): string[] {
  return [...new Set(['USDT', ...read.markets.flatMap(({ symbol }) => symbol.split('/'))])];
}

function setupFor(read: Scene, instruments: readonly Instrument[]): SessionSetup {
  const { settings } = read;
  const assets = assetsOf(read);
  const number = (key: string, without: number) => Number(settings.get(key) ?? without);
  const holdings = new Map([['USDT', '10000']]);
  for (const part of (settings.get('hold') ?? '').split(', ').filter((one) => one !== '')) {
    const [amount, asset] = part.split(' ') as [string, string];
    holdings.set(asset, amount);
  }
  const slippage = settings.get('slippage');
  const to = settings.get('to');
  const delay = number('delay', 100);
  return setupOf({
    assets: assets.map((name) => ({ name, decimals: 8 })),
    instruments,
    reporting: assets.indexOf(settings.get('reporting') ?? 'USDT'),
    initialBalance: assets.map((name) => parseDecimal(holdings.get(name) ?? '0', 8)),
    matching: read.markets.map(({ lines }) => (lines.some((line) => line.startsWith('trade')) ? 'trades' : 'candles')),
    exchange: {
      fillDelay: delay * 1000,
      cancelDelay: number('cancel_delay', delay) * 1000,
      intrabar: (settings.get('intrabar') ?? 'adverse') as 'adverse',
      limitFill: { model: (settings.get('limit_fill') ?? 'cross') as 'cross' },
      slippage: slippage === undefined ? { model: 'none' } : { model: 'fixed', share: parsePct(slippage) },
    },
    window: { from: number('from', 0) * SECOND, to: to === undefined ? null : Number(to) * SECOND },
    strategy: {
      definition: scripted as never,
      params: scripted.params!.parse({ orders: read.orders.map(readOrder) }),
      warmup: number('warmup', 0),
    },
  });
}

/** `o1 60: buy 1 limit 99 on ETH/USDT cancel 80`; quoted numbers are decimal texts. */
function readOrder(line: string): Record<string, unknown> {
  const [, id, second, what] = /^(\S+) (\S+): (.*)$/.exec(line)!;
  const at = (seconds: string) => formatTime(Math.round(Number(seconds) * SECOND));
  const amount = (word: string) => (word.startsWith("'") ? word.slice(1, -1) : Number(word));
  const order: Record<string, unknown> = { id, at: at(second!) };
  const words = what!.split(' ');
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === 'close') order.close = true;
    else if (word === 'buy' || word === 'sell') order.side = word;
    else if (word === 'limit') Object.assign(order, { type: 'limit', price: amount(words.shift()!) });
    else if (word === 'spend') order.spend = amount(words.shift()!);
    else if (word === 'fraction') order.fraction = Number(words.shift());
    else if (word === 'on') order.symbol = words.shift();
    else if (word === 'cancel') order.cancel_at = at(words.shift()!);
    else if (word === 'because') order.reason = words.shift();
    else order.quantity = amount(word);
  }
  return order;
}

function seriesOf(read: Scene, instruments: readonly Instrument[]): Series[] {
  return read.markets.flatMap(({ every, from, lines }, symbol) => {
    const interval = every * SECOND;
    const decimals = instruments[symbol]!.priceDecimals;
    const prints = lines.filter((line) => line.startsWith('trade')).map((line) => line.split(' ').slice(1).map(Number));
    const rows = lines
      .filter((line) => !line.startsWith('trade'))
      .map((line) =>
        line === 'gap' ? null : (line.replace('filled ', '').split(' ').map(Number) as never as CandleLine),
      );
    const filled = lines.map((line) => (line.startsWith('filled') ? 1 : 0)) as number[];
    const series: Series[] = [];
    if (rows.length > 0) {
      const columns = candles(rows, { start: from * SECOND, interval, decimals });
      const isFilled = filled.includes(1) ? { filled: Uint8Array.from(filled) } : {};
      series.push({ symbol, interval, columns: { ...columns, ...isFilled } });
    }
    if (prints.length > 0) {
      const columns = trades(
        prints.map(([time, price]) => [Math.round(time! * SECOND), price!] as const),
        decimals,
      );
      series.push({ symbol, interval: 0, columns });
    }
    return series;
  });
}

const seconds = (time: number) => String(time / SECOND);

function answer(then: readonly string[], played: Played, setup: SessionSetup): string[] {
  const events = [
    ...eventLines(played, setup),
    ...played.summary.openOrders.map((one) => `end ${one.clientId} ${one.status}`),
  ];
  const isAsked = (line: string) => /^(equity|balance|trip) /.test(line);
  const asked = then.filter(isAsked);
  const trips = asked.some((line) => line.startsWith('trip')) ? tripLines(played, setup) : [];
  const answers = [
    ...asked.filter((line) => !line.startsWith('trip')).map((line) => answerLine(line, played, setup)),
    ...trips,
  ];
  return [...events, ...answers];
}

function eventLines(played: Played, setup: SessionSetup): string[] {
  const { orderRows, fillRows } = played;
  return orderRows.flatMap((row, i) => {
    const who = `${seconds(row.time)} ${row.clientId}`;
    if (row.event === 'submitted') return [];
    if (row.event === 'filled') {
      const fill = fillRows.find(({ seq }) => seq === row.seq - 1)!;
      const { baseDecimals, priceDecimals } = setup.instruments[row.symbol]!;
      const [quantity, price] = [text(fill.quantity, baseDecimals), text(fill.price, priceDecimals)];
      return [`${who} ${fill.side}s ${quantity} at ${price}, ${fill.liquidity}`];
    }
    if (row.event === 'accepted') return isFilledAtOnce(row, orderRows[i + 1]) ? [] : [`${who} rests`];
    return [`${who} is ${row.event}${row.reason === null ? '' : `, ${row.reason}`}`];
  });
}

function isFilledAtOnce(row: OrderRow, next: OrderRow | undefined): boolean {
  return next !== undefined && next.event === 'filled' && next.orderId === row.orderId && next.time === row.time;
}

function tripLines({ tripRows }: Played, { assets }: SessionSetup): string[] {
  return tripRows.map((trip) => {
    const { name, decimals } = assets[trip.asset]!;
    const times = `from ${seconds(trip.entryTime)} to ${seconds(trip.exitTime)}`;
    return `trip ${trip.side} ${text(trip.quantity, decimals)} ${name} ${times} pnl ${text(trip.pnl)}`;
  });
}

function answerLine(line: string, { equityRows, summary }: Played, { assets }: SessionSetup): string {
  const [what, name] = line.split(' ');
  if (what === 'balance') {
    const asset = assets.findIndex((one) => one.name === name);
    const { decimals } = assets[asset]!;
    const held = summary.held[asset]!;
    const total = text(summary.totals[asset]!, decimals);
    return `balance ${name} ${total}${held === 0 ? '' : ` held ${text(held, decimals)}`}`;
  }
  if (name === 'at') return `equity at ${equityRows.map(({ time }) => seconds(time)).join(' ')}`;
  const row = equityRows.find(({ time }) => seconds(time) === name);
  return `equity ${name} ${row === undefined ? 'none' : text(row.equity)}`;
}
