/** `report.md`: the same report for a pull request. */
import { BOUNDS_HEAD, boundsNote, boundsRows } from './bounds.ts';
import type { ReportDocument } from './document.ts';
import { metricText } from './format.ts';
import { frictionRows } from './frictions.ts';
import { basis, headlines, titles } from './headline.ts';
import { escaped, list, table } from './markdown.ts';

/** @param folder what `papertape verify` is to be given, as a reader of the report would write it */
export function renderMarkdown(report: ReportDocument, folder: string): string {
  const { money, trading } = headlines(report);
  const [mode, period] = titles(report);
  const sections = [
    `# ${escaped(report.run.name)}`,
    `${escaped(period)}  \n${escaped(mode)}`,
    table(
      ['', '', '', ''],
      Array.from({ length: Math.max(money.length, trading.length) }, (_, i) =>
        [money[i], trading[i]].flatMap((row) => [row?.label ?? '', row?.text ?? '']),
      ),
    ),
    basis(report),
    bounds(report),
    list('Mind', report.warnings),
    positions(report),
    openOrders(report),
    frictions(report),
    refusals(report),
    dataQuality(report),
    metrics(report),
    list('Conventions', report.conventions.text),
    digests(report, folder),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function bounds(report: ReportDocument): string {
  if (report.bounds === undefined) return '';
  const note = boundsNote(report.bounds);
  return `## Bounds\n\n${table(BOUNDS_HEAD, boundsRows(report, report.bounds))}${note === '' ? '' : `\n\n${note}`}`;
}

function positions(report: ReportDocument): string {
  if (report.positions.length === 0) return '';
  const rows = report.positions.map((position) => [
    position.asset + (position.dust ? ' (dust)' : '') + (position.ambiguous ? ' (ambiguous)' : ''),
    position.quantity,
    position.cost,
    position.avg_price ?? '-',
    position.mark === null ? '-' : `${position.mark} (${position.mark_symbol ?? ''})`,
    position.unrealized_pnl,
  ]);
  const head = ['asset', 'quantity', 'cost', 'average price', 'mark', 'unrealized P&L'];
  return `## Open positions\n\n${table(head, rows)}`;
}

function openOrders(report: ReportDocument): string {
  if (report.open_orders.length === 0) return '';
  const rows = report.open_orders.map((order) => [
    order.client_id ?? String(order.order_id),
    order.symbol,
    [order.side ?? 'close', order.type.replaceAll('_', ' ')].join(' '),
    order.leaves ?? order.spend ?? '-',
    order.price ?? '-',
    levelOf(order),
    order.expire_at ?? order.time_in_force,
    order.status + (order.parent_id === null ? '' : `, child of order ${order.parent_id}`),
  ]);
  const head = ['order', 'symbol', 'side and type', 'leaves', 'limit', 'stop', 'lives until', 'status'];
  return `## Working orders\n\n${table(head, rows)}`;
}

function levelOf({ stop_price, trail_amount, trail_pct }: ReportDocument['open_orders'][number]): string {
  const distance = trail_amount ?? (trail_pct === null ? null : `${trail_pct} %`);
  return `${stop_price ?? '-'}${distance === null ? '' : ` (trails by ${distance})`}`;
}

function frictions(report: ReportDocument): string {
  return `## Frictions\n\n${table(['friction', 'cost', ''], frictionRows(report))}`;
}

function refusals(report: ReportDocument): string {
  if (report.refusals.length === 0) return '';
  // A row a place; the rule and its count stand in the first of its rows.
  const rows = report.refusals.flatMap(({ rule, by, count, places }) =>
    places.map(({ time, order_id, detail }, i) => [
      ...(i === 0 ? [rule, by, String(count)] : ['', '', '']),
      time,
      String(order_id),
      detail,
    ]),
  );
  const head = ['rule', 'by', 'count', 'first at', 'order', 'value and limit'];
  return `## Refused and rejected orders\n\n${table(head, rows)}`;
}

function dataQuality({ data_quality }: ReportDocument): string {
  const gap = (of: { from: string; to: string } | null): string => (of === null ? '-' : `${of.from} to ${of.to}`);
  const rows = data_quality.symbols.map((symbol) => [
    symbol.symbol,
    symbol.matched_on,
    String(symbol.candles),
    String(symbol.gaps),
    gap(symbol.first_gap),
    gap(symbol.longest_gap),
    symbol.zero_volume_candles === null ? '-' : String(symbol.zero_volume_candles),
    String(symbol.filled_candles),
    symbol.detail === null ? '-' : `${symbol.detail.settled_candles} by ${symbol.detail.interval}`,
  ]);
  const head = [
    'symbol',
    'matched on',
    'candles',
    'gaps',
    'first gap',
    'longest gap',
    'without volume',
    'filled in',
    'settled',
  ];
  return `## Data\n\n${table(head, rows)}`;
}

function metrics(report: ReportDocument): string {
  const rows = Object.entries(report.conventions.metrics).map(([name, { formula }]) => [
    name,
    metricText(report, name) ?? `- (${report.undefined_metrics[name] ?? 'undefined'})`,
    formula,
  ]);
  const body = table(['metric', 'value', 'formula'], rows);
  return `<details>\n<summary>All metrics</summary>\n\n${body}\n\n</details>`;
}

function digests({ run }: ReportDocument, folder: string): string {
  const lines = Object.entries(run.digest).map(([name, digest]) => `${name.padEnd(8)} ${digest}`);
  const again = `Run it again and compare: \`papertape verify ${folder.replaceAll('`', '')}\``;
  return `## Digests\n\n\`\`\`\n${lines.join('\n')}\n\`\`\`\n\n${again} (papertape ${escaped(run.engine_version)}).`;
}
