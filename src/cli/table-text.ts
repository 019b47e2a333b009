/** Rows of a report's tables as a person reads them. */
import type { StoredColumn, TextRow } from '../report/stored/index.ts';
import { type WideGrid, wideGrid } from '../report/wideGrid.ts';

/** The columns that say most, first: where there is no room for all, the last ones give way. */
const IMPORTANCE: Readonly<Record<string, readonly string[]>> = {
  orders: words(
    'order_id time event reason side quantity price stop_price status type symbol client_id filled avg_price leaves trigger_price seq',
  ),
  fills: words(
    'price quantity side order_id time fee symbol cost liquidity reference_price slippage client_id candle_time',
  ),
  round_trips: words(
    'id exit_time side pnl pnl_pct asset entry_time quantity entry_price exit_price reason fees slippage mae mfe ambiguous',
  ),
  equity: words('time equity cash exposure'),
  balances: words('time asset change balance_after cause reason order_id client_id seq'),
  plots: words('time name value symbol'),
  refusals: words('order_id time rule detail client_id side type quantity price event symbol stop_price seq'),
};
const TEXTS = ['reason', 'detail'];
const ABSENT = '-';
/** Digits of a number that is no amount. */
const DIGITS = 6;

function words(text: string): string[] {
  return text.split(' ');
}

export interface MarkedRow {
  readonly mark?: string;
  readonly row: TextRow;
}

export interface TableText extends WideGrid {
  /** Columns in which no row has a value. */
  readonly empty: readonly string[];
}

/**
 * @param first names of columns that come before all others
 */
export function tableText(
  table: string,
  columns: readonly StoredColumn[],
  rows: readonly MarkedRow[],
  width: number,
  first: readonly string[] = [],
): TableText {
  const isEmpty = (j: number): boolean => rows.every(({ row }) => row[j] === null);
  const filled = columns.map((_, j) => j).filter((j) => !isEmpty(j));
  const shown = filled.map((j) =>
    cellsOf(
      columns[j]!,
      rows.map(({ row }) => row[j] ?? null),
    ),
  );
  const grid = wideGrid(
    filled.map((j) => ({
      name: columns[j]!.name,
      isNumber: ['decimal', 'integer', 'number'].includes(columns[j]!.kind),
      isText: TEXTS.includes(columns[j]!.name),
    })),
    rows.map(({ mark = '' }, i) => ({ mark, cells: shown.map((cells) => cells[i]!) })),
    [...first, ...(IMPORTANCE[table] ?? [])],
    width,
  );
  return { ...grid, empty: columns.filter((_, j) => isEmpty(j)).map(({ name }) => name) };
}

/** Amounts to the digit, but for the zeros that all of them end in. */
function cellsOf({ kind }: StoredColumn, texts: readonly (string | null)[]): string[] {
  if (kind === 'number') return texts.map((text) => (text === null ? ABSENT : shortNumber(text)));
  if (kind !== 'decimal') return texts.map((text) => text ?? ABSENT);
  const decimals = Math.max(0, ...texts.map((text) => /\.([0-9]*[1-9])0*$/.exec(text ?? '')?.[1]?.length ?? 0));
  return texts.map((text) => {
    if (text === null) return ABSENT;
    const point = text.indexOf('.');
    return point < 0 ? text : text.slice(0, decimals === 0 ? point : point + 1 + decimals);
  });
}

function shortNumber(text: string): string {
  const number = Number(text);
  return Number.isFinite(number) ? String(Number(number.toPrecision(DIGITS))) : ABSENT;
}

/** Lines under a table: what found no room, and what had nothing to show. */
export function leftOutText({ leftOut, empty }: TableText): string[] {
  return [
    ...(leftOut.length === 0 ? [] : [`No room for ${leftOut.join(', ')}: --csv has every column.`]),
    ...(empty.length === 0 ? [] : [`Empty: ${empty.join(', ')}.`]),
  ];
}
