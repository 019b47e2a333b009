/** A run's summary and statistics to the document of `report.json`. */
import type { RefusalCount } from '../engine/refusals.ts';
import type { RunSummary } from '../engine/summary.ts';
import { DROPPED } from '../market/tape.ts';
import { formatDecimal, formatDigits } from '../model/decimal.ts';
import type { Calendar, Instrument } from '../model/instrument.ts';
import { NONE } from '../model/record.ts';
import { formatInterval, formatTime, MICROS_PER_DAY, MICROS_PER_MILLISECOND } from '../model/time.ts';
import { describeConventions, type Measured, type StatisticsInput } from '../statistics/index.ts';
import { type MetricValue, REPORT_SCHEMA, type ReportDocument } from './document.ts';
import { frictionsOf } from './frictions.ts';
import type { GapSeen, ReportInput } from './input.ts';
import { openOrders } from './openOrders.ts';
import { priceDecimals, unitPrice } from './tables/roundTrips.ts';
import { warningsOf } from './warnings.ts';

/** The part of a summary that statistics ask for. */
export function statisticsInput(summary: RunSummary): StatisticsInput {
  return {
    finalEquity: summary.finalEquity,
    endTime: summary.endTime,
    realizedPnl: summary.realizedPnl,
    unrealizedPnl: summary.unrealizedPnl,
    totalFees: summary.fees.toBigInt(),
    totalSlippage: summary.slippage.toBigInt(),
    turnover: summary.turnover.toBigInt(),
    orderCount: summary.orderCount,
    fillCount: summary.fillCount,
    timeInPosition: summary.timeInPosition,
    buyHold: pricesToHold(summary),
  };
}

/** Of a run with one symbol that is quoted in the reporting asset; otherwise there is no one thing to hold. */
function pricesToHold({ instruments, quality, reporting }: RunSummary): StatisticsInput['buyHold'] {
  const only = quality[0];
  if (quality.length !== 1 || only === undefined || instruments[only.symbol]?.quote !== reporting) return null;
  if (only.firstPrice === NONE || only.lastPrice === NONE) return null;
  return { firstPrice: only.firstPrice, lastPrice: only.lastPrice };
}

/** `sessions` where every instrument trades in sessions, for one that always trades has returns on every date. */
export function calendarOf(instruments: readonly Instrument[]): Calendar {
  const sessions = instruments.length > 0 && instruments.every(({ calendar }) => calendar === 'sessions');
  return sessions ? 'sessions' : 'always';
}

export function buildReport(input: ReportInput): ReportDocument {
  const { run, summary, statistics, conventions } = input;
  const { instruments } = summary;
  const decimals = summary.assets[summary.reporting]!.decimals;
  const parts: Omit<ReportDocument, 'warnings'> = {
    schema: REPORT_SCHEMA,
    run: {
      name: run.name,
      seed: run.seed,
      trading_mode: run.tradingMode,
      price_source: run.priceSource,
      engine_version: run.engineVersion,
      scenario: { ...run.scenario },
      digest: { ...run.digest },
      bundle: run.bundle,
      inputs: { ...run.inputs },
    },
    period: {
      from: formatTime(summary.startTime),
      to: formatTime(summary.endTime),
      days: (summary.endTime - summary.startTime) / MICROS_PER_DAY,
      reporting_asset: summary.assets[summary.reporting]!.name,
      symbols: instruments.map(({ symbol }) => symbol),
    },
    metrics: Object.fromEntries(statistics.map((measured) => [measured.name, metricValue(measured, decimals)])),
    undefined_metrics: Object.fromEntries(
      statistics.flatMap(({ name, outcome }) => (outcome.value === null ? [[name, outcome.reason]] : [])),
    ),
    conventions: {
      periods_per_year: conventions.periodsPerYear,
      risk_free_pct: conventions.riskFreePct,
      returns: 'daily',
      text: [...describeConventions(conventions), ...ofHoldings(summary)],
      metrics: Object.fromEntries(statistics.map(({ name, unit, formula }) => [name, { unit, formula }])),
    },
    balances: balances(summary),
    positions: positions(summary, decimals),
    open_orders: openOrders(summary),
    ambiguity: ambiguity(input, decimals),
    frictions: frictionsOf(summary),
    refusals: summary.refusals.map(refusalText),
    data_quality: dataQuality(input),
    timing: timing(input),
  };
  return { ...parts, warnings: warningsOf(parts) };
}

function metricValue({ unit, outcome }: Measured, decimals: number): MetricValue {
  if (outcome.value === null || unit !== 'money' || outcome.units === undefined) return outcome.value;
  const { units } = outcome;
  return formatDigits(String(units < 0n ? -units : units), units < 0n, decimals, false);
}

function balances({ assets, totals, held }: RunSummary): ReportDocument['balances'] {
  return assets.map(({ name, decimals }, asset) => ({
    asset: name,
    total: formatDecimal(totals[asset]!, decimals),
    held: formatDecimal(held[asset]!, decimals),
    free: formatDecimal(totals[asset]! - held[asset]!, decimals),
  }));
}

function positions(summary: RunSummary, decimals: number): ReportDocument['positions'] {
  const { assets, instruments, reporting } = summary;
  return summary.positions.map((position) => {
    const { asset, quantity, cost } = position;
    const scale = priceDecimals(summary, asset);
    const average = unitPrice({ assets, instruments, reporting }, asset, scale, cost, quantity);
    const market = position.mark === NONE ? undefined : instruments[position.markSymbol];
    return {
      asset: assets[asset]!.name,
      quantity: formatDecimal(quantity, assets[asset]!.decimals),
      cost: formatDecimal(cost, decimals),
      avg_price: Number.isNaN(average) ? null : formatDecimal(average, scale),
      mark: market === undefined ? null : formatDecimal(position.mark, market.priceDecimals),
      mark_symbol: market?.symbol ?? null,
      mark_age_ms: market === undefined ? null : (summary.endTime - position.markTime) / MICROS_PER_MILLISECOND,
      unrealized_pnl: formatDecimal(position.unrealized, decimals),
      dust: position.isDust,
      ambiguous: position.isAmbiguous,
    };
  });
}

/** Finished round trips from the record, open ones from the books. */
function ambiguity(
  { ambiguity: tally, summary, statistics }: ReportInput,
  decimals: number,
): ReportDocument['ambiguity'] {
  const open = summary.positions.filter(({ isAmbiguous }) => isAmbiguous);
  const trips = statistics.find(({ name }) => name === 'round_trip_count')?.outcome.value ?? 0;
  return {
    round_trips: tally.roundTrips,
    round_trips_share: trips === 0 ? null : tally.roundTrips / trips,
    pnl: formatDecimal(tally.pnl, decimals),
    pnl_share: tally.pnlShare,
    open_positions: open.length,
    unrealized_pnl: formatDecimal(
      open.reduce((sum, { unrealized }) => sum + unrealized, 0),
      decimals,
    ),
  };
}

function refusalText({ rule, by, count, places }: RefusalCount): ReportDocument['refusals'][number] {
  const shown = places.map(({ time, orderId, detail }) => ({ time: formatTime(time), order_id: orderId, detail }));
  return { rule, by, count, first: shown[0]!, places: shown };
}

/** What was held from the start is no position: its price moves equity and neither part of the P&L. */
function ofHoldings({ assets, initialBalance, reporting }: RunSummary): string[] {
  const held = assets.filter((_, asset) => asset !== reporting && initialBalance[asset] !== 0);
  if (held.length === 0) return [];
  const names = held.map(({ name }) => name).join(', ');
  return [
    `The account held ${names} from the start, and a position is what is held less that: total_pnl also has what the ` +
      'price of the initial holding did, so it is not realized_pnl plus unrealized_pnl.',
  ];
}

function gapText(gap: GapSeen | null | undefined) {
  if (gap === null || gap === undefined) return null;
  const { from, to } = gap;
  return { from: formatTime(from), to: formatTime(to), missing_ms: (to - from) / MICROS_PER_MILLISECOND };
}

function dataQuality({ run, summary, inferredSymbols, dataSeen, notes }: ReportInput): ReportDocument['data_quality'] {
  return {
    symbols: summary.quality.map((quality) => {
      const { symbol } = summary.instruments[quality.symbol]!;
      const seen = dataSeen?.[quality.symbol];
      return {
        symbol,
        matched_on: quality.matching,
        candles: quality.candles,
        filled_candles: quality.filledCandles,
        prints: quality.prints,
        quotes: quality.quotes,
        detail: detailText(quality.detail),
        gaps: quality.gaps,
        missing_ms: quality.missing / MICROS_PER_MILLISECOND,
        first_gap: gapText(seen?.firstGap),
        longest_gap: gapText(seen?.longestGap),
        missing_at_start: gapText(quality.lacks.before),
        missing_at_end: gapText(quality.lacks.after),
        zero_volume_candles: seen?.zeroVolumeCandles ?? null,
        inferred: inferredSymbols?.includes(symbol) ?? false,
        ...(run.priceSource === 'historical' ? {} : { live: liveText(quality.live) }),
      };
    }),
    notes: [...(notes ?? []), ...warmupNotes(summary)],
  };
}

function liveText({ lateTrades, backfilled, interruptions, dropped }: RunSummary['quality'][number]['live']) {
  const counts = Object.entries(DROPPED).flatMap(([reason, code]) => {
    const count = dropped[code] ?? 0;
    return count === 0 ? [] : [[reason, count] as const];
  });
  return {
    late_trades: lateTrades,
    backfilled_trades: backfilled,
    interruptions,
    dropped: Object.fromEntries(counts),
  };
}

function detailText(detail: RunSummary['quality'][number]['detail']) {
  if (detail === null) return null;
  return {
    interval: formatInterval(detail.interval),
    settled_candles: detail.settled,
    missing_candles: detail.missing,
    unlike_candles: detail.unlike,
    first_unlike: detail.firstUnlike === NONE ? null : formatTime(detail.firstUnlike),
  };
}

function warmupNotes({ quality, instruments }: RunSummary): string[] {
  return quality
    .filter(({ warmupLeft }) => warmupLeft > 0)
    .map(({ symbol, warmupLeft }) => {
      const candles = warmupLeft === 1 ? '1 candle' : `${warmupLeft} candles`;
      return `${instruments[symbol]!.symbol} was never traded: its warm-up still lacked ${candles} at the end.`;
    });
}

function timing({ summary, timing: { loadMs, runMs } }: ReportInput): ReportDocument['timing'] {
  const perSecond = runMs === null || runMs === 0 ? null : Math.round((summary.events / runMs) * 1000);
  return { load_ms: loadMs, run_ms: runMs, events: summary.events, events_per_second: perSecond };
}
