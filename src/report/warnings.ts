/** What a reader should know before believing the numbers. */
import type { ReportDocument } from './document.ts';
import { grouped, moneyDecimals } from './format.ts';
import { emptyDays, lackText } from './lacks.ts';

type Parts = Omit<ReportDocument, 'warnings'>;
type Quality = Parts['data_quality']['symbols'][number];

/** Below this many, ratios say more about luck than about a strategy. */
const FEW_ROUND_TRIPS = 30;
const SHORT_DAYS = 30;
const MANY_AMBIGUOUS = 0.05;
const MANY_EMPTY = 0.01;

/** Sentences, the most telling first. */
export function warningsOf(report: Parts): string[] {
  return [
    ...thinEvidence(report),
    ...costs(report),
    ...ambiguous(report),
    ...data(report),
    ...refused(report),
    ...unfinished(report),
  ];
}

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;

function thinEvidence(report: Parts): string[] {
  const { metrics, period } = report;
  const trips = Number(metrics.round_trip_count ?? 0);
  const lines: string[] = [];
  if (trips < FEW_ROUND_TRIPS) {
    const are = trips === 1 ? 'is' : 'are';
    lines.push(`${count(trips, 'round trip')} ${are} too few to tell skill from luck: ${FEW_ROUND_TRIPS} are a start.`);
  }
  const empty = emptyDays(report);
  const days = period.days - empty;
  if (days < SHORT_DAYS) {
    const ofData = empty === 0 ? '' : ' of data';
    lines.push(
      `${count(tenths(days), 'day')}${ofData} blown up to a year: annualized numbers mean little below ${SHORT_DAYS} days.`,
    );
  }
  if (empty >= 1) {
    lines.push(
      `${tenths(empty)} of the ${tenths(period.days)} days of the window have no data: CAGR, exposure and days of drawdown count them, daily returns do not.`,
    );
  }
  return lines;
}

const tenths = (number: number): number => Math.round(number * 10) / 10;

function costs(report: Parts): string[] {
  const { metrics, period } = report;
  const pnl = Number(metrics.total_pnl ?? 0);
  const paid = Number(metrics.total_fees ?? 0) + Number(metrics.total_slippage ?? 0);
  const before = pnl + paid;
  if (paid <= 0 || before <= 0) return [];
  const money = (amount: number): string => grouped(amount, moneyDecimals(report));
  const asset = period.reporting_asset;
  const sums = `${money(before)} ${asset} before fees and slippage of ${money(paid)}`;
  if (pnl <= 0) return [`Fees and slippage ate the profit: ${sums}.`];
  if (paid / before < 0.5) return [];
  return [`Fees and slippage took ${Math.round((paid / before) * 100)} % of the profit: ${sums}.`];
}

function ambiguous({ ambiguity, period }: Parts): string[] {
  const { round_trips: trips, open_positions: open } = ambiguity;
  const share = Math.max(ambiguity.round_trips_share ?? 0, ambiguity.pnl_share ?? 0);
  const asset = period.reporting_asset;
  const lines: string[] = [];
  if (trips > 0 && share >= MANY_AMBIGUOUS) {
    const all = `${Math.round(share * 1000) / 10} % of ${share === ambiguity.pnl_share ? 'what was won and lost' : 'all'}`;
    const rest = trips === 1 ? 'rests' : 'rest';
    lines.push(
      `${count(trips, 'round trip')} (${ambiguity.pnl} ${asset}, ${all}) ${rest} on an unknown order of prices inside a candle.`,
    );
  }
  if (open > 0) {
    const rest = open === 1 ? 'rests' : 'rest';
    lines.push(
      `${count(open, 'open position')} (${ambiguity.unrealized_pnl} ${asset}) ${rest} on an unknown order of prices inside a candle.`,
    );
  }
  return lines;
}

const hoursOf = (milliseconds: number): string => count(Math.round(milliseconds / 360_000) / 10, 'hour');
const spanOf = (gap: { from: string; missing_ms: number }): string => `${hoursOf(gap.missing_ms)} from ${gap.from}`;

function data({ data_quality }: Parts): string[] {
  const lines: string[] = [];
  for (const quality of data_quality.symbols) {
    const {
      symbol,
      gaps,
      missing_ms,
      longest_gap,
      candles,
      filled_candles,
      zero_volume_candles: empty,
      inferred,
    } = quality;
    const ends = endsOf(quality);
    lines.push(...ends);
    if (gaps > ends.length) {
      const longest = longest_gap === null || gaps === 1 ? '' : `, the longest ${spanOf(longest_gap)}`;
      const all = longest_gap !== null && gaps === 1 ? spanOf(longest_gap) : `${hoursOf(missing_ms)} in all${longest}`;
      lines.push(`${symbol} has ${count(gaps, 'gap')} in its data, ${all}: nothing fills there.`);
    }
    if (empty !== null && empty >= MANY_EMPTY * candles && empty > 0) {
      lines.push(`${symbol} has ${count(empty, 'candle')} in which nothing was traded: fills there are made up.`);
    }
    if (filled_candles > 0) {
      lines.push(
        `${symbol} has ${count(filled_candles, 'candle')} filled in, flat, for time in which nothing was recorded.`,
      );
    }
    lines.push(...unsettled(quality), ...liveLines(quality));
    if (inferred) lines.push(`The tick and lot of ${symbol} were read off its prices, not stated by a venue.`);
  }
  return [...lines, ...data_quality.notes];
}

/** What a live connection did to a symbol. */
function liveLines({ symbol, live }: Parts['data_quality']['symbols'][number]): string[] {
  if (live === undefined) return [];
  const lines: string[] = [];
  const { interruptions, backfilled_trades: fetched, late_trades: late, dropped } = live;
  if (interruptions > 0) {
    lines.push(
      `${symbol} was interrupted ${count(interruptions, 'time')}, ${count(fetched, 'trade')} came later: takers waited.`,
    );
  }
  if (late > 0)
    lines.push(`${symbol} had ${count(late, 'trade')} after the candle was closed: the price moved, not it.`);
  const reasons = Object.entries(dropped).map(([reason, n]) => `${n} ${reason}`);
  if (reasons.length > 0) lines.push(`${symbol} was sent what is no event, and it was dropped: ${reasons.join(', ')}.`);
  return lines;
}

/** What lies at the ends of the window. */
function endsOf({ symbol, missing_at_start: start, missing_at_end: end }: Quality): string[] {
  return [
    ...(start === null ? [] : [lackText(symbol, start.from, start.to, 'start')]),
    ...(end === null ? [] : [lackText(symbol, end.from, end.to, 'end')]),
  ];
}

/** Candles that their finer ones do not settle. */
function unsettled({ symbol, detail }: Quality): string[] {
  if (detail === null) return [];
  const { interval, missing_candles: missing, unlike_candles: unlike, first_unlike: first } = detail;
  const lines: string[] = [];
  if (unlike > 0) {
    const are = unlike === 1 ? 'is' : 'are';
    lines.push(
      `${symbol} has ${count(unlike, 'candle')} that ${are} not what the ${interval} candles inside make (the first at ${first}): ` +
        'the order of prices there is assumed.',
    );
  }
  if (missing > 0) {
    lines.push(
      `${symbol} has ${count(missing, 'candle')} without a ${interval} candle inside: the order of prices there is assumed.`,
    );
  }
  return lines;
}

function refused({ refusals }: Parts): string[] {
  const total = refusals.reduce((sum, refusal) => sum + refusal.count, 0);
  if (total === 0) return [];
  const rules = refusals.map((refusal) => `${refusal.rule} ${refusal.count}`).join(', ');
  return [`${count(total, 'order')} ${total === 1 ? 'was' : 'were'} refused or rejected: ${rules}.`];
}

function unfinished({ positions, open_orders }: Parts): string[] {
  const lines: string[] = [];
  const open = positions.filter((position) => !position.dust);
  if (open.length > 0) {
    const names = open.map(({ quantity, asset }) => `${trimmed(quantity)} ${asset}`).join(', ');
    lines.push(`Open at the end, marked and neither won nor lost: ${names}.`);
  }
  if (open_orders.length > 0) lines.push(`${count(open_orders.length, 'order')} still working at the end.`);
  return lines;
}

function trimmed(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}
