/**
 * Data that a strategy brings along: rows of literals in its bundle (a table in its own code, a JSON file it imports) with a
 * time in each. What such a row says of times that have not come is another thing in another future.
 */
import { parseTime } from '../../model/time.ts';

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;
const TEXT = String.raw`"[^"\\\n]*"|'[^'\\\n]*'`;
const LITERAL = `(?:${NUMBER}|${TEXT}|true|false|null|!0|!1)`;
const LIST = String.raw`\[\s*${LITERAL}(?:\s*,\s*${LITERAL})+\s*,?\s*\]`;
const KEY = String.raw`(?:[A-Za-z_$][\w$]*|${TEXT}|\d+(?:e\d+)?)`;
const OBJECT = String.raw`\{\s*${KEY}\s*:\s*${LITERAL}(?:\s*,\s*${KEY}\s*:\s*${LITERAL})*\s*,?\s*\}`;
const ROW = new RegExp(`${LIST}|${OBJECT}`, 'g');
/** A key that may be a time, or a value: what a row is made of. */
const PART = new RegExp(`(?:(${KEY})\\s*:\\s*)?(${LITERAL})`, 'g');

/** The unit of a whole number that is a time of this century, in microseconds; 0 where it is none. */
function unitOf(value: number): number {
  if (!Number.isInteger(value)) return 0;
  for (const unit of [1_000_000, 1000, 1]) {
    const micros = value * unit;
    if (micros > 946_684_800e6 && micros < 4_102_444_800e6) return unit;
  }
  return 0;
}

/** Microseconds; null where a literal is no time. */
function timeOf(literal: string): number | null {
  const text = /^["'](.*)["']$/.exec(literal)?.[1];
  if (text === undefined) {
    const value = Number(literal);
    const unit = unitOf(value);
    return unit === 0 ? null : value * unit;
  }
  // As an exchange writes them: milliseconds in quotes.
  if (/^\d{10,16}$/.test(text)) return timeOf(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return null;
  try {
    return parseTime(text);
  } catch {
    return null;
  }
}

const QUOTED_NUMBER = new RegExp(`^["']${NUMBER}["']$`);

/** Of a bare number, and of one in quotes, as exchanges write prices; NaN of anything else. */
function numberOf(literal: string): number {
  return Number(QUOTED_NUMBER.test(literal) ? literal.slice(1, -1) : literal);
}

interface Part {
  readonly whole: string;
  readonly key: string | undefined;
  readonly literal: string;
}

const partsOf = (row: string): Part[] =>
  [...row.matchAll(PART)].map(([whole, key, literal]) => ({ whole, key, literal: literal! }));

/** The times of a row: of all of it, or of each of its keys. */
function timesOf(parts: readonly Part[]): { readonly whole: number | null; readonly byKey: boolean } {
  if (parts.some(({ key }) => key !== undefined && timeOf(key) !== null)) return { whole: null, byKey: true };
  const own = parts.map(({ literal }) => timeOf(literal)).filter((time) => time !== null);
  return { whole: own[0] ?? null, byKey: false };
}

/**
 * How long after its time a row is known: where its numbers are the closes of candles that begin at its times, when these
 * end; else at its time.
 *
 * @param closes by the end of their candle, microseconds
 * @param lengths of candles that it may speak of
 */
export function delayOf(code: string, closes: ReadonlyMap<number, number>, lengths: readonly number[]): number {
  const hits = lengths.map(() => 0);
  const misses = lengths.map(() => 0);
  const look = (time: number, literals: readonly string[]): void => {
    lengths.forEach((length, i) => {
      const close = closes.get(time + length);
      if (close === undefined) return;
      if (literals.some((literal) => numberOf(literal) === close)) hits[i]! += 1;
      else misses[i]! += 1;
    });
  };
  for (const [row] of code.matchAll(ROW)) {
    const parts = partsOf(row);
    const { whole, byKey } = timesOf(parts);
    if (byKey) for (const { key, literal } of parts) look(timeOf(key ?? '') ?? Number.NaN, [literal]);
    else if (whole !== null)
      look(
        whole,
        parts.map(({ literal }) => literal),
      );
  }
  let best = 0;
  lengths.forEach((length, i) => {
    if (hits[i]! > misses[i]! && hits[i]! > 1) best = length;
  });
  return best;
}

const WORDS: Readonly<Record<string, string>> = {
  buy: 'sell',
  sell: 'buy',
  long: 'short',
  short: 'long',
  up: 'down',
  down: 'up',
  true: 'false',
  false: 'true',
  '!0': '!1',
  '!1': '!0',
};

function changed(literal: string, number: (value: number) => number): string {
  if (timeOf(literal) !== null || literal === 'null') return literal;
  if (QUOTED_NUMBER.test(literal)) return `${literal[0]}${number(numberOf(literal))}${literal[0]}`;
  const quoted = /^(["'])(.*)["']$/.exec(literal);
  if (quoted !== null) return `${quoted[1]}${WORDS[quoted[2]!] ?? quoted[2]}${quoted[1]}`;
  return WORDS[literal] ?? String(number(Number(literal)));
}

/**
 * The code with other numbers in the rows of times that are not known at `from`.
 *
 * @param delay how long after its time a row is known, microseconds
 */
export function withOtherData(code: string, from: number, delay: number, number: (value: number) => number): string {
  const isFuture = (time: number | null): boolean => time !== null && time + delay > from;
  return code.replace(ROW, (row) => {
    const parts = partsOf(row);
    const { whole, byKey } = timesOf(parts);
    if (!byKey && !isFuture(whole)) return row;
    return row.replace(PART, (part: string, key: string | undefined, literal: string) => {
      if (byKey && !isFuture(timeOf(key ?? ''))) return part;
      return part.slice(0, part.length - literal.length) + changed(literal, number);
    });
  });
}
