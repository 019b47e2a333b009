/** How times are read, held against a twin that reads them letter by letter. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDatabase, sqlText } from '../../src/catalog/duckdb.ts';
import { type TimeForm, type TimeUnit, timeExpression } from '../../src/catalog/import-sql.ts';
import { zoneMacro } from '../../src/catalog/time-zone.ts';

/** What the importer makes of each text. */
async function read(texts: readonly string[], form: Omit<TimeForm, 'type'>): Promise<(number | null)[]> {
  const database = await openDatabase();
  return database.with(async (session) => {
    const macro = zoneMacro(form.zone);
    if (macro !== null) await session.run(macro);
    const rows = texts.map((text, n) => `(${n}, ${sqlText(text)})`).join(', ');
    const found = await session.rows(
      `SELECT (${timeExpression({ type: 'VARCHAR', ...form })})::DOUBLE AS time FROM (VALUES ${rows}) t(n, "time") ORDER BY n`,
    );
    return found.map((row) => (row.time === null ? null : Number(row.time)));
  });
}

const NANOS: Readonly<Record<TimeUnit, bigint>> = { s: 1_000_000_000n, ms: 1_000_000n, us: 1_000n, ns: 1n };

/** An epoch time in whole microseconds; null where it is finer, unless that is cut off. */
function epochTwin(whole: bigint, fraction: string, unit: TimeUnit, floor: boolean): number | null {
  const nanos = (whole * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))) * NANOS[unit];
  const [micro, rest] = [1_000_000_000_000n, nanos % 1_000_000_000_000n];
  if (rest !== 0n && !floor) return null;
  return Number((nanos - rest) / micro);
}

const unit = fc.constantFrom<TimeUnit>('s', 'ms', 'us', 'ns');
const fraction = fc.string({ unit: fc.constantFrom('0', '0', '1', '5', '9'), maxLength: 9 });

describe('epoch times', () => {
  it('in any unit, with or without a fraction', async () => {
    await fc.assert(
      fc.asyncProperty(
        unit,
        fc.boolean(),
        fc.array(fc.tuple(fc.bigInt(0n, 4_000_000_000n), fraction), { minLength: 20, maxLength: 40 }),
        async (of, floor, times) => {
          // Times of the same moments in their unit.
          const scaled = times.map(([seconds, part]) => [seconds * (1_000_000_000n / NANOS[of]), part] as const);
          const texts = scaled.map(([whole, part]) => (part === '' ? String(whole) : `${whole}.${part}`));
          const expected = scaled.map(([whole, part]) => epochTwin(whole, part, of, floor));
          expect(await read(texts, { unit: of, epoch: true, zone: 'UTC', floor })).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('count from the midnight of a date', async () => {
    const base = 1_000_000 * 86_400 * 19_000;
    expect(await read(['0', '60000', '86399999'], { unit: 'ms', epoch: true, zone: 'UTC', base })).toEqual([
      base,
      base + 60_000_000,
      base + 86_399_999_000,
    ]);
  });
});

const two = (n: number): string => String(n).padStart(2, '0');
const clock = fc.record({
  day: fc.integer({ min: 10_000, max: 25_000 }),
  hour: fc.integer({ min: 0, max: 23 }),
  minute: fc.integer({ min: 0, max: 59 }),
  second: fc.integer({ min: 0, max: 59 }),
  part: fc.string({ unit: fc.constantFrom('0', '3', '7'), maxLength: 8 }),
  between: fc.constantFrom(' ', 'T'),
  offset: fc.constantFrom('', 'Z', '+02:00', '-0930', '+00:00', '+1345'),
});

/** A day number as a date, counted month by month from 1970. */
function dateOf(day: number): string {
  let [year, month, left] = [1970, 1, day];
  for (;;) {
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    const length = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;
    if (left < length) return `${year}-${two(month)}-${two(left + 1)}`;
    left -= length;
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  }
}

describe('ISO times', () => {
  it('with any offset, and finer than a microsecond only where that is cut off', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(clock, { minLength: 20, maxLength: 40 }), fc.boolean(), async (times, floor) => {
        const texts = times.map(
          ({ day, hour, minute, second, part, between, offset }) =>
            `${dateOf(day)}${between}${two(hour)}:${two(minute)}:${two(second)}${part === '' ? '' : `.${part}`}${offset}`,
        );
        const expected = times.map(({ day, hour, minute, second, part, offset }) => {
          if (/[^0]/.test(part.slice(6)) && !floor) return null;
          const [, sign = '+', h = '0', m = '0'] = /^([+-])([0-9]{2}):?([0-9]{2})$/.exec(offset) ?? [];
          const shift = (Number(h) * 60 + Number(m)) * (sign === '-' ? -60 : 60);
          return (
            (day * 86_400 + hour * 3600 + minute * 60 + second - shift) * 1e6 + Number(part.slice(0, 6).padEnd(6, '0'))
          );
        });
        expect(await read(texts, { unit: 's', epoch: false, zone: 'UTC', floor })).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('of a zone, hour by hour over a year: read where the clock shows an hour once, refused where never or twice', async () => {
    const zone = 'America/New_York';
    const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    const hours = new Map<string, number[]>();
    for (let hour = -12; hour < 366 * 24 + 12; hour += 1) {
      const time = (1_704_067_200 + hour * 3600) * 1000;
      const text = shown.format(new Date(time));
      hours.set(text, [...(hours.get(text) ?? []), time * 1000]);
    }
    const texts = Array.from(
      { length: 366 * 24 - 24 },
      (_, hour) => `${dateOf(19_723 + Math.floor(hour / 24))} ${two(hour % 24)}:00:00`,
    );
    const expected = texts.map((text) => (hours.get(text)?.length === 1 ? hours.get(text)![0]! : null));
    expect(expected.filter((time) => time === null).length).toBe(2);
    expect(await read(texts, { unit: 's', epoch: false, zone })).toEqual(expected);
  });
});
