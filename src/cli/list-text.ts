/** What `data list` found, for people. */
import type { ListedCatalog, ListedInstrument, ListedSeries } from '../catalog/list.ts';
import { grouped } from '../report/format.ts';
import { type GridColumn, gridText, rowsText } from './grid.ts';

const NO_VALUE = '-';
const NARROWEST = 30;

/** Lines about a catalog, without a line break at the end. */
export function listText({ catalog, series, instruments }: ListedCatalog, columns: number): string {
  const width = Math.max(NARROWEST, columns);
  if (series.length === 0 && instruments.length === 0) return `${catalog} holds nothing`;
  const parts = [
    ...(series.length === 0 ? [] : [seriesText(series, width)]),
    ...(instruments.length === 0 ? [] : [instrumentsText(instruments, width)]),
  ];
  return parts.join('\n\n');
}

const text = (head: string): GridColumn => ({ head });
const number = (head: string): GridColumn => ({ head, isNumber: true });

/** Times to the minute, or to the day where the terminal is narrow. */
function seriesText(series: readonly ListedSeries[], width: number): string {
  const heads = [
    ...['venue', 'symbol', 'series'].map(text),
    number('rows'),
    ...['first', 'last'].map(text),
    number('gaps'),
    number('size'),
  ];
  const rows = (time: (iso: string) => string): string[][] =>
    series.map(({ venue, symbol, kind, interval, rows, first, last, gaps, bytes }) => [
      venue,
      symbol,
      interval === null ? kind : `${interval} ${kind}`,
      grouped(rows, 0),
      first === null ? NO_VALUE : time(first),
      last === null ? NO_VALUE : time(last),
      gaps === null ? NO_VALUE : grouped(gaps, 0),
      sizeText(bytes),
    ]);
  const byDay = rows((iso) => iso.slice(0, 10));
  const byMinute = rows((iso) => `${iso.slice(0, 10)} ${iso.slice(11, 16)}`);
  return gridText(heads, byMinute, width) ?? gridText(heads, byDay, width) ?? rowsText(heads, byMinute, width);
}

function instrumentsText(instruments: readonly ListedInstrument[], width: number): string {
  const hasSessions = instruments.some(({ calendar }) => calendar !== 'always');
  const heads = [
    ...['venue', 'symbol'].map(text),
    ...['tick', 'lot', 'min_size', 'min_notional', 'maker_pct', 'taker_pct'].map(number),
    ...(hasSessions ? [text('calendar')] : []),
    text('rules'),
  ];
  const rows = instruments.map((one) => [
    one.venue,
    one.symbol,
    one.tick_size,
    one.lot_size,
    one.min_size ?? NO_VALUE,
    one.min_notional ?? NO_VALUE,
    one.maker_pct ?? NO_VALUE,
    one.taker_pct ?? NO_VALUE,
    ...(hasSessions ? [one.calendar] : []),
    one.inferred ? 'inferred' : 'stated',
  ]);
  return gridText(heads, rows, width) ?? rowsText(heads, rows, width);
}

function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${grouped(bytes / 1e3, 1)} kB`;
  return bytes < 1e9 ? `${grouped(bytes / 1e6, 1)} MB` : `${grouped(bytes / 1e9, 1)} GB`;
}
