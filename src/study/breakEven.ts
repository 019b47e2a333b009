/** Where along a varied cost the strategy stops earning. */
import { type AxisPoint, breakEven } from '../statistics/breakEven.ts';
import type { PairedResult } from '../statistics/paired.ts';
import { tooFew } from './differences.ts';
import type { BreakEvenDocument } from './document.ts';
import type { SettingOutcome } from './outcome.ts';

/** Settings of the exchange that cost: its models', and a symbol's fees. */
const COST = /^exchange\.|^symbols\..*_pct$/;
const NUMBER = /^-?[0-9]+(?:\.[0-9]+)?$/;

/** One axis of the grid with all else fixed. */
interface Line {
  readonly path: string;
  readonly scenario: string;
  readonly others: Readonly<Record<string, unknown>>;
  /** Places in the list of settings, by the axis. */
  readonly points: { readonly at: number; readonly index: number }[];
}

/** One a line of the grid along a path of costs whose values are all numbers. */
export function breakEvens(outcomes: readonly SettingOutcome[], paired: PairedResult): BreakEvenDocument[] {
  const lines = linesOf(outcomes);
  return lines.map(({ points, ...line }) => {
    const axis = points.map(({ at, index }): AxisPoint => ({ at, growth: paired.growth[index]! }));
    const [lowest, highest] = [axis[0]!.at, axis.at(-1)!.at];
    const ends = { lowest, highest };
    if (axis.some(({ growth }) => Number.isNaN(growth.value))) {
      return {
        ...line,
        ...ends,
        value: null,
        low: null,
        high: null,
        reason: 'a day ended with an equity of zero or less',
      };
    }
    const { value, interval, isRepeated } = breakEven(axis);
    const reason = isRepeated
      ? 'it earns again at a higher setting: this is the first place where it does not'
      : interval === null
        ? tooFew(paired.days)
        : null;
    return { ...line, ...ends, value, low: interval?.low ?? null, high: interval?.high ?? null, reason };
  });
}

function linesOf(outcomes: readonly SettingOutcome[]): Line[] {
  const lines = new Map<string, Line>();
  outcomes.forEach(({ ready: { setting } }, index) => {
    for (const [path, value] of Object.entries(setting.vary)) {
      if (!COST.test(path)) continue;
      const { [path]: _own, ...others } = setting.vary;
      const key = JSON.stringify([path, setting.name, others]);
      const line = lines.get(key) ?? { path, scenario: setting.name, others, points: [] };
      lines.set(key, line);
      line.points.push({ at: NUMBER.test(String(value)) ? Number(value) : Number.NaN, index });
    }
  });
  const usable = [...lines.values()].filter(
    ({ points }) => points.length > 1 && points.every(({ at }) => !Number.isNaN(at)),
  );
  for (const { points } of usable) points.sort((a, b) => a.at - b.at);
  return usable;
}
