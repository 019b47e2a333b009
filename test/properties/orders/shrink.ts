/** Makes a case that breaks a property as small as it can while it still does. */
import type { OrderCase, Settings, SymbolCase } from './case.ts';
import { type Check, judge } from './check.ts';
import { tryCase } from './trial.ts';

/** Cases tried at most. */
const MOST_TRIES = 3000;

/** What is said more simply, where it still breaks. */
const PLAIN: readonly Partial<Settings>[] = [
  { risk: null },
  { partialFills: 'none' },
  { slippage: '0' },
  { maker: '0', taker: '0' },
  { minSize: 0 },
  { lot: 1 },
  { tick: 1 },
  { gaps: 'skip' },
  { calendar: 'always' },
  { quick: false },
  { start: 0 },
  { fillDelay: 0, cancelDelay: 0 },
  { intrabar: 'nearest' },
  { limitFill: 'touch' },
];

export function shrink(found: OrderCase, check: Check): OrderCase {
  let tries = 0;
  const breaks = (tried: OrderCase): boolean => {
    tries += 1;
    return tries <= MOST_TRIES && judge(tryCase(tried), [check])[0]!.faults.length > 0;
  };
  let small = found;
  for (let before: OrderCase | null = null; before !== small; ) {
    before = small;
    small = withFewer(small, small.acts, (acts) => ({ ...small, acts }), breaks);
    for (const plain of PLAIN) {
      const settings = { ...small.settings, ...plain };
      const isPlain = JSON.stringify(settings) === JSON.stringify(small.settings);
      if (!isPlain && breaks({ ...small, settings })) small = { ...small, settings };
    }
    small.symbols.forEach((_, index) => {
      small = shorten(small, index, breaks);
    });
  }
  return small;
}

type Breaks = (tried: OrderCase) => boolean;

/** Leaves out as much of a list as it can: halves, quarters, then one by one. */
function withFewer<T>(
  start: OrderCase,
  list: readonly T[],
  put: (list: readonly T[]) => OrderCase,
  breaks: Breaks,
): OrderCase {
  let [small, kept] = [start, list];
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length; ) {
      const fewer = [...kept.slice(0, at), ...kept.slice(at + size)];
      const tried = put(fewer);
      if (breaks(tried)) [small, kept] = [tried, fewer];
      else at += size;
    }
  }
  return small;
}

/** Fewer candles at the end, then fewer prints and quotes. */
function shorten(start: OrderCase, index: number, breaks: Breaks): OrderCase {
  const withSymbol = (of: OrderCase, change: Partial<SymbolCase>): OrderCase => ({
    ...of,
    symbols: of.symbols.map((one, i) => (i === index ? { ...one, ...change } : one)),
  });
  let small = start;
  for (;;) {
    const { candles } = small.symbols[index]!;
    const shorter = withSymbol(small, { candles: candles.slice(0, -1) });
    if (candles.length < 2 || !breaks(shorter)) break;
    small = shorter;
  }
  small = withFewer(small, small.symbols[index]!.prints, (prints) => withSymbol(small, { prints }), breaks);
  return withFewer(small, small.symbols[index]!.quotes, (quotes) => withSymbol(small, { quotes }), breaks);
}
