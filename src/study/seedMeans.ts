/** Metrics of a setting over its seeds. */
import { Decimal } from 'decimal.js';
import type { MetricValue, ReportDocument } from '../report/document.ts';
import { meanOverSeeds, type SettingOutcome } from './outcome.ts';

type MetricsDocument = Pick<ReportDocument, 'metrics' | 'undefined_metrics'>;

const Exact = Decimal.clone({ precision: 80 });

/**
 * The mean of each metric over the seeds: money stays text with its decimals, a number is a number. Null where it is
 * undefined on a seed, with the seed and its reason.
 */
export function meanMetrics({ seeds, runs }: SettingOutcome): MetricsDocument {
  const reports = runs.map(({ report }) => report);
  const [{ metrics, undefined_metrics }] = reports as [ReportDocument];
  if (reports.length === 1) return { metrics, undefined_metrics };
  const names = Object.keys(metrics);
  const means = names.map((name) => [name, meanMetric(reports.map((report) => report.metrics[name] ?? null))] as const);
  const reasons = means.flatMap(([name, mean]): [string, string][] => {
    if (mean !== null) return [];
    const at = reports.findIndex((report) => (report.metrics[name] ?? null) === null);
    const reason = reports[at]!.undefined_metrics[name] ?? 'undefined';
    return [
      [name, reports.every((report) => report.metrics[name] === null) ? reason : `on seed ${seeds[at]}: ${reason}`],
    ];
  });
  return { metrics: Object.fromEntries(means), undefined_metrics: Object.fromEntries(reasons) };
}

function meanMetric(values: readonly MetricValue[]): MetricValue {
  const known = values.filter((value) => value !== null);
  const [first] = known;
  if (first === undefined || known.length < values.length) return null;
  if (typeof first !== 'string') return meanOverSeeds(known.map(Number));
  const mean = Exact.sum(...known).div(known.length);
  const text = mean.toFixed(first.split('.')[1]?.length ?? 0);
  return /[1-9]/.test(text) ? text : text.replace('-', '');
}
