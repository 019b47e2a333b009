/** A request and its preset settled: what is read of the file, and how. */
import { basename } from 'node:path';
import { SystemClock } from '../clock/index.ts';
import { InputError } from '../model/errors.ts';
import { MICROS_PER_DAY, parseTime } from '../model/time.ts';
import { IMPORT_KINDS, type ImportKind } from './import-kinds.ts';
import type { FileReading, ImportRequest } from './import-request.ts';
import type { ImportSource } from './import-source.ts';
import { guessTimeUnit, isEpochText, type TimeForm } from './import-sql.ts';
import type { Reading } from './import-stage.ts';
import { findPreset, type Preset } from './presets.ts';

/** InputError where the preset is not known or of another kind. */
export function presetOf(request: FileReading): Preset | null {
  return request.preset === undefined ? null : findPreset(request.preset, request.kind);
}

export function kindOf(request: FileReading, preset: Preset | null): ImportKind {
  return IMPORT_KINDS[request.kind ?? preset?.kind ?? 'candles'];
}

/** InputError where a number of digits is out of range, or a date is missing or none. */
export function readingOf(request: FileReading, preset: Preset | null, source: ImportSource): Reading {
  const { roundPrices = null, roundSizes = null } = request;
  checkDigits('--round-prices', roundPrices);
  checkDigits('--round-sizes', roundSizes);
  const stamp = request.stamp ?? preset?.stamp ?? 'open';
  const time = timeForm(request, preset, source, stamp === 'end');
  const shift = stamp === 'end' ? -1 : preset?.quoteBars === true ? 1 : 0;
  return { time, shift, priceShift: request.priceShift ?? preset?.priceShift ?? 0, roundPrices, roundSizes };
}

function checkDigits(flag: string, digits: number | null): void {
  if (digits === null || (Number.isInteger(digits) && digits >= 1 && digits <= 15)) return;
  throw new InputError(`${flag} ${digits} is not a number of significant digits: 1 to 15, such as 15`);
}

function timeForm(request: FileReading, preset: Preset | null, source: ImportSource, atEnd: boolean): TimeForm {
  const first = source.firstTime ?? '';
  const isNanos = source.timeType === 'EPOCH_NS';
  const formats = request.timeFormat === undefined ? preset?.timeFormats : [request.timeFormat];
  const unit = request.timeUnit ?? preset?.timeUnit;
  const isText = source.timeType === 'VARCHAR';
  // A date that names the end of a candle means the end of that day.
  const isDateText =
    formats === undefined ? /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(first) : !/%[HIsS]/.test(formats[0] ?? '');
  const isDate = source.timeType === 'DATE' || (isText && isDateText);
  return {
    type: isNanos ? 'VARCHAR' : source.timeType,
    zone: source.isUtc ? 'UTC' : (request.timeZone ?? preset?.timeZone ?? 'UTC'),
    epoch: isNanos || (isText && isEpochText(first)),
    unit: isNanos ? 'ns' : (unit ?? guessTimeUnit(first)),
    formats: isText ? formats : undefined,
    base: midnight(request, preset) + (atEnd && isDate ? MICROS_PER_DAY : 0),
    floor: request.floorTimes ?? preset?.floorTimes === true,
  };
}

/** The midnight that a file's times count from, in microseconds; 0 where they count from the epoch. */
function midnight({ date, file }: FileReading, preset: Preset | null): number {
  if (date !== undefined) {
    if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(date))
      throw new InputError(`--date ${date} is not a date, as in 2024-01-31`);
    return parseTime(date);
  }
  if (preset?.dateInName !== true) return 0;
  const match = /(?<![0-9])([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9])/.exec(basename(file));
  if (match === null) {
    throw new InputError(
      `${file} has no date in its name, which --preset ${preset.name} counts from: say --date 2024-01-31`,
    );
  }
  return parseTime(`${match[1]}-${match[2]}-${match[3]}`);
}

/** What lies after this has not happened yet; null where that does not matter. */
export function latestTime({ now, allowFuture }: ImportRequest): number | null {
  return allowFuture === true ? null : (now ?? new SystemClock({ monotonicNow: () => 0 }).read());
}
