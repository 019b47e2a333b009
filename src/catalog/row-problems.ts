/** Why a row of the catalog cannot be used, in one line with its remedy. */
import { decimalsOf, unitsOfText } from '../model/decimal.ts';
import { formatInterval, formatTime, parseTime } from '../model/time.ts';
import type { SqlRow } from './duckdb.ts';
import { LARGEST_PRICE_UNITS } from './prices.ts';

/** What a price must be. */
interface PriceRule {
  readonly priceDecimals: number;
}

/**
 * Why a text is not a price at `priceDecimals`; null where it is one.
 *
 * @param where behind the name of that key: where it stands
 */
export function priceProblem(
  column: string,
  text: string | null,
  priceDecimals: number,
  where = " of the symbol's entry in instruments.json",
): string | null {
  if (text === null) return `${column} is missing`;
  let decimals: number;
  try {
    decimals = decimalsOf(text);
  } catch {
    return `${column} is ${text}, not a number`;
  }
  if (decimals > priceDecimals) {
    return `${column} ${text} is finer than the instrument's price_decimals ${priceDecimals}: raise price_decimals${where} to ${decimals}`;
  }
  const units = unitsOfText(text, priceDecimals);
  if (units === null || units >= LARGEST_PRICE_UNITS) {
    return `${column} ${text} is too large at price_decimals ${priceDecimals}: lower price_decimals${where}`;
  }
  return units > 0 ? null : `${column} is ${text}: a price is above zero`;
}

/** Why a text is not a volume or a size; null where it is one. */
export function volumeProblem(column: string, text: string | null): string | null {
  if (text === null) return `${column} is missing`;
  const value = Number(text);
  if (!Number.isFinite(value)) return `${column} is ${text}, not a number`;
  return value >= 0 ? null : `${column} is ${text}: it cannot be negative`;
}

/** Why open, high, low and close do not belong together; null where they do. */
export function rangeProblem(row: SqlRow): string | null {
  const number = (name: string): number => Number(row[name]);
  const [open, high, low, close] = [number('open'), number('high'), number('low'), number('close')];
  if (high < low) return `high ${row.high} is below low ${row.low}`;
  if (open < low || open > high) return `open ${row.open} lies outside low ${row.low} to high ${row.high}`;
  if (close < low || close > high) return `close ${row.close} lies outside low ${row.low} to high ${row.high}`;
  return null;
}

const PRICES = ['open', 'high', 'low', 'close', 'price', 'bid', 'ask'];
const VOLUMES = ['volume', 'size', 'bid_size', 'ask_size'];
/** Values of quotes may be missing. */
const NULLABLE = ['bid', 'ask', 'bid_size', 'ask_size'];

/** What is wrong with a row that was found unusable. `before` is the time of the row before it. */
export function whatIsWrong(row: SqlRow, rule: PriceRule & { readonly spacing: number }, before: number): string {
  const text = (name: string): string | null => (row[name] == null ? null : String(row[name]));
  if (text('time') === null) return 'time is missing: import the file again';
  if (text('time')!.endsWith('infinity')) return `time is ${text('time')}: import the file again`;
  for (const name of Object.keys(row)) {
    if (text(name) === null && NULLABLE.includes(name)) continue;
    const problem = PRICES.includes(name)
      ? priceProblem(name, text(name), rule.priceDecimals)
      : VOLUMES.includes(name)
        ? volumeProblem(name, text(name))
        : null;
    if (problem !== null) return problem;
  }
  const side = text('side');
  if (side !== null && side !== 'buy' && side !== 'sell') return `side is "${side}": it is buy, sell or null`;
  return ('open' in row ? rangeProblem(row) : null) ?? orderProblem(String(row.time), rule.spacing, before);
}

function orderProblem(text: string, spacing: number, before: number): string {
  const time = parseTime(text.replace(/\+00$/, 'Z'));
  const now = formatTime(time);
  const then = formatTime(before);
  if (time < before) return `time ${now} comes after ${then}: sort the file by time, or import it with data import`;
  if (time === before) return `time ${now} stands twice: import the file with data import`;
  return `time ${now} is less than ${formatInterval(spacing)} after ${then}: is this the right interval?`;
}
