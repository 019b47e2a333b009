/** One run of a case, with all that is needed to judge it: the record, what was asked for, and what was found on the way. */
import { runSync, TradingSession } from '../../../src/engine/index.ts';
import type { SessionSetup } from '../../../src/engine/setup.ts';
import type { LiquiditySetting } from '../../../src/exchange/liquidity.ts';
import type { RiskLimits } from '../../../src/execution/risk.ts';
import { InputError } from '../../../src/model/errors.ts';
import { costScale, type Instrument } from '../../../src/model/instrument.ts';
import { parsePct } from '../../../src/model/rate.ts';
import { checkInvariants } from '../../support/invariants.ts';
import { candles, feedOf, instrument, quotes, SECOND, setupOf, trades } from '../../support/market.ts';
import { Keeper, type Series } from '../../support/play.ts';
import { acting } from './acting.ts';
import type { OrderCase, Settings, SymbolCase } from './case.ts';
import { type Asking, listen } from './listen.ts';

export interface Trial extends Keeper {
  readonly tried: OrderCase;
  readonly setup: SessionSetup;
  readonly series: readonly Series[];
  readonly asking: Asking;
  /** What did not hold of the books after a step; null where all did. */
  readonly booksFault: string | null;
  /** An error that no run should end in; null where it did not. */
  readonly crash: string | null;
  /** It went on to its end: there was a price for what is held, and no luck that outgrew 2^53 units. */
  readonly isWhole: boolean;
  /** Steps whose books were looked at. */
  readonly steps: number;
}

const ASSETS = ['USDT', 'BTC', 'ETH', 'XRP', 'EUR'];

export function tryCase(tried: OrderCase): Trial {
  const setup = setupFor(tried);
  const series = seriesFor(tried, setup);
  const keeper = new Keeper();
  const feed = feedOf(series);
  const session = new TradingSession({ ...setup, series: feed.series, sinks: [keeper] });
  const asking = listen(session, setup);
  const steps = checkInvariants(session, setup);
  let booksFault: string | null = null;
  let crash: string | null = null;
  let isWhole = true;
  try {
    runSync(session, feed);
  } catch (error) {
    isWhole = false;
    if (error instanceof Error && error.message.startsWith('after the step')) booksFault = error.message;
    else if (!(error instanceof InputError)) crash = error instanceof Error ? String(error.stack) : String(error);
    // What there is of the record is looked at.
    (session as unknown as { recorder: { finish(): void } }).recorder.finish();
  }
  return Object.assign(keeper, { tried, setup, series, asking, booksFault, crash, isWhole, steps: steps() });
}

/** The series of a case, for the setup made of it. */
export function seriesFor(tried: OrderCase, { instruments }: SessionSetup): Series[] {
  return instruments.flatMap((one, i) => seriesOf(tried, one, tried.symbols[i]!));
}

export function setupFor(tried: OrderCase): SessionSetup {
  const { settings, symbols, seed } = tried;
  const assets = ASSETS.filter((name) => symbols.some(({ symbol }) => symbol.split('/').includes(name)));
  const { slippage, risk, start } = settings;
  return setupOf({
    assets: assets.map((name) => ({ name, decimals: 8 })),
    instruments: symbols.map(({ symbol }, index) => instrumentOf(symbol, index, settings, assets)),
    reporting: assets.indexOf('USDT'),
    initialBalance: assets.map((name) => settings.holdings[name] ?? 0),
    matching: symbols.map(({ source }) => source),
    exchange: {
      fillDelay: settings.fillDelay * SECOND,
      cancelDelay: settings.cancelDelay * SECOND,
      intrabar: settings.intrabar,
      limitFill: { model: settings.limitFill },
      slippage: slippage === '0' ? { model: 'none' } : { model: 'fixed', share: parsePct(slippage) },
      partialFills: partsOf(settings),
      seed,
    },
    ...(risk === null ? {} : { risk: limitsOf(risk) }),
    strategy: { definition: acting(tried) },
    window: { from: start * SECOND },
    interval: 60 * SECOND,
    gaps: settings.gaps,
    quick: settings.quick,
  });
}

function instrumentOf(symbol: string, index: number, settings: Settings, assets: readonly string[]): Instrument {
  const [base, quote] = symbol.split('/') as [string, string];
  const priceDecimals = quote === 'BTC' ? 6 : 2;
  return instrument({
    index,
    symbol,
    base: assets.indexOf(base),
    quote: assets.indexOf(quote),
    priceDecimals,
    ...costScale(8, priceDecimals, 8),
    tickSize: settings.tick,
    lotSize: settings.lot,
    minSize: settings.minSize,
    makerFee: parsePct(settings.maker),
    takerFee: parsePct(settings.taker),
    calendar: settings.calendar,
  });
}

function partsOf({ partialFills, share }: Settings): LiquiditySetting {
  if (partialFills === 'volume') return { model: 'volume', share: parsePct(share) };
  return partialFills === 'none' ? { model: 'none' } : { model: 'random', probability: 0.5, least: 0.3, most: 0.9 };
}

function limitsOf(risk: NonNullable<Settings['risk']>): RiskLimits {
  const share = (pct: string | null) => (pct === null ? null : parsePct(pct));
  const { maxPosition, maxExposure, maxDrawdown, ...rest } = risk;
  return {
    ...rest,
    maxPosition: share(maxPosition),
    maxExposure: share(maxExposure),
    maxDrawdown: share(maxDrawdown),
  };
}

function seriesOf({ settings }: OrderCase, { index }: Instrument, one: SymbolCase): Series[] {
  const start = settings.start * SECOND;
  const interval = one.interval * SECOND;
  const at = (second: number): number => start + second * SECOND;
  const series: Series[] = [];
  if (one.candles.length > 0) {
    series.push({ symbol: index, interval, columns: candles(one.candles, { start, interval, decimals: 0 }) });
  }
  if (one.source === 'trades' || one.source === 'quotes and trades') {
    const lines = one.prints.map(([second, price, size]) => [at(second), price, size] as const);
    series.push({ symbol: index, interval: 0, columns: trades(lines, 0) });
  }
  if (one.source === 'quotes' || one.source === 'quotes and trades') {
    const lines = one.quotes.map(([second, ...rest]) => [at(second), ...rest] as const);
    series.push({ symbol: index, interval: 0, columns: quotes(lines, 0) });
  }
  return series;
}
