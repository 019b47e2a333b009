/** Whether an exchange has candles as far back as they are asked for, and from when on it has them. */
import { InputError } from '../../model/errors.ts';
import { formatInterval, formatTime } from '../../model/time.ts';
import type { CandleText, Market, MarketRequest } from './market.ts';

/** How far before a time without a candle older ones are looked for, in pages: beyond a quiet night, a long halt, years. */
const LOOKS_BACK = [1, 30, 1_000];
/** So many pages back, an exchange that sends what comes next, however late, has answered for all that lies between. */
const CONCLUSIVE = 30;

/**
 * Told that the first page of a stretch does not begin at its beginning.
 *
 * @param from the time asked for, in microseconds
 * @param rows the page
 * @throws InputError where the exchange has no candle at or before `from`: names the first it has
 */
export async function checkHistory(
  market: Market,
  request: MarketRequest,
  from: number,
  rows: readonly CandleText[],
): Promise<void> {
  const page = market.pageRows * request.interval;
  for (const pages of LOOKS_BACK) {
    const since = from - pages * page;
    if (since <= 0) break;
    const before = await market.page(since);
    if (before.some(({ time }) => time < from)) return;
    if (before.length > 0 && pages >= CONCLUSIVE) break;
  }
  const first = rows[0]?.time ?? (await firstAfter(market, from, page));
  throw tooEarly(market, request, from, first);
}

function tooEarly(market: Market, request: MarketRequest, from: number, first: number | null): InputError {
  const { exchange, symbol, interval } = request;
  const candles = `${formatInterval(interval)} candles of ${symbol}`;
  if (first === null) return new InputError(`${exchange} has no ${candles} since ${formatTime(from)}: ask for others`);
  const reach = market.pageRows * interval;
  if (market.now() - first > reach + 2 * interval) {
    const since = formatTime(first);
    return new InputError(`${exchange} has ${candles} only from ${since} on: say --from ${since}`);
  }
  // What moves on with the clock: a time a little later is still there when the command is given again.
  const later = formatTime(first + Math.ceil(market.pageRows / 20) * interval);
  return new InputError(
    `${exchange} serves only its last ${market.pageRows} ${candles}, now from ${formatTime(first)} on: say --from ${later}, and bring older ones with data import`,
  );
}

/** The first candle after `from`, where pages before it are empty: ever longer steps, then the stretch in halves. */
async function firstAfter(market: Market, from: number, page: number): Promise<number | null> {
  const newest = market.now() - page;
  const last = Math.ceil((newest - from) / page);
  const pageAt = (index: number) => market.page(Math.min(from + index * page, newest));
  let empty = 0;
  let filled = 0;
  let found: readonly CandleText[] = [];
  for (let step = 1; found.length === 0; step *= 2) {
    if (empty >= last) return null;
    filled = Math.min(empty + step, last);
    found = await pageAt(filled);
    if (found.length === 0) empty = filled;
  }
  while (filled - empty > 1) {
    const middle = Math.floor((empty + filled) / 2);
    const rows = await pageAt(middle);
    if (rows.length === 0) empty = middle;
    else [filled, found] = [middle, rows];
  }
  return found[0]!.time;
}
