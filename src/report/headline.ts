/** The numbers that matter first, as label and text: shared by the terminal and the Markdown. */
import type { ReportDocument } from './document.ts';
import { grouped, metricText, moneyDecimals } from './format.ts';

export interface Headline {
  readonly label: string;
  readonly text: string;
  /** Above zero good, below zero bad, zero neither. */
  readonly mood: number;
}

/** A metric, or a dash with the reason. */
function metric(report: ReportDocument, name: string, signed = false): string {
  return metricText(report, name, signed) ?? `- (${report.undefined_metrics[name] ?? 'undefined'})`;
}

/** Money made and what it cost; then how it was made. */
export function headlines(report: ReportDocument): { readonly money: Headline[]; readonly trading: Headline[] } {
  const plain = (label: string, text: string): Headline => ({ label, text, mood: 0 });
  const own = (label: string, name: string): Headline => plain(label, metric(report, name));
  const { metrics } = report;
  const pnl = Math.sign(Number(metrics.total_pnl ?? 0));
  const parts = (names: readonly (readonly [string, string])[]): string =>
    names.map(([name, word]) => `${metric(report, name)} ${word}`).join(', ');
  return {
    money: [
      own('Final equity', 'final_equity'),
      {
        label: 'P&L',
        text: [metricText(report, 'total_pnl', true), metricText(report, 'total_pnl_pct', true)]
          .filter((text) => text !== null)
          .join(', '),
        mood: pnl,
      },
      plain('Buy and hold', metric(report, 'buy_hold_pct', true)),
      plain('Fees, slippage', `${metric(report, 'total_fees')}, ${metric(report, 'total_slippage')}`),
      plain('Annual return', metric(report, 'annual_return_pct', true)),
      own('Volatility', 'volatility_pct'),
      plain('Max drawdown', `${metric(report, 'max_drawdown_pct')}, longest ${metric(report, 'max_drawdown_days')}`),
      own('Exposure', 'exposure_pct'),
    ],
    trading: [
      plain(
        'Round trips',
        `${metric(report, 'round_trip_count')} (${parts([
          ['win_count', 'won'],
          ['loss_count', 'lost'],
          ['breakeven_count', 'even'],
        ])})`,
      ),
      own('Win rate', 'win_rate'),
      own('Profit factor', 'profit_factor'),
      own('Expectancy', 'expectancy'),
      own('Sharpe', 'sharpe_ratio'),
      own('Sortino', 'sortino_ratio'),
      own('Calmar', 'calmar_ratio'),
      plain('Orders, fills', `${metric(report, 'order_count')}, ${metric(report, 'fill_count')}`),
      ...ambiguous(report),
      ...settled(report),
    ],
  };
}

/** Only where there are any: otherwise every order of fills is known. */
function ambiguous(report: ReportDocument): Headline[] {
  const { round_trips: trips, pnl, open_positions: open } = report.ambiguity;
  if (trips + open === 0) return [];
  const money = `${grouped(pnl, moneyDecimals(report))} ${report.period.reporting_asset}`;
  const finished =
    trips === 0 ? [] : [`${trips === 1 ? '1 round trip' : `${grouped(trips, 0)} round trips`}, ${money}`];
  return [{ label: 'Ambiguous', text: [...finished, ...(open === 0 ? [] : [`${open} open`])].join('; '), mood: 0 }];
}

/** Only where finer candles were asked to say in which order prices came. */
function settled({ data_quality }: ReportDocument): Headline[] {
  const details = data_quality.symbols.flatMap(({ detail }) => (detail === null ? [] : [detail]));
  if (details.length === 0) return [];
  const count = details.reduce((sum, { settled_candles }) => sum + settled_candles, 0);
  return [{ label: 'Settled', text: `${grouped(count, 0)} candles by ${details[0]!.interval} ones`, mood: 0 }];
}

/** The venue of markets that never were: the sample, and what `data synth` makes. */
const MADE_UP_VENUE = 'synthetic';

/** Whether the recorded prices of a scenario's market are no venue's. */
export function isMadeUp(market: { readonly price_source: string; readonly venue: string }): boolean {
  return market.price_source === 'historical' && market.venue === MADE_UP_VENUE;
}

/** `made-up prices`, `live feed prices`. */
export function pricesText({ price_source: source, scenario }: ReportDocument['run']): string {
  const { venue } = (scenario.market ?? {}) as { readonly venue?: string };
  return `${isMadeUp({ price_source: source, venue: venue ?? '' }) ? 'made-up' : source.replace('_', ' ')} prices`;
}

/** Name, mode and seed; then what was traded and when. */
export function titles(report: ReportDocument): readonly [string, string] {
  const { run, period } = report;
  const days = Math.round(period.days * 10) / 10;
  return [
    `${run.trading_mode} on ${pricesText(run)}, seed ${run.seed}`,
    `${period.symbols.join(', ')}, ${period.from} to ${period.to} (${days} ${days === 1 ? 'day' : 'days'})`,
  ];
}

/** What the ratios stand on, in one line. */
export function basis({ conventions }: ReportDocument): string {
  return (
    `Ratios: ${conventions.returns} returns by UTC date, ${conventions.periods_per_year} periods a year, ` +
    `risk-free ${conventions.risk_free_pct} %. Round trips net of fees. Equity at every candle close.`
  );
}
