/** What may mend candles that break their range: the order of columns that the file seems to have. */
import type { Staged } from './import-checks.ts';
import { FIRST_ROWS } from './import-interval.ts';
import { IMPORT_KINDS } from './import-kinds.ts';

const { prices: PRICES } = IMPORT_KINDS.candles;
const MEND = 'mend or remove the row';

/** Which column is always the highest and which always the lowest, where files have no header, and whose files those are. */
const KNOWN_ORDERS: Readonly<Record<string, string>> = { 'high open': 'coinbase', 'low close': 'bitfinex' };

export async function columnsHint({ session, source }: Pick<Staged, 'session' | 'source'>): Promise<string> {
  const all = PRICES.map((name) => `${name}_d`).join(', ');
  const tests = PRICES.flatMap((name) => [
    `bool_and(${name}_d = greatest(${all})) AS high_${name}`,
    `bool_and(${name}_d = least(${all})) AS low_${name}`,
  ]);
  const doubles = PRICES.map((name) => `TRY_CAST(${name}::VARCHAR AS DOUBLE) AS ${name}_d`).join(', ');
  const row = await session.row(
    `SELECT count(*) AS n, ${tests.join(', ')} FROM (SELECT ${doubles} FROM (${source.sql}) LIMIT ${FIRST_ROWS})`,
  );
  const always = (role: string): string[] => PRICES.filter((name) => row[`${role}_${name}`] === true);
  const [[high, ...highs], [low, ...lows]] = [always('high'), always('low')];
  // One order of columns must fit all rows, and no other.
  if (high === undefined || low === undefined || highs.length + lows.length > 0 || Number(row.n) < 2) return MEND;
  if (high === 'high' && low === 'low') return MEND;
  const preset = source.names === null ? KNOWN_ORDERS[`${high} ${low}`] : undefined;
  const where = `what was read as ${high} is never passed, and what as ${low} is always the lowest`;
  const check = 'data check says which columns are meant, for --map';
  return preset === undefined
    ? `${where}: ${check}`
    : `${where}, as in ${preset} files: say --preset ${preset}, or ${check}`;
}
