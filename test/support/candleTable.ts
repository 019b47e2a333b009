/**
 * Candle tables: a scene of candles, orders and what must come of them, as text a trader reads.
 *
 *     says: 3.candle.5 3.limit.3             (the sentences it shows, of test/candles/sentences.txt)
 *     with: delay 0; limit_fill touch        (default: 100 ms, cross, adverse, no fees, no slippage, 10,000 USDT)
 *     BTC/USDT:                              (or `BTC/USDT every 120 s from 60 s:`)
 *       100 104 98 103 volume 7              (open high low close; `gap` for a missing one, `filled 100 100 100 100`)
 *       trade 12.5 100 size 3                (a print: second, price)
 *       quote 12.5 99 5 101 7                (second, bid, its size, ask, its size; a missing side is `- -`)
 *     BTC/USDT detail every 20 s:            (finer candles that settle those above)
 *       100 104 100 101
 *     orders:
 *       o1 60: buy 1 limit 99 cancel 80      (name, second of the decision, order, second of the cancel)
 *     then:
 *       60.1 o1 rests
 *       80.1 o1 is canceled
 *
 * Orders: `buy 1`, `buy spend 100`, `sell fraction 0.5`, `close`, then how: `limit 99`, `stop 95`, `stop 95 limit 94`, `take 110`,
 * `take 110 limit 109`, `trail 2`, `trail 5 %`, `trail 2 from 110` (activation); how long: `IOC`, `FOK`, `until 300`, `day`;
 * `post-only`, `reduce-only`; with whom: `oco A`, `parent o1`, `sl 95`, `sl 95 limit 94`, `sl trail 2`, `tp 110`, `tp 110 market`; and
 * later: `amend 80 price 99 quantity 2 stop 95 trail 3 until 500`, `cancel 90`. `on ETH/USDT` names the symbol.
 *
 * `with`: `delay` and `cancel_delay` (ms; two numbers: drawn between them), `intrabar`, `limit_fill` (`probability 0.5`), `slippage 1` (fixed, %) or its model and numbers (`spread 1`,
 * `volume_share 0.1`, `square_root 1 3`, `random 1`), `partial_fills volume 10` (%) or
 * `partial_fills random 0.2 30 90` (probability, least and most, %), `maker` and `taker` (%), `tiers 1000 0.1 0.2, 5000 0 0.1` (volume, maker, taker), `hold 2 BTC, 500 USDT`, `reporting`,
 * `tick lot min_size max_size min_notional max_notional calendar`, `from` and `to` (s), `warmup`, `gaps`, and the limits on risk:
 * `max_position_pct max_exposure_pct min_cash max_open_orders max_drawdown_pct`.
 *
 * `then` lists every event but `submitted`, in the order in which they happen, and at the end the orders that have not ended
 * (`end o1 open`, or `end o1 open, leaves 2`). An order that takes, triggers or ends as it arrives is not said to rest; one that no
 * strategy placed is `(nobody)`'s. Lines that begin with `equity`, `balance`, `position`, `trip` or `refusals:` are asked of the
 * result: the times or assets they name. Where a line ends with `...`, its rest is not asked for; neighbours that begin with `~ ` may
 * come in any order.
 */
import { expect, it } from 'vitest';
import type { PriceSource, SessionSetup } from '../../src/engine/setup.ts';
import type { FeeTier } from '../../src/exchange/fees.ts';
import type { LimitFillSetting } from '../../src/exchange/limitFill.ts';
import type { LiquiditySetting } from '../../src/exchange/liquidity.ts';
import type { SlippageSetting } from '../../src/exchange/slippage.ts';
import type { RiskLimits } from '../../src/execution/risk.ts';
import { parseDecimal } from '../../src/model/decimal.ts';
import { costScale, type Instrument } from '../../src/model/instrument.ts';
import { parsePct, rateOfNumber } from '../../src/model/rate.ts';
import scripted from '../../src/strategy/shipped/scripted.ts';
import { type CandleLine, candles, instrument, type QuoteLine, quotes, SECOND, setupOf, trades } from './market.ts';
import { readOrder } from './orderWords.ts';
import { play, type Series } from './play.ts';
import { wordsOf } from './sentences.ts';
import { answer } from './tableAnswer.ts';

interface Market {
  readonly symbol: string;
  /** Seconds. */
  readonly every: number;
  readonly from: number;
  readonly lines: string[];
}

interface Scene {
  says: string;
  settings: Map<string, string>;
  markets: Market[];
  details: Market[];
  orders: string[];
  outcome: string[];
}

/** Registers a test of the scene. */
export function scene(name: string, table: string): void {
  const read = readScene(table);
  it(`${name}: "${wordsOf(read.says)}"`, () => {
    const instruments = instrumentsOf(read);
    const setup = setupFor(read, instruments);
    const played = play(setup, seriesOf(read, instruments));
    expect(answer(read.outcome, played, setup)).toEqual(read.outcome);
  });
}

function readScene(table: string): Scene {
  const read: Scene = { says: '', settings: new Map(), markets: [], details: [], orders: [], outcome: [] };
  let into: string[] | null = null;
  for (const raw of table.split('\n')) {
    const line = raw.replace(/#.*/, '').trim().replace(/\s+/g, ' ');
    const market = /^([A-Z]+\/[A-Z]+)( detail)?(?: every (\S+) s)?(?: from (\S+) s)?:$/.exec(line);
    if (line === '') continue;
    if (line.startsWith('says: ')) read.says = line.slice(6);
    else if (line.startsWith('with: ')) for (const part of line.slice(6).split('; ')) setting(read, part);
    else if (market !== null) {
      into = [];
      const [, symbol, detail, every = '60', from = '0'] = market;
      const list = detail === undefined ? read.markets : read.details;
      list.push({ symbol: symbol!, every: Number(every), from: Number(from), lines: into });
    } else if (line === 'orders:') into = read.orders;
    else if (line === 'then:') into = read.outcome;
    else if (into !== null) into.push(line);
    else throw new Error(`a scene begins with says:, with: or a market, not with "${line}"`);
  }
  if (read.outcome.length === 0) throw new Error(`a scene says what comes of it: ${table}`);
  return read;
}

const SETTINGS = `
  delay cancel_delay intrabar limit_fill slippage partial_fills maker taker tiers hold tick lot min_size max_size min_notional max_notional
  calendar reporting from to warmup gaps max_position_pct max_exposure_pct min_cash max_open_orders max_drawdown_pct
`.split(/\s+/);

function setting(read: Scene, part: string): void {
  const [key, ...value] = part.trim().split(' ');
  if (!SETTINGS.includes(key!)) throw new Error(`no scene knows the setting ${key}`);
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
  const to = settings.get('to');
  return setupOf({
    assets: assets.map((name) => ({ name, decimals: 8 })),
    instruments,
    reporting: assets.indexOf(settings.get('reporting') ?? 'USDT'),
    initialBalance: assets.map((name) => parseDecimal(holdings.get(name) ?? '0', 8)),
    matching: read.markets.map(sourceOf),
    exchange: exchangeOf(settings, instruments.length),
    risk: riskOf(settings),
    interval: 60 * SECOND,
    gaps: (settings.get('gaps') ?? 'skip') as 'skip',
    window: { from: number('from', 0) * SECOND, to: to === undefined ? null : Number(to) * SECOND },
    strategy: {
      definition: scripted as never,
      params: scripted.params!.parse({ orders: read.orders.map(readOrder) }),
      warmup: number('warmup', 0),
    },
  });
}

function exchangeOf(settings: ReadonlyMap<string, string>, symbols: number): Partial<SessionSetup['exchange']> {
  const fill = delayOf(settings.get('delay') ?? '100');
  const cancel = delayOf(settings.get('cancel_delay') ?? settings.get('delay') ?? '100');
  return {
    fillDelay: fill.least,
    fillJitter: fill.jitter,
    cancelDelay: cancel.least,
    cancelJitter: cancel.jitter,
    intrabar: (settings.get('intrabar') ?? 'adverse') as 'adverse',
    limitFill: limitFillOf(settings.get('limit_fill')),
    slippage: slippageOf(settings.get('slippage')),
    partialFills: partialFillsOf(settings.get('partial_fills')),
    feeTiers: tiersOf(settings.get('tiers'), symbols),
  };
}

/** `100` (ms), or `50 150`: drawn between the two. */
function delayOf(setting: string) {
  const [least, most = least] = setting.split(' ').map((ms) => Number(ms) * 1000) as [number, number?];
  return { least, jitter: most - least };
}

/** `cross`, `touch`, `probability 0.5`. */
function limitFillOf(setting = 'cross'): LimitFillSetting {
  const [model, probability] = setting.split(' ');
  if (model === 'probability') return { model, probability: Number(probability) };
  return { model: model as 'cross' | 'touch' };
}

/** `0.1` (fixed, %), `spread 0.1`, `volume_share 0.1`, `square_root 1 60`, `random 0.1`. */
function slippageOf(setting = 'none'): SlippageSetting {
  const [model, first, second] = setting.split(' ') as [string, string, string];
  switch (model) {
    case 'none':
      return { model };
    case 'spread':
      return { model, share: parsePct(first) };
    case 'volume_share':
      return { model, impact: rateOfNumber(Number(first)) };
    case 'square_root':
      return { model, coefficient: Number(first), window: Number(second) };
    case 'random':
      return { model, most: parsePct(first) };
    default:
      return { model: 'fixed', share: parsePct(model) };
  }
}

/** `1000 0.1 0.2, 5000 0 0.1`: from a volume on, maker's and taker's fee of every symbol (%). */
function tiersOf(setting: string | undefined, symbols: number): FeeTier[] {
  return (setting?.split(', ') ?? []).map((tier) => {
    const [volume, maker, taker] = tier.split(' ') as [string, string, string];
    const each = (pct: string) => Array.from({ length: symbols }, () => parsePct(pct));
    return { volume: parseDecimal(volume, 8), makers: each(maker), takers: each(taker) };
  });
}

/** `volume 10` (%), `random 0.2 30 90` (probability, least and most of what is left, %). */
function partialFillsOf(setting = 'none'): LiquiditySetting {
  const [model, ...numbers] = setting.split(' ');
  if (model === 'none') return { model: 'none' };
  if (model === 'volume') return { model, share: parsePct(numbers[0]!) };
  const [probability, least, most] = numbers.map(Number) as [number, number, number];
  return { model: 'random', probability, least: least / 100, most: most / 100 };
}

function riskOf(settings: ReadonlyMap<string, string>): RiskLimits {
  const given = <T>(key: string, read: (text: string) => T): T | null => {
    const text = settings.get(key);
    return text === undefined ? null : read(text);
  };
  return {
    maxPosition: given('max_position_pct', parsePct),
    maxExposure: given('max_exposure_pct', parsePct),
    minCash: given('min_cash', (text) => parseDecimal(text, 8)),
    maxOpenOrders: given('max_open_orders', Number),
    maxDrawdown: given('max_drawdown_pct', parsePct),
  };
}

/** What a symbol's orders are matched on: the finest it has. */
function sourceOf({ lines }: Market): PriceSource {
  const has = (word: string): boolean => lines.some((line) => line.startsWith(`${word} `));
  if (has('quote')) return has('trade') ? 'quotes and trades' : 'quotes';
  return has('trade') ? 'trades' : 'candles';
}

const isTick = (line: string): boolean => /^(trade|quote) /.test(line);

function detailOf({ markets, details }: Scene, instruments: readonly Instrument[]): Series[] {
  return details.map(({ symbol: name, every, from, lines }) => {
    const symbol = markets.findIndex((market) => market.symbol === name);
    const interval = every * SECOND;
    const { priceDecimals: decimals } = instruments[symbol]!;
    return {
      symbol,
      interval,
      isDetail: true,
      columns: candleColumns(lines, { start: from * SECOND, interval, decimals }),
    };
  });
}

function seriesOf(read: Scene, instruments: readonly Instrument[]): Series[] {
  const detail = detailOf(read, instruments);
  const series = read.markets.flatMap((market, symbol) => {
    const decimals = instruments[symbol]!.priceDecimals;
    const { every, from, lines } = market;
    const rows = lines.filter((line) => !isTick(line));
    const series: Series[] = [];
    if (rows.length > 0) {
      const interval = every * SECOND;
      series.push({ symbol, interval, columns: candleColumns(rows, { start: from * SECOND, interval, decimals }) });
    }
    const prints = lines.filter((line) => line.startsWith('trade')).map(readTrade);
    if (prints.length > 0) series.push({ symbol, interval: 0, columns: trades(prints, decimals) });
    const sides = lines.filter((line) => line.startsWith('quote')).map(readQuote);
    if (sides.length > 0) series.push({ symbol, interval: 0, columns: quotes(sides, decimals) });
    return series;
  });
  return [...series, ...detail];
}

function candleColumns(rows: readonly string[], options: Parameters<typeof candles>[1]) {
  const filled = rows.filter((line) => line !== 'gap').map((line) => (line.startsWith('filled') ? 1 : 0));
  const columns = candles(rows.map(readCandle), options);
  return filled.includes(1) ? { ...columns, filled: Uint8Array.from(filled) } : columns;
}

function readCandle(line: string): CandleLine | null {
  if (line === 'gap') return null;
  if (!/^(filled )?[\d.]+( [\d.]+){3}( volume [\d.]+)?$/.test(line)) throw new Error(`"${line}" is no candle`);
  return line.replace('filled ', '').replace('volume ', '').split(' ').map(Number) as never as CandleLine;
}

const micros = (second: string): number => Math.round(Number(second) * SECOND);

function readTrade(line: string): readonly [number, number, number?] {
  const [, second, price, , size] = line.split(' ');
  return [micros(second!), Number(price), size === undefined ? 1 : Number(size)];
}

function readQuote(line: string): QuoteLine {
  const [, second, ...rest] = line.split(' ');
  const [bid, bidSize, ask, askSize] = rest.map((word) => (word === '-' ? 0 : Number(word)));
  return [micros(second!), bid!, bidSize!, ask!, askSize!];
}
