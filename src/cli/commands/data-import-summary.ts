/** What an import did, for people. */
import type { ImportRequest, ImportResult } from '../../catalog/import.ts';
import { formatInterval, formatTime } from '../../model/time.ts';
import { coarserLines } from '../coarser-text.ts';

/** `1 gap`, `2 gaps`; of several words the last is the noun. */
const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

export function importSummary(request: ImportRequest, result: ImportResult): string {
  const { kind, rows, added, gaps, missing, first, last } = result;
  const one = kind.slice(0, -1);
  const lines = [
    `${request.symbol} on ${request.venue}: ${counted(added, one)} added, ${rows} in all, ${formatTime(first)} to ${formatTime(last)}`,
  ];
  if (result.intervalInferred) {
    lines.push(`interval ${formatInterval(result.interval)}, from the step between rows`);
  }
  lines.push(...droppedLines(result, one));
  if (result.unfinished > 0) {
    lines.push(`${counted(result.unfinished, one)} left out: not finished when the file was made, as it says`);
  }
  if (gaps > 0)
    lines.push(`${counted(gaps, 'gap')}, ${counted(missing, 'candle')} missing in ${gaps === 1 ? 'it' : 'them'}`);
  const stale = coarserLines(request, result.interval, result.coarser);
  return [...lines, ...changeLines(request), ...instrumentLines(request, result), ...stale].join('\n');
}

function droppedLines({ dropped, repeated }: ImportResult, one: string): string[] {
  const held = dropped - repeated;
  return [
    ...(held > 0 ? [`${counted(held, `identical ${one}`)} ${held === 1 ? 'was' : 'were'} in the catalog already`] : []),
    ...(repeated > 0
      ? [`${counted(repeated, `identical ${one}`)} repeated in the file ${repeated === 1 ? 'was' : 'were'} dropped`]
      : []),
  ];
}

function changeLines(request: ImportRequest): string[] {
  const { roundPrices, roundSizes } = request;
  return [
    ...(request.map?.volume === 'none' ? ['volume is 0 throughout: the file has none'] : []),
    ...(roundPrices === undefined ? [] : [`prices are rounded to ${roundPrices} significant digits`]),
    ...(roundSizes === undefined ? [] : [`volumes and sizes are rounded to ${roundSizes} significant digits`]),
    ...(request.floorTimes === true ? ['times are cut to whole microseconds'] : []),
  ];
}

/** Decimals of the finest amounts that venues count in. */
const USUAL_DECIMALS = 12;

function instrumentLines(request: ImportRequest, result: ImportResult): string[] {
  const { instrument, inferred, isNewInstrument, kind, sizeType, sizeDecimals } = result;
  const lines: string[] = [];
  if (sizeDecimals > USUAL_DECIMALS && request.roundSizes === undefined) {
    const what = kind === 'candles' ? 'volumes' : 'sizes';
    lines.push(
      `${what} have up to ${sizeDecimals} decimals, kept ${sizeType === 'DOUBLE' ? 'as doubles' : 'exactly'} (${sizeType.replace(' ', '')}): where that is dust of float arithmetic, --round-sizes 15 takes them at 15 significant digits`,
    );
  }
  const isLotAssumed = isNewInstrument && request.lot === undefined;
  if (inferred) {
    const lot = isLotAssumed ? `, lot size ${instrument.lot_size} is assumed` : '';
    const flags = isLotAssumed ? '--tick and --lot' : '--tick';
    lines.push(
      `tick size ${instrument.tick_size} is inferred from the prices${lot}: ${flags}, or symbols in the scenario, say otherwise`,
    );
  } else if (isLotAssumed) {
    lines.push(`lot size ${instrument.lot_size} is assumed: --lot, or symbols in the scenario, says otherwise`);
  }
  return lines;
}
