/** Times and intervals: whole microseconds since 1970-01-01T00:00:00Z, and their text. */
import { InputError } from './errors.ts';

export const MICROS_PER_MILLISECOND = 1_000;
export const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_MINUTE = 60_000_000;
export const MICROS_PER_HOUR = 3_600_000_000;
export const MICROS_PER_DAY = 86_400_000_000;
export const MICROS_PER_WEEK = 604_800_000_000;

/** Whole years whose microseconds are safe integers. */
const FIRST_YEAR = 1685;
const LAST_YEAR = 2254;

/** Days of a date since 1970-01-01 in the Gregorian calendar. Months from 1. Counted in eras of 400 years from 1 March. */
export function daysOfDate(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** The date of a day number: the inverse of `daysOfDate`. */
export function dateOfDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36524) + Math.floor(dayOfEra / 146096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

/** UTC day number of a time: 0 is 1970-01-01. */
export function dayOf(time: number): number {
  return Math.floor(time / MICROS_PER_DAY);
}

function daysInMonth(year: number, month: number): number {
  const next = month === 12 ? daysOfDate(year + 1, 1, 1) : daysOfDate(year, month + 1, 1);
  return next - daysOfDate(year, month, 1);
}

const TIME =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6})0*)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$/;

/**
 * An ISO date (`2024-01-01`, its midnight) or date-time (`2024-01-01T09:30`, seconds and up to six decimals of them
 * where given) in microseconds. UTC unless it ends in an offset such as `+02:00`.
 *
 * @throws InputError where the text is neither, or names a day or an hour that does not exist
 */
export function parseTime(text: string): number {
  const match = TIME.exec(text);
  if (match === null) {
    throw new InputError(
      `"${text}" is not a time: write 2024-01-31, 2024-01-31T09:30:00Z or 2024-01-31T09:30:00+02:00`,
    );
  }
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) {
    throw new InputError(`"${text}" is not a time: there is no such day`);
  }
  if (hour > 23 || minute > 59 || second > 59) {
    throw new InputError(`"${text}" is not a time: hours go to 23, minutes and seconds to 59`);
  }
  const micros = Number((match[7] ?? '').padEnd(6, '0'));
  const ofDay = ((hour * 60 + minute) * 60 + second) * MICROS_PER_SECOND + micros;
  if (year < FIRST_YEAR || year > LAST_YEAR) {
    throw new InputError(`"${text}" is not a time: years go from ${FIRST_YEAR} to ${LAST_YEAR}`);
  }
  return daysOfDate(year, month, day) * MICROS_PER_DAY + ofDay - offsetOf(match[8] ?? 'Z', text);
}

function offsetOf(zone: string, text: string): number {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) throw new InputError(`"${text}" is not a time: there is no offset ${zone}`);
  return (zone[0] === '-' ? -1 : 1) * (hours * MICROS_PER_HOUR + minutes * MICROS_PER_MINUTE);
}

const digits = (value: number, width: number): string => String(value).padStart(width, '0');

/**
 * A time as ISO text in UTC: `2024-01-01T00:00:00Z`, with three or six decimals of the second only where they are
 * needed. InputError where the time is not a safe integer.
 */
export function formatTime(time: number): string {
  if (!Number.isSafeInteger(time)) throw new InputError(`${time} is not a time: it is a whole number of microseconds`);
  const day = dayOf(time);
  const { year, month, day: dayOfMonth } = dateOfDays(day);
  const micros = time - day * MICROS_PER_DAY;
  const seconds = Math.floor(micros / MICROS_PER_SECOND);
  const rest = micros - seconds * MICROS_PER_SECOND;
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const date = `${digits(year, 4)}-${digits(month, 2)}-${digits(dayOfMonth, 2)}`;
  const clock = `${digits(hours, 2)}:${digits(minutes - hours * 60, 2)}:${digits(seconds - minutes * 60, 2)}`;
  const decimals = rest === 0 ? '' : rest % 1000 === 0 ? `.${digits(rest / 1000, 3)}` : `.${digits(rest, 6)}`;
  return `${date}T${clock}${decimals}Z`;
}

const UNITS: readonly (readonly [unit: string, micros: number])[] = [
  ['w', MICROS_PER_WEEK],
  ['d', MICROS_PER_DAY],
  ['h', MICROS_PER_HOUR],
  ['m', MICROS_PER_MINUTE],
  ['s', MICROS_PER_SECOND],
];

/** `15m` in microseconds: a whole number above zero of s, m, h, d or w. InputError otherwise. */
export function parseInterval(text: string): number {
  const match = /^([1-9][0-9]{0,6})([smhdw])$/.exec(text);
  const unit = UNITS.find(([name]) => name === match?.[2]);
  if (match === null || unit === undefined) {
    throw new InputError(`"${text}" is not an interval: write a whole number and one of s m h d w, such as 1m or 4h`);
  }
  return Number(match[1]) * unit[1];
}

/** Microseconds as the shortest interval text: 3,600,000,000 is `1h`. InputError where it is no whole number of seconds. */
export function formatInterval(micros: number): string {
  const unit = UNITS.find(([, length]) => micros % length === 0);
  if (!Number.isSafeInteger(micros) || micros <= 0 || unit === undefined) {
    throw new InputError(`${micros} microseconds are not an interval: it is a whole number of seconds above zero`);
  }
  return `${micros / unit[1]}${unit[0]}`;
}
