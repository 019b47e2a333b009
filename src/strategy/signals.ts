/**
 * The indicators of trading-signals: some hundred, in doubles. `add(value)` takes a number or a candle, whichever the
 * indicator is about, and returns null until it is stable.
 */
import * as signals from '#trading-signals';
import { CandleView } from './candle.ts';

/** Any class of an indicator. */
export type IndicatorClass = { readonly prototype: object };

function isIndicator(exported: unknown): exported is typeof signals.TechnicalIndicator {
  if (typeof exported !== 'function') return false;
  return exported === signals.TechnicalIndicator || exported.prototype instanceof signals.TechnicalIndicator;
}

/** An indicator may keep the candle it is given, and the view onto it ends with the callback: it gets a copy. */
function giveCopies(indicator: typeof signals.TechnicalIndicator): void {
  const prototype = indicator.prototype;
  if (!Object.hasOwn(prototype, 'update')) return;
  const { update } = prototype;
  prototype.update = function updateWithCopy(input: unknown, replace = false) {
    return update.call(this, input instanceof CandleView ? input.copy() : input, replace);
  };
}

const found = Object.entries(signals).filter(([, exported]) => isIndicator(exported));
/** The indicators of trading-signals, by name. */
export const SIGNALS: ReadonlyMap<string, IndicatorClass> = new Map(found as unknown as [string, IndicatorClass][]);

/** What some of them are made of and nobody else sees: known by an instance. */
const { _PMO_rateOfChangeSmoothing: smoothing } = new signals.PMO() as unknown as Record<string, object>;
export const INNER_SIGNALS: ReadonlyMap<string, IndicatorClass> = new Map([
  ['PMO smoothing', smoothing!.constructor as unknown as IndicatorClass],
]);

for (const [name, indicator] of found as [string, typeof signals.TechnicalIndicator][]) {
  giveCopies(indicator);
  Object.defineProperty(indicator, 'name', { value: name });
}

export * from '#trading-signals';
