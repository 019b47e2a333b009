/** Prices in other columns than they were looked for: told by which column is never passed by the others. */
import { IMPORT_KINDS } from '../import-kinds.ts';
import type { Found } from './findings.ts';
import type { Rows } from './open.ts';
import type { Period } from './period.ts';

const { prices: PRICES } = IMPORT_KINDS.candles;

/** Fewer broken candles than this share of the rows are single faults, not an order of columns. */
const LEAST_SHARE = 0.01;

export async function columnOrder(rows: Rows, period: Period): Promise<Found[]> {
  const all = PRICES.join(', ');
  const tests = PRICES.flatMap((name) => [
    `count(*) FILTER (${name} = greatest(${all})) AS high_${name}`,
    `count(*) FILTER (${name} = least(${all})) AS low_${name}`,
  ]);
  const row = await rows.session.row(
    `SELECT count(*) AS n, count(*) FILTER (high < greatest(${all}) OR low > least(${all})) AS broken, ${tests.join(', ')} FROM ${period.ordered} WHERE ${PRICES.map((name) => `${name} IS NOT NULL`).join(' AND ')}`,
  );
  const broken = Number(row.broken);
  if (broken === 0 || broken < LEAST_SHARE * Number(row.n)) return [];
  const always = (role: string): string | undefined => PRICES.find((name) => row[`${role}_${name}`] === row.n);
  const [high, low] = [always('high'), always('low')];
  if (high === undefined || low === undefined || high === low) return [];
  const [a, b] = PRICES.filter((name) => name !== high && name !== low) as [string, string];
  const [open, close] = (await follows(rows, period, a, b)) ? [b, a] : [a, b];
  const read = new Map([
    [open, 'open'],
    [high, 'high'],
    [low, 'low'],
    [close, 'close'],
  ]);
  const order = PRICES.map((name) => read.get(name)).join(', ');
  const detail = `what was read as open, high, low, close is ${order}: no candle breaks its range then; say so with --map`;
  return [{ name: 'column_order', count: broken, detail }];
}

/** Whether a candle's `b` starts nearer to the `a` of the one before than the other way round: then `a` is the close. */
async function follows(rows: Rows, period: Period, a: string, b: string): Promise<boolean> {
  const [earlier, later] = period.newestFirst ? ['', 'before_'] : ['before_', ''];
  const row = await rows.session.row(
    `SELECT sum(abs(${later}b - ${earlier}a)) AS a_closes, sum(abs(${later}a - ${earlier}b)) AS b_closes
     FROM (SELECT ${a} AS a, ${b} AS b, lag(${a}) OVER () AS before_a, lag(${b}) OVER () AS before_b FROM ${period.ordered})`,
  );
  return Number(row.a_closes) < Number(row.b_closes);
}
