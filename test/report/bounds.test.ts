import { describe, expect, it } from 'vitest';
import { boundsOf, type ReportDocument, renderMarkdown, renderTable } from '../../src/report/index.ts';
import { reportSchema } from '../../src/report/schema.ts';
import { reportOf } from './document.ts';

const own = reportOf();
const metrics = {
  final_equity: '10200.00000001',
  total_pnl: '-0.10000000',
  total_pnl_pct: 2.25,
  win_rate: 0.75,
  sharpe_ratio: null,
};
const better: ReportDocument = {
  ...own,
  run: { ...own.run, digest: { ...own.run.digest, fills: 'cd'.repeat(32) } },
  metrics: { ...own.metrics, ...metrics },
};
const bounds = boundsOf(own, better);
const report: ReportDocument = { ...own, bounds };

describe('bounds', () => {
  it('have the metrics of both paths and what the favorable one gains, exactly', () => {
    expect(bounds.adverse.metrics).toEqual(own.metrics);
    expect(bounds.favorable.metrics).toMatchObject(metrics);
    expect(bounds.difference).toMatchObject({
      final_equity: '76.54400001',
      total_pnl: '-123.55600000',
      total_fees: '0.00000000',
      win_rate: -0.25,
      round_trip_count: 0,
      sharpe_ratio: null,
    });
    expect(Object.keys(bounds.difference)).toEqual(Object.keys(own.metrics));
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it('stand side by side in the summary and in the Markdown', () => {
    const text = renderTable(report, { width: 80, color: false });
    expect(text).toMatch(/^Intrabar path +adverse +favorable +difference$/m);
    expect(text).toMatch(/^Final equity +10,123\.46 USDT +10,200\.00 USDT +\+76\.54 USDT$/m);
    expect(text).toMatch(/^Win rate +100\.0 % +75\.0 % +-25\.0 %$/m);
    expect(text).not.toContain('Both paths lead');
    expect(renderMarkdown(report, 'x')).toContain('| Final equity | 10,123.46 USDT | 10,200.00 USDT | +76.54 USDT |');
  });

  it.each([30, 60, 84, 120])('fit a terminal of %i columns', (width) => {
    const lines = renderTable(report, { width, color: false }).split('\n');
    expect(lines.some((line) => line.startsWith('Intrabar path'))).toBe(true);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
  });

  it('say where both paths lead to the same', () => {
    const same = { ...own, bounds: boundsOf(own, own) };
    expect(renderTable(same, { width: 80, color: false })).toContain('Both paths lead to the same orders and fills.');
    expect(renderMarkdown(same, 'x')).toContain('Both paths lead to the same orders and fills.');
    expect(renderTable(own, { width: 80, color: false })).not.toContain('Intrabar path');
    expect(renderMarkdown(own, 'x')).not.toContain('Bounds');
  });
});
