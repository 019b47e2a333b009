/** Files known by their columns to hold something else than candles, trades or quotes: refused by the name of what it is. */
import { InputError } from '../../model/errors.ts';
import type { SourceColumns } from './source.ts';

type Names = readonly string[];
type Sample = readonly (string | null)[];

/** What a file holds, and how its columns tell. */
const BY_NAMES: readonly (readonly [holds: string, test: (names: Names) => boolean])[] = [
  [
    'an order book of many levels',
    (names) => names.some((name) => /^(?:asks?|bids?)\[\d+\]/.test(name)) || hasAll(names, ['bids', 'asks']),
  ],
  ['a feed of frames, such as updates of an order book', (names) => hasAll(names, ['topic', 'data'])],
  ['transactions', (names) => names.includes('txn_dollars')],
  [
    'positions of a portfolio',
    (names) => names.at(-1) === 'cash' && !names.some((name) => /^(?:close|price|bid)$/.test(name)),
  ],
  ['returns', (names) => names.length <= 3 && names.some((name) => /^(?:\w+_)?returns?$/.test(name))],
  ['funding rates', (names) => names.some((name) => /^funding_?rate$/.test(name))],
];

const isDay = (text: string | null | undefined): boolean => /^(?:19|20)[0-9]{6}$/.test(text ?? '');
const isNumber = (text: string | null | undefined): boolean => /^[0-9]+(?:[.][0-9]+)?$/.test(text ?? '');

const BY_SAMPLE: readonly (readonly [holds: string, test: (sample: Sample) => boolean])[] = [
  ['factors of splits and dividends', (s) => s.length === 4 && isDay(s[0]) && s.slice(1).every(isNumber)],
  ['names of a symbol over time', (s) => s.length <= 3 && isDay(s[0]) && s.length > 1 && /^[A-Za-z]/.test(s[1] ?? '')],
];

function hasAll(names: Names, wanted: Names): boolean {
  return wanted.every((name) => names.includes(name));
}

/** InputError where the file's columns are those of something else. */
export function refuseForeign(file: string, { names, sample }: SourceColumns): void {
  const lower = names?.map((name) => name.toLowerCase()) ?? null;
  const found = lower === null ? BY_SAMPLE.find(([, test]) => test(sample)) : BY_NAMES.find(([, test]) => test(lower));
  if (found === undefined) return;
  throw new InputError(`${file} holds ${found[0]}: only candles, trades and quotes can be imported`);
}
