import { describe, expect, it } from 'vitest';
import { NONE } from '../../src/model/record.ts';
import { AmbiguityTally, buildReport, renderMarkdown, renderTable, statisticsInput } from '../../src/report/index.ts';
import { reportSchema } from '../../src/report/schema.ts';
import { STATISTICS } from '../../src/statistics/index.ts';
import { inputOf, reportOf, SUMMARY } from './document.ts';
import { chunk, MINUTE, START } from './support.ts';

describe('report.json', () => {
  const report = reportOf();

  it('keeps its contract, also through JSON', () => {
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it('has every statistic, money as exact decimal text, the undefined as null with its reason', () => {
    expect(Object.keys(report.metrics)).toEqual(STATISTICS.map((statistic) => statistic.name));
    expect(report.metrics).toMatchObject({
      initial_equity: '10000.00000000',
      final_equity: '10123.45600000',
      total_pnl: '123.45600000',
      total_fees: '40.00000000',
      turnover: '21000.00000000',
      win_rate: 1,
      win_count: 2,
      profit_factor: null,
    });
    expect(report.metrics.buy_hold_pct).toBeCloseTo(10, 12);
    expect(report.undefined_metrics.profit_factor).toBe('no losing round trip');
    const undefinedOnes = Object.keys(report.metrics).filter((name) => report.metrics[name] === null);
    expect(Object.keys(report.undefined_metrics).sort()).toEqual(undefinedOnes.sort());
    expect(Object.keys(report.conventions.metrics)).toEqual(Object.keys(report.metrics));
  });

  it('lists what is held, open, refused and missing', () => {
    expect(report.period).toEqual({
      from: '2024-01-01T00:00:00Z',
      to: '2024-04-01T00:00:00Z',
      days: 91,
      reporting_asset: 'USDT',
      symbols: ['BTC/USDT'],
    });
    expect(report.balances).toEqual([
      { asset: 'BTC', total: '0.50000000', held: '0.00000000', free: '0.50000000' },
      { asset: 'USDT', total: '9000.00000000', held: '100.00000000', free: '8900.00000000' },
    ]);
    expect(report.positions).toEqual([
      {
        asset: 'BTC',
        quantity: '0.50000000',
        cost: '20000.00000000',
        avg_price: '40000.00',
        mark: '40006.91',
        mark_symbol: 'BTC/USDT',
        mark_age_ms: 60_000,
        unrealized_pnl: '3.45600000',
        dust: false,
        ambiguous: false,
      },
    ]);
    expect(report.open_orders[0]).toMatchObject({ quantity: '0.00250001', price: '39999.99', leaves: '0.00250001' });
    const first = { time: '2024-01-01T00:00:00Z', order_id: 3, detail: '3 USDT is below 10' };
    const second = { time: '2024-01-01T00:01:00Z', order_id: 4, detail: '4 USDT is below 10' };
    expect(report.frictions).toEqual({
      fees: { paid: '40.00000000' },
      slippage: { paid: '2.50000000' },
      latency: { cost: '-1.25000000', fills: 2 },
      partial_fills: {
        orders: 2,
        notional: '6000.00000000',
        left: [{ symbol: 'BTC/USDT', orders: 2, quantity: '0.15000000', notional: '6000.00000000', quote: 'USDT' }],
      },
      limit_fill: { orders: 0, notional: '0.00000000', left: [] },
    });
    expect(report.refusals).toEqual([
      { rule: 'min_notional', by: 'refused', count: 2, first, places: [first, second] },
    ]);
    expect(report.data_quality.symbols[0]).toMatchObject({ gaps: 1, missing_ms: 3_600_000 });
    expect(report.timing.events_per_second).toBe(1_638_000);
  });

  it('has no buy-and-hold for several symbols, another quote asset or no price', () => {
    const quality = SUMMARY.quality[0]!;
    const hold = (change: Partial<typeof SUMMARY>): unknown => statisticsInput({ ...SUMMARY, ...change }).buyHold;
    expect(hold({})).toEqual({ firstPrice: 4_000_000, lastPrice: 4_400_000 });
    expect(hold({ quality: [quality, { ...quality, symbol: 1 }] })).toBeNull();
    expect(hold({ quality: [{ ...quality, firstPrice: NONE }] })).toBeNull();
    expect(hold({ reporting: 0 })).toBeNull();
  });

  it('an asset without a price has neither mark nor age', () => {
    const position = { ...SUMMARY.positions[0]!, markSymbol: NONE, mark: NONE, markTime: NONE };
    expect(reportOf({ positions: [position] }).positions[0]).toMatchObject({ mark: null, mark_age_ms: null });
  });
});

describe('warnings', () => {
  const joined = (...args: Parameters<typeof reportOf>): string => reportOf(...args).warnings.join('\n');

  it('say what weakens the numbers', () => {
    const warnings = joined();
    expect(warnings).toContain('2 round trips are too few');
    expect(warnings).toContain('BTC/USDT has 1 gap in its data, 1 hour in all');
    expect(warnings).toContain('2 orders were refused or rejected: min_notional 2.');
    expect(warnings).toContain('Open at the end, marked and neither won nor lost: 0.5 BTC.');
    expect(warnings).toContain('1 order still working at the end.');
  });

  it('say when costs ate the profit, or most of it', () => {
    expect(joined({ finalEquity: 9_970e8 })).toContain('ate the profit: 12.50 USDT before fees and slippage of 42.50');
    expect(joined({ finalEquity: 10_010e8 })).toContain('Fees and slippage took 81 % of the profit');
    expect(joined()).not.toContain('Fees and slippage');
  });

  it('are silent where there is nothing to say', () => {
    const trips = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? -1e8 : 2e8));
    const quality = [{ ...SUMMARY.quality[0]!, gaps: 0, missing: 0 }];
    expect(reportOf({ positions: [], openOrders: [], refusals: [], quality }, trips).warnings).toEqual([]);
  });

  it('tell of ambiguous round trips, inferred rules, warm-up and notes', () => {
    const quality = [{ ...SUMMARY.quality[0]!, warmupLeft: 3 }];
    const input = inputOf({ quality });
    const ambiguity = { roundTrips: 1, pnl: 20e8, pnlShare: 1 / 6 };
    const all = { inferredSymbols: ['BTC/USDT'], notes: ['Said so.'], ambiguity };
    const warnings = buildReport({ ...input, ...all }).warnings.join('\n');
    expect(warnings).toContain('1 round trip (20.00000000 USDT, 50 % of all) rests on an unknown order of prices');
    expect(warnings).toContain('read off its prices');
    expect(warnings).toContain('still lacked 3 candles');
    expect(warnings).toContain('Said so.');
  });
});

describe('what rests on an unknown order of prices', () => {
  const row = (pnl: number, ambiguous: number): number[] => [
    1,
    0,
    0,
    0,
    1,
    1,
    1,
    1,
    pnl,
    0,
    0,
    0,
    0,
    ambiguous,
    NONE,
    1,
  ];

  it('is counted and valued by the tally, also as a share of what was won and lost', () => {
    const tally = new AmbiguityTally();
    expect(tally.result).toEqual({ roundTrips: 0, pnl: 0, pnlShare: null });
    tally.roundTrips(chunk([row(5, 1), row(13, 0), row(-2, 1)]));
    expect(tally.result).toEqual({ roundTrips: 2, pnl: 3, pnlShare: 7 / 20 });
  });

  const open = { ...SUMMARY.positions[0]!, isAmbiguous: true };
  const report = buildReport({
    ...inputOf({ positions: [open] }),
    ambiguity: { roundTrips: 1, pnl: -20e8, pnlShare: 0.75 },
  });

  it('is in the document, finished and open', () => {
    expect(report.ambiguity).toEqual({
      round_trips: 1,
      round_trips_share: 0.5,
      pnl: '-20.00000000',
      pnl_share: 0.75,
      open_positions: 1,
      unrealized_pnl: '3.45600000',
    });
    expect(report.positions[0]!.ambiguous).toBe(true);
    expect(reportSchema.parse(report)).toEqual(report);
    expect(reportOf({}, []).ambiguity.round_trips_share).toBeNull();
  });

  it('is in the warnings and the summary, in numbers', () => {
    expect(report.warnings).toContain(
      '1 round trip (-20.00000000 USDT, 75 % of what was won and lost) rests on an unknown order of prices inside a candle.',
    );
    expect(report.warnings).toContain(
      '1 open position (3.45600000 USDT) rests on an unknown order of prices inside a candle.',
    );
    expect(renderTable(report, { width: 100, color: false })).toMatch(/Ambiguous +1 round trip, -20.00 USDT; 1 open/);
    expect(renderMarkdown(report, 'x')).toContain('| Ambiguous | 1 round trip, -20.00 USDT; 1 open |');
    expect(renderTable(reportOf(), { width: 100, color: false })).not.toContain('Ambiguous');
  });
});

describe('orders that still work', () => {
  const [limit] = SUMMARY.openOrders;
  const trailing = {
    ...limit!,
    id: 6,
    side: 'sell' as const,
    type: 'trailing_stop' as const,
    price: NONE,
    stopPrice: 3_950_000,
    activationPrice: 4_050_000,
    trailRate: { numerator: 1, denominator: 80 },
    timeInForce: 'GTD' as const,
    expireAt: START + MINUTE,
    reduceOnly: true,
    parentId: 5,
    group: 'exits',
  };
  const closing = { ...limit!, id: 7, side: null, type: 'market' as const, quantity: NONE, price: NONE };
  const spending = { ...closing, id: 8, side: 'buy' as const, budget: 250e8, trailAmount: 150 };
  const report = reportOf({ openOrders: [limit!, trailing, closing, spending] });

  it('are listed with stop, trail, expiry and parent', () => {
    expect(reportSchema.parse(report)).toEqual(report);
    const none = { stop_price: null, trail_pct: null, trail_amount: null, expire_at: null, parent_id: null, oco: null };
    expect(report.open_orders).toMatchObject([
      { ...none, order_id: 5, price: '39999.99', time_in_force: 'GTC', spend: null },
      {
        ...{ type: 'trailing_stop', stop_price: '39500.00', activation_price: '40500.00', trail_pct: 1.25 },
        ...{ time_in_force: 'GTD', expire_at: '2024-01-01T00:01:00Z', reduce_only: true, parent_id: 5, oco: 'exits' },
      },
      { ...none, side: null, quantity: null, leaves: null },
      { side: 'buy', spend: '250.00000000', trail_amount: '1.50' },
    ]);
  });

  it('stand in the Markdown as a trader reads them', () => {
    const text = renderMarkdown(report, 'x');
    expect(text).toContain('| o5 | BTC/USDT | buy limit | 0.00250001 | 39999.99 | - | GTC | open |');
    expect(text).toContain(
      '| sell trailing stop | 0.00250001 | - | 39500.00 (trails by 1.25 %) | 2024-01-01T00:01:00Z',
    );
    expect(text).toContain('| open, child of order 5 |');
    expect(text).toContain('| close market | - |');
  });
});

describe('an account that held something from the start', () => {
  it('is told why its P&L is more than its positions made', () => {
    const text = reportOf({ initialBalance: [2e8, 10_000e8] }).conventions.text.join('\n');
    expect(text).toContain('The account held BTC from the start');
    expect(reportOf().conventions.text.join('\n')).not.toContain('from the start');
  });
});

describe('the terminal table', () => {
  const seen = (text: string): string =>
    text
      .split('\u001b')
      .join('')
      .replace(/\[[0-9]+m/g, '');

  it.each([40, 60, 83, 84, 100, 160])('fits %i columns, coloured or not alike', (width) => {
    const plain = renderTable(reportOf(), { width, color: false });
    for (const line of plain.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    expect(plain).not.toContain('\u001b');
    const colored = renderTable(reportOf(), { width, color: true });
    expect(colored).toContain('\u001b[32m');
    expect(
      seen(colored)
        .split('\n')
        .map((line) => line.trimEnd()),
    ).toEqual(plain.split('\n').map((line) => line.trimEnd()));
  });

  it('says of a made-up market that it is one', () => {
    const { run, ...rest } = reportOf();
    const market = { price_source: 'historical', venue: 'synthetic' };
    const text = renderTable({ ...rest, run: { ...run, scenario: { market } } }, { width: 200, color: false });
    expect(text).toContain('quickstart: paper on made-up prices, seed 42');
  });

  it('says what matters, why a number is missing, and on what the ratios stand', () => {
    const text = renderTable(reportOf(), { width: 200, color: false });
    expect(text).toContain('quickstart: paper on historical prices, seed 42');
    expect(text).toMatch(/P&L +\+123\.46 USDT, \+1\.23 %/);
    expect(text).toMatch(/Win rate +100\.0 %/);
    expect(text).toMatch(/Profit factor +- \(no losing round trip\)/);
    expect(text).toContain('365 periods a year, risk-free 0 %');
    expect(text).toContain('! 2 round trips are too few');
  });

  it('shows each rule that orders broke, with its first place', () => {
    const text = renderTable(reportOf(), { width: 120, color: false });
    expect(text).toContain('  - min_notional: 2 refused, first order 3 at 2024-01-01T00:00:00Z: 3 USDT is below 10');
    const [one] = SUMMARY.refusals;
    const many = Array.from({ length: 7 }, (_, i) => ({ ...one!, rule: `rule_${i}`, count: 1 }));
    const rows = renderTable(reportOf({ refusals: many }), { width: 120, color: false });
    expect(rows).toContain('  - rule_4: 1 refused, order 3 at');
    expect(rows).not.toContain('rule_5: 1');
    expect(rows).toContain('  - and 2 more rules, in report.md');
  });

  it('shows a loss in red', () => {
    expect(renderTable(reportOf({ finalEquity: 9_000e8 }), { width: 100, color: true })).toContain(
      '\u001b[31m-1,000.00',
    );
  });
});

describe('report.md', () => {
  it('shows the first places of each rule that orders broke', () => {
    const text = renderMarkdown(reportOf(), 'x');
    expect(text).toContain('| min\\_notional | refused | 2 | 2024-01-01T00:00:00Z | 3 | 3 USDT is below 10 |');
    expect(text).toContain('|  |  |  | 2024-01-01T00:01:00Z | 4 | 4 USDT is below 10 |');
  });

  it('is Markdown whose tables hold, whatever the names', () => {
    const input = inputOf();
    const report = buildReport({ ...input, run: { ...input.run, name: 'a|b <i>*x*' } });
    const text = renderMarkdown(report, 'reports/x');
    expect(text).toContain('# a\\|b \\<i\\>\\*x\\*');
    expect(text).toContain('`papertape verify reports/x`');
    for (const block of text.split('\n\n').filter((part) => part.startsWith('|'))) {
      const cells = block.split('\n').map((line) => line.replaceAll('\\|', '').split('|').length);
      expect(new Set(cells).size).toBe(1);
    }
    for (const name of Object.keys(report.metrics)) expect(text).toContain(name.replaceAll('_', '\\_'));
  });
});
