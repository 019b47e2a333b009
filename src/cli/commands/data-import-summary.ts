/** What an import did, for people. */
import type { ImportRequest, ImportResult } from '../../catalog/import.ts';
import { formatTime } from '../../model/time.ts';

export function importSummary(request: ImportRequest, result: ImportResult): string {
  const { kind, rows, added, dropped, gaps, missing, first, last, instrument } = result;
  const lines = [
    `${request.symbol} on ${request.venue}: ${added} ${kind} added, ${rows} in all, ${formatTime(first)} to ${formatTime(last)}`,
  ];
  if (dropped > 0) lines.push(`${dropped} identical ${kind} were there already and were dropped`);
  if (gaps > 0)
    lines.push(`${gaps} ${gaps === 1 ? 'gap' : 'gaps'}, ${missing} candles missing in ${gaps === 1 ? 'it' : 'them'}`);
  if (request.map?.volume === 'none') lines.push('volume is 0 throughout: the file has none');
  if (request.roundPrices !== undefined) lines.push(`prices are rounded to ${request.roundPrices} significant digits`);
  if (request.floorTimes === true) lines.push('times are cut to whole microseconds');
  if (result.inferred) {
    lines.push(
      `tick size ${instrument.tick_size} and lot size ${instrument.lot_size} are inferred: --tick and --lot, or symbols in the scenario, say otherwise`,
    );
  }
  return lines.join('\n');
}
