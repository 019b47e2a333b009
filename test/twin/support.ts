import { runTwin } from './twin.ts';
import type { TwinAnswer, TwinCandle, TwinInstrument, TwinMarket, TwinOrder, TwinRun, TwinSettings } from './types.ts';

/** Minute 0 of every hand-made market: 2024-01-01 00:00 UTC. */
export const START = Date.UTC(2024, 0, 1);
export const MINUTE = 60_000;

export const BTC: TwinInstrument = {
  symbol: 'BTC/USDT',
  base: 'BTC',
  quote: 'USDT',
  tick_size: '0.1',
  lot_size: '0.01',
  price_decimals: 2,
  maker_pct: '0.1',
  taker_pct: '0.2',
  calendar: 'always',
};

export const SETTINGS: TwinSettings = {
  fill_delay_ms: 0,
  cancel_delay_ms: null,
  intrabar: 'open_high_low_close',
  limit_fill: 'cross',
  slippage: { model: 'none' },
  partial_fills: { model: 'none' },
  gaps: 'skip',
};

/** Candles a minute apart, each `open high low close [volume]`; an empty text is a missing candle. */
export function candles(...rows: string[]): TwinCandle[] {
  return rows.flatMap((row, index) => {
    const [open, high, low, close, volume] = row.split(' ');
    if (open === '' || open === undefined) return [];
    return [{ time: START + index * MINUTE, open, high: high!, low: low!, close: close!, volume: volume ?? '1000' }];
  });
}

/** Seconds after minute 0. */
export const at = (seconds: number): number => START + seconds * 1000;

export interface Case {
  rows?: string[];
  market?: TwinMarket[];
  minutes?: number;
  orders: TwinOrder[];
  settings?: Partial<TwinSettings>;
  instrument?: Partial<TwinInstrument>;
  others?: TwinInstrument[];
  balance?: Record<string, string>;
  risk?: TwinRun['risk'];
}

export function play(given: Case): TwinAnswer {
  const instrument = { ...BTC, ...given.instrument };
  const rows = given.rows ?? [];
  return runTwin({
    instruments: [instrument, ...(given.others ?? [])],
    asset_decimals: { USDT: 4, BTC: 8, XRP: 2 },
    initial_balance: given.balance ?? { USDT: '10000' },
    reporting_asset: 'USDT',
    settings: { ...SETTINGS, ...given.settings },
    risk: given.risk ?? {},
    market: given.market ?? [{ symbol: 'BTC/USDT', interval_ms: MINUTE, candles: candles(...rows) }],
    from: START,
    to: START + (given.minutes ?? Math.max(rows.length, 1)) * MINUTE,
    orders: given.orders,
  });
}

/** Fills as a trader reads them: `seconds id side quantity @ price liquidity`. */
export const fillsOf = (answer: TwinAnswer): string[] =>
  answer.fills.map(
    (fill) =>
      `${(fill.time - START) / 1000} ${fill.client_id} ${fill.side} ${fill.quantity} @ ${fill.price} ${fill.liquidity}`,
  );

/** Events of one order: `seconds event reason`. */
export const eventsOf = (answer: TwinAnswer, id: string): string[] =>
  answer.events
    .filter((event) => event.client_id === id)
    .map((event) => [(event.time - START) / 1000, event.event, ...(event.reason ? [event.reason] : [])].join(' '));
