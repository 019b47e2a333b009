/** What metrics of one run have more than those of another. */
import { Decimal } from 'decimal.js';
import type { MetricValue, ReportDocument } from './document.ts';

type Metrics = ReportDocument['metrics'];

/** `to` less `from`, metric by metric, exact: money stays text with its decimals, a number a number; null where either is undefined. */
export function metricsGained(from: Metrics, to: Metrics): Metrics {
  return Object.fromEntries(Object.keys(from).map((name) => [name, gain(from[name] ?? null, to[name] ?? null)]));
}

const Exact = Decimal.clone({ precision: 80 });

function gain(from: MetricValue, to: MetricValue): MetricValue {
  if (from === null || to === null) return null;
  const gained = new Exact(to).minus(from);
  if (typeof to !== 'string') return gained.toNumber();
  const text = gained.toFixed(to.split('.')[1]?.length ?? 0);
  return gained.isZero() ? text.replace('-', '') : text;
}
