import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../src/model/errors.ts';
import {
  dateOfDays,
  dayOf,
  daysOfDate,
  formatInterval,
  formatTime,
  parseInterval,
  parseTime,
} from '../../src/model/time.ts';

const FIRST = Date.UTC(2000, 0, 1) - 730_485 * 86_400_000; // 0000-01-01
const LAST = Date.UTC(9999, 11, 31);
const EARLIEST = Date.UTC(1685, 0, 1);
const LATEST = Date.UTC(2254, 11, 31);

test('the calendar is that of Date, from year 0 to 9999', () => {
  fc.assert(
    fc.property(fc.integer({ min: Math.ceil(FIRST / 86_400_000), max: LAST / 86_400_000 }), (days) => {
      const date = new Date(days * 86_400_000);
      const ours = dateOfDays(days);
      expect(ours).toStrictEqual({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
      });
      expect(daysOfDate(ours.year, ours.month, ours.day)).toBe(days);
    }),
    { numRuns: 5_000 },
  );
});

test('text and back, against Date', () => {
  fc.assert(
    fc.property(fc.integer({ min: EARLIEST, max: LATEST }), fc.integer({ min: 0, max: 999 }), (millis, micros) => {
      const time = millis * 1000 + micros;
      expect(parseTime(formatTime(time))).toBe(time);
      const iso = new Date(millis).toISOString();
      expect(parseTime(iso)).toBe(millis * 1000);
      if (millis % 1000 !== 0) expect(formatTime(millis * 1000)).toBe(iso);
      expect(dayOf(time)).toBe(Math.floor(millis / 86_400_000));
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ['2024-01-01', '2024-01-01T00:00:00Z'],
  ['2024-02-29T09:30', '2024-02-29T09:30:00Z'],
  ['2024-02-29 09:30:15', '2024-02-29T09:30:15Z'],
  ['2024-01-01T00:00:00.5Z', '2024-01-01T00:00:00.500Z'],
  ['2024-01-01T00:00:00.000001', '2024-01-01T00:00:00.000001Z'],
  ['2024-01-01T00:00:00.123000000Z', '2024-01-01T00:00:00.123Z'],
  ['2024-01-01T01:00:00+02:00', '2023-12-31T23:00:00Z'],
  ['2024-01-01T01:00-0530', '2024-01-01T06:30:00Z'],
  ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z'],
])('%s is %s', (text, iso) => {
  expect(formatTime(parseTime(text))).toBe(iso);
});

test.each([
  '',
  'yesterday',
  '2024',
  '2024-1-1',
  '2024-13-01',
  '2024-00-10',
  '2023-02-29',
  '2024-04-31',
  '2024-01-01T24:00',
  '2024-01-01T10:60',
  '2024-01-01T10:00:60',
  '2024-01-01T10',
  '0001-01-01',
  '9999-12-31',
  '2024-01-01Z',
  '2024-01-01T10:00+25:00',
  '2024-01-01T10:00:00.1234567Z',
  ' 2024-01-01',
  '1704067200',
  '2024-01-01T10:00 UTC',
])('%j is not a time', (text) => {
  expect(() => parseTime(text)).toThrow(InputError);
  expect(() => parseTime(text)).toThrow(`"${text}" is not a time`);
});

test('a time that is none is refused', () => {
  expect(() => formatTime(Number.NaN)).toThrow(InputError);
  expect(() => formatTime(0.5)).toThrow(InputError);
  expect(() => formatTime(1e18)).toThrow(InputError);
});

test('intervals', () => {
  const table: [string, number][] = [
    ['1s', 1e6],
    ['1m', 60e6],
    ['15m', 900e6],
    ['1h', 3600e6],
    ['4h', 14400e6],
    ['1d', 86400e6],
    ['1w', 604800e6],
  ];
  for (const [text, micros] of table) {
    expect(parseInterval(text)).toBe(micros);
    expect(formatInterval(micros)).toBe(text);
  }
  expect(formatInterval(parseInterval('60m'))).toBe('1h');
  expect(formatInterval(parseInterval('90s'))).toBe('90s');
  for (const bad of ['', '0m', '-1m', '1.5h', '1M', 'm', '1', '1 m', '01m', '1y', '99999999m']) {
    expect(() => parseInterval(bad), bad).toThrow(InputError);
  }
  for (const bad of [0, -60e6, 1, 1e6 + 1, Number.NaN, Infinity]) expect(() => formatInterval(bad)).toThrow(InputError);
});
