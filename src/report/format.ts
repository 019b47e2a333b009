/** Numbers of a report as a person reads them. */
import { Decimal } from 'decimal.js';
import type { MetricUnit, MetricValue, ReportDocument } from './document.ts';

/** `1234567.891` as `1,234,567.89`: rounded half-even, thousands parted, never -0. */
export function grouped(value: string | number, decimals: number): string {
  const text = new Decimal(value).toFixed(decimals, Decimal.ROUND_HALF_EVEN);
  const [whole = '', fraction] = text.split('.');
  const isZero = !/[1-9]/.test(text);
  const parted = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = isZero && parted.startsWith('-') ? parted.slice(1) : parted;
  return fraction === undefined ? sign : `${sign}.${fraction}`;
}

/** Decimals in which money is shown: two for thousands, more for small accounts such as 1 BTC. */
export function moneyDecimals(report: Pick<ReportDocument, 'metrics'>): number {
  const initial = String(report.metrics.initial_equity ?? '0').replace('-', '');
  const [whole = '0', fraction = ''] = initial.split('.');
  return Math.min(fraction.length, Math.max(2, 6 - whole.length));
}

/** A metric with its unit; `null` where it is undefined. */
export function metricText(report: ReportDocument, name: string, signed = false): string | null {
  const value = report.metrics[name];
  if (value === null || value === undefined) return null;
  const unit = report.conventions.metrics[name]?.unit ?? 'ratio';
  const text = unitText(value, name, unit, report);
  return signed && Number(value) > 0 ? `+${text}` : text;
}

function unitText(value: NonNullable<MetricValue>, name: string, unit: MetricUnit, report: ReportDocument): string {
  switch (unit) {
    case 'money':
      return `${grouped(value, moneyDecimals(report))} ${report.period.reporting_asset}`;
    case 'pct':
      return `${grouped(value, 2)} %`;
    case 'count':
      // A mean of counts is no whole number.
      return grouped(value, Number.isInteger(Number(value)) ? 0 : 1);
    case 'days':
      return `${grouped(value, 1)} days`;
    case 'hours':
      return `${grouped(value, 1)} h`;
    case 'ratio':
      return name === 'win_rate' ? `${grouped(Number(value) * 100, 1)} %` : grouped(value, 2);
  }
}

/** Words broken into lines of at most `width` characters; a word that is longer has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
