/** The smallest run that still shows a difference. */
import { compare } from './compare.ts';
import type { TwinMarket, TwinOrder, TwinRun } from './types.ts';

/** The run with as little as still shows the difference. */
export function shrink(run: TwinRun, told?: (run: TwinRun) => TwinRun): TwinRun {
  const kind = compare(run, told).difference?.kind;
  const shows = (one: TwinRun): boolean => compare(one, told).difference?.kind === kind;
  let smallest = run;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const smaller of smallerRuns(smallest)) {
      if (!shows(smaller)) continue;
      smallest = smaller;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

function* smallerRuns(run: TwinRun): Generator<TwinRun> {
  const { orders } = run;
  for (let i = orders.length - 1; i >= 0; i -= 1) yield { ...run, orders: orders.toSpliced(i, 1) };
  if (run.instruments.length > 1) {
    const last = run.instruments.at(-1)!.symbol;
    if (orders.every(({ symbol }) => symbol !== last)) yield without(run, last);
  }
  for (const [key, plain] of Object.entries(PLAIN)) {
    if (JSON.stringify(run.settings[key as 'gaps']) === JSON.stringify(plain)) continue;
    yield { ...run, settings: { ...run.settings, [key]: plain } };
  }
  for (const key of ['fill_jitter_ms', 'cancel_jitter_ms', 'fee_tiers', 'seed'])
    if (key in run.settings) yield { ...run, settings: omit(run.settings, key) };
  for (const key of Object.keys(run.risk)) yield { ...run, risk: omit(run.risk, key) };
  for (const [i, order] of orders.entries())
    for (const smaller of smallerOrders(order)) yield { ...run, orders: orders.with(i, smaller) };
  for (const [i, one] of run.instruments.entries())
    for (const key of ['min_size', 'max_size', 'min_notional', 'max_notional'])
      if (key in one) yield { ...run, instruments: run.instruments.with(i, omit(one, key)) };
  for (const [i, one] of run.market.entries())
    for (const smaller of smallerMarkets(one)) yield { ...run, market: run.market.with(i, smaller) };
}

function* smallerOrders(order: TwinOrder): Generator<TwinOrder> {
  for (const key of Object.keys(order)) {
    if (['id', 'at', 'type', 'side', 'symbol'].includes(key)) continue;
    yield omit(order, key);
    if (key !== 'amend' || order.amend!.length === 1) continue;
    for (const at of order.amend!.keys()) yield { ...order, amend: order.amend!.toSpliced(at, 1) };
  }
}

/** Without half of its rows, a quarter, and so on down to one. */
function* smallerMarkets(one: TwinMarket): Generator<TwinMarket> {
  for (const key of ['candles', 'trades', 'quotes'] as const) {
    const rows = (one[key] ?? []) as unknown[];
    for (let size = Math.ceil(rows.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
      for (let at = rows.length - size; at >= 0; at -= size) yield { ...one, [key]: rows.toSpliced(at, size) };
  }
}

const PLAIN: TwinRun['settings'] = {
  fill_delay_ms: 0,
  cancel_delay_ms: null,
  intrabar: 'open_high_low_close',
  limit_fill: 'touch',
  slippage: { model: 'none' },
  partial_fills: { model: 'none' },
  gaps: 'skip',
};

function omit<T extends object>(from: T, key: string): T {
  return Object.fromEntries(Object.entries(from).filter(([name]) => name !== key)) as T;
}

function without(run: TwinRun, symbol: string): TwinRun {
  const other = <T extends { symbol: string }>(rows: T[]): T[] => rows.filter((one) => one.symbol !== symbol);
  const instruments = other(run.instruments);
  const assets = new Set(instruments.flatMap(({ base, quote }) => [base, quote]));
  const among = <T>(amounts: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(amounts).filter(([asset]) => assets.has(asset)));
  return {
    ...run,
    instruments,
    market: other(run.market),
    asset_decimals: among(run.asset_decimals),
    initial_balance: among(run.initial_balance),
  };
}
