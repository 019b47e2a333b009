/** Runs a description through the real exchange, executor and books, and gives their record back in the twin's words. */
import type { PriceSource, SessionSetup } from '../../src/engine/setup.ts';
import type { FeeTier } from '../../src/exchange/fees.ts';
import type { LimitFillSetting } from '../../src/exchange/limitFill.ts';
import type { SlippageSetting } from '../../src/exchange/slippage.ts';
import type { RiskLimits } from '../../src/execution/risk.ts';
import { NOT_RECORDED } from '../../src/market/columns.ts';
import { formatDecimal, parseDecimal } from '../../src/model/decimal.ts';
import { costScale, type Instrument } from '../../src/model/instrument.ts';
import { parsePct, rateOfNumber } from '../../src/model/rate.ts';
import scripted from '../../src/strategy/shipped/scripted.ts';
import { setupOf } from '../support/market.ts';
import { type FillRow, type OrderRow, type Played, playIfPriced, type Series } from '../support/play.ts';
import { toMicros, toMillis } from './amounts.ts';
import { sourceOf } from './path.ts';
import type { TwinAnswer, TwinEventName, TwinInstrument, TwinMarket, TwinRun, TwinStatus } from './types.ts';

/** Null: the run never started, since something that is held never had a price. */
export function runEngine(run: TwinRun): TwinAnswer | null {
  const assets = Object.keys(run.asset_decimals);
  const instruments = run.instruments.map((one, index) => instrumentOf(run, assets, one, index));
  const setup = setupFor(run, assets, instruments);
  const played = playIfPriced(setup, seriesOf(run, instruments));
  return played === null ? null : answerOf(played, setup);
}

function instrumentOf(run: TwinRun, assets: string[], given: TwinInstrument, index: number): Instrument {
  const baseDecimals = run.asset_decimals[given.base]!;
  const quoteDecimals = run.asset_decimals[given.quote]!;
  const { price_decimals: priceDecimals } = given;
  const units = (text: string | undefined, decimals: number): number =>
    text === undefined ? 0 : parseDecimal(text, decimals);
  return {
    index,
    symbol: given.symbol,
    base: assets.indexOf(given.base),
    quote: assets.indexOf(given.quote),
    baseDecimals,
    quoteDecimals,
    priceDecimals,
    tickSize: units(given.tick_size, priceDecimals),
    lotSize: units(given.lot_size, baseDecimals),
    minSize: units(given.min_size, baseDecimals),
    maxSize: units(given.max_size, baseDecimals),
    minNotional: units(given.min_notional, quoteDecimals),
    maxNotional: units(given.max_notional, quoteDecimals),
    makerFee: parsePct(given.maker_pct),
    takerFee: parsePct(given.taker_pct),
    calendar: given.calendar,
    sessionZone: 'UTC',
    ...costScale(baseDecimals, priceDecimals, quoteDecimals),
  };
}

const SOURCES = { candles: 'candles', trades: 'trades', quotes: 'quotes', both: 'quotes and trades' } as const;

function setupFor(run: TwinRun, assets: string[], instruments: Instrument[]): SessionSetup {
  const { settings } = run;
  const slippage = settings.slippage;
  const parts = settings.partial_fills;
  return setupOf({
    assets: assets.map((name) => ({ name, decimals: run.asset_decimals[name]! })),
    instruments,
    reporting: assets.indexOf(run.reporting_asset),
    initialBalance: assets.map((name) => parseDecimal(run.initial_balance[name] ?? '0', run.asset_decimals[name]!)),
    matching: run.instruments.map(({ symbol }): PriceSource => SOURCES[sourceOf(marketOf(run, symbol))]),
    exchange: {
      fillDelay: toMicros(settings.fill_delay_ms),
      cancelDelay: toMicros(settings.cancel_delay_ms ?? settings.fill_delay_ms),
      intrabar: settings.intrabar,
      fillJitter: toMicros(settings.fill_jitter_ms ?? 0),
      cancelJitter: toMicros(settings.cancel_jitter_ms ?? 0),
      seed: settings.seed ?? 0,
      limitFill: limitFillOf(settings.limit_fill),
      slippage: slippageOf(slippage),
      feeTiers: tiersOf(run),
      partialFills: parts.model === 'none' ? parts : { model: 'volume', share: parsePct(parts.share_pct) },
    },
    risk: riskOf(run),
    interval: toMicros(run.market[0]!.interval_ms),
    gaps: settings.gaps,
    window: { from: toMicros(run.from), to: toMicros(run.to) },
    strategy: { definition: scripted as never, params: { orders: run.orders.map(scriptOf) } },
    recordRows: 64,
  });
}

function limitFillOf(model: TwinRun['settings']['limit_fill']): LimitFillSetting {
  return typeof model === 'string' ? { model } : { model: 'probability', probability: model.probability };
}

function slippageOf(slippage: TwinRun['settings']['slippage']): SlippageSetting {
  switch (slippage.model) {
    case 'none':
      return slippage;
    case 'fixed':
    case 'spread':
      return { model: slippage.model, share: parsePct(slippage.pct) };
    case 'volume_share':
      return { model: 'volume_share', impact: rateOfNumber(Number(slippage.impact)) };
    case 'random':
      return { model: 'random', most: parsePct(slippage.max_pct) };
  }
}

function tiersOf({ settings, instruments, asset_decimals, reporting_asset }: TwinRun): FeeTier[] {
  return (settings.fee_tiers ?? []).map(({ volume, maker_pct, taker_pct }) => ({
    volume: parseDecimal(volume, asset_decimals[reporting_asset]!),
    makers: instruments.map(() => parsePct(maker_pct)),
    takers: instruments.map(() => parsePct(taker_pct)),
  }));
}

const marketOf = (run: TwinRun, symbol: string): TwinMarket => run.market.find((one) => one.symbol === symbol)!;

/** An entry as the strategy has it once its times have been read. */
function scriptOf({ at, cancel_at, amend, ...entry }: TwinRun['orders'][number]): object {
  return {
    ...entry,
    at: toMicros(at),
    ...(cancel_at === undefined ? {} : { cancel_at: toMicros(cancel_at) }),
    ...(amend === undefined ? {} : { amend: amend.map((one) => ({ ...one, at: toMicros(one.at) })) }),
  };
}

function riskOf({ risk, asset_decimals, reporting_asset }: TwinRun): RiskLimits {
  const pct = (text: string | undefined) => (text === undefined ? null : parsePct(text));
  return {
    maxPosition: pct(risk.max_position_pct),
    maxExposure: pct(risk.max_exposure_pct),
    minCash: risk.min_cash === undefined ? null : parseDecimal(risk.min_cash, asset_decimals[reporting_asset]!),
    maxOpenOrders: risk.max_open_orders ?? null,
    maxDrawdown: pct(risk.max_drawdown_pct),
  };
}

function seriesOf(run: TwinRun, instruments: Instrument[]): Series[] {
  return instruments.flatMap((instrument, symbol) => {
    const { candles, trades, quotes, interval_ms } = marketOf(run, instrument.symbol);
    const price = (text: string | null): number => (text === null ? 0 : parseDecimal(text, instrument.priceDecimals));
    const inWindow = ({ time }: { time: number }): boolean => time >= run.from && time < run.to;
    const column = <T>(rows: T[], of: (row: T) => number): Float64Array => Float64Array.from(rows, of);
    const series: Series[] = [];
    const rows = candles?.filter(inWindow) ?? [];
    if (rows.length > 0) {
      const columns = {
        kind: 'candles' as const,
        length: rows.length,
        time: column(rows, ({ time }) => toMicros(time)),
        open: column(rows, ({ open }) => price(open)),
        high: column(rows, ({ high }) => price(high)),
        low: column(rows, ({ low }) => price(low)),
        close: column(rows, ({ close }) => price(close)),
        volume: column(rows, ({ volume }) => Number(volume)),
        filled: null,
      };
      series.push({ symbol, interval: toMicros(interval_ms), columns });
    }
    if (trades !== undefined) {
      const prints = trades.filter(inWindow);
      const columns = {
        kind: 'trades' as const,
        length: prints.length,
        time: column(prints, ({ time }) => toMicros(time)),
        price: column(prints, (one) => price(one.price)),
        size: column(prints, ({ size }) => Number(size)),
        side: new Int8Array(prints.length),
      };
      series.push({ symbol, interval: 0, columns });
    }
    if (quotes !== undefined) {
      const sides = quotes.filter(inWindow);
      const size = (text: string | null): number => (text === null ? NOT_RECORDED : Number(text));
      const columns = {
        kind: 'quotes' as const,
        length: sides.length,
        time: column(sides, ({ time }) => toMicros(time)),
        bid: column(sides, ({ bid }) => price(bid)),
        bidSize: column(sides, ({ bid_size }) => size(bid_size)),
        ask: column(sides, ({ ask }) => price(ask)),
        askSize: column(sides, ({ ask_size }) => size(ask_size)),
      };
      series.push({ symbol, interval: 0, columns });
    }
    return series;
  });
}

const text = (units: number, decimals: number): string => formatDecimal(units, decimals, { trim: true });
const some = (units: number, decimals: number): string | null => (units < 0 ? null : text(units, decimals));

function answerOf(played: Played, { assets, instruments, reporting }: SessionSetup): TwinAnswer {
  const { summary } = played;
  const names = namesOf(played);
  const money = (units: number): string => text(units, assets[reporting]!.decimals);
  const amount = (units: number, asset: number): string => text(units, assets[asset]!.decimals);
  const positions = summary.positions.map(({ asset, quantity, cost, isDust }) => ({
    asset: assets[asset]!.name,
    quantity: amount(quantity, asset),
    cost: money(cost),
    isDust,
  }));
  return {
    events: played.orderRows.map((row) => eventOf(row, names.get(row.orderId)!, instruments[row.symbol]!)),
    fills: played.fillRows.map((row) => fillOf(row, names.get(row.orderId)!, instruments[row.symbol]!)),
    round_trips: played.tripRows.map((trip) => ({
      asset: assets[trip.asset]!.name,
      side: trip.side as 'long' | 'short',
      entry_time: toMillis(trip.entryTime),
      exit_time: toMillis(trip.exitTime),
      quantity: amount(trip.quantity, trip.asset),
      entry_value: money(trip.entryValue),
      exit_value: money(trip.exitValue),
      fees: money(trip.fees),
      pnl: money(trip.pnl),
      ambiguous: trip.ambiguous,
    })),
    balances: assets.map(({ name }, asset) => ({
      asset: name,
      total: amount(summary.totals[asset]!, asset),
      held: amount(summary.held[asset]!, asset),
      free: amount(summary.totals[asset]! - summary.held[asset]!, asset),
    })),
    positions: positions.filter(({ isDust }) => !isDust).map(({ isDust, ...rest }) => rest),
    dust: positions.filter(({ isDust }) => isDust).map(({ asset, quantity }) => ({ asset, quantity })),
    equity: played.equityRows.map(({ time, equity, cash, exposure }) => ({
      time: toMillis(time),
      equity: money(equity),
      cash: money(cash),
      exposure: money(exposure),
    })),
    halted_at: null,
  };
}

/** By id, each order's name; of those that no strategy placed, in the order of their ids, `halt.1`, `halt.2`. */
function namesOf({ orderRows }: Played): Map<number, string> {
  const names = new Map<number, string>();
  let nameless = 0;
  for (const { orderId, clientId } of orderRows) {
    if (names.has(orderId)) continue;
    if (clientId === null) nameless += 1;
    names.set(orderId, clientId ?? `halt.${nameless}`);
  }
  return names;
}

function eventOf(row: OrderRow, name: string, { symbol, baseDecimals, priceDecimals }: Instrument) {
  return {
    time: toMillis(row.time),
    client_id: name,
    symbol,
    event: row.event as TwinEventName,
    status: row.status as TwinStatus,
    quantity: some(row.quantity, baseDecimals),
    filled: text(row.filled, baseDecimals),
    leaves: row.quantity < 0 ? null : text(row.quantity - row.filled, baseDecimals),
    price: some(row.price, priceDecimals),
    stop_price: some(row.stopPrice, priceDecimals),
    trigger_price: some(row.triggerPrice, priceDecimals),
    reason: row.reason,
  };
}

function fillOf(row: FillRow, name: string, { symbol, baseDecimals, quoteDecimals, priceDecimals }: Instrument) {
  return {
    time: toMillis(row.time),
    client_id: name,
    symbol,
    side: row.side as 'buy' | 'sell',
    liquidity: row.liquidity as 'maker' | 'taker',
    price: text(row.price, priceDecimals),
    reference_price: text(row.reference, priceDecimals),
    quantity: text(row.quantity, baseDecimals),
    cost: text(row.cost, quoteDecimals),
    fee: text(row.fee, quoteDecimals),
    fee_asset: symbol.slice(symbol.indexOf('/') + 1),
    slippage: text(row.slippage, quoteDecimals),
  };
}
