/** What each friction of a run has cost. */
import type { Unfilled } from '../engine/frictions.ts';
import type { RunSummary } from '../engine/summary.ts';
import { formatDecimal, formatDigits } from '../model/decimal.ts';
import type { ReportDocument } from './document.ts';

type Frictions = ReportDocument['frictions'];

export function frictionsOf(summary: RunSummary): Frictions {
  const { assets, reporting, frictions } = summary;
  const { decimals } = assets[reporting]!;
  return {
    fees: { paid: summary.fees.toText(decimals) },
    slippage: { paid: summary.slippage.toText(decimals) },
    latency: { cost: frictions.latency.toText(decimals), fills: frictions.latencyFills },
    partial_fills: unfilled(frictions.partialFills, summary),
    limit_fill: unfilled(frictions.limitFill, summary),
  };
}

function unfilled(all: readonly Unfilled[], { assets, instruments, reporting }: RunSummary): Frictions['limit_fill'] {
  const text = (units: bigint, decimals: number): string => formatDigits(String(units), false, decimals, false);
  const values = all.map(({ value }) => value);
  const total = values.includes(null) ? null : values.reduce<number>((sum, value) => sum + value!, 0);
  return {
    orders: all.reduce((sum, { orders }) => sum + orders, 0),
    notional:
      total === null || total > Number.MAX_SAFE_INTEGER ? null : formatDecimal(total, assets[reporting]!.decimals),
    left: all.map(({ symbol, orders, quantity, notional }) => {
      const one = instruments[symbol]!;
      return {
        symbol: one.symbol,
        orders,
        quantity: text(quantity, one.baseDecimals),
        notional: text(notional, one.quoteDecimals),
        quote: assets[one.quote]!.name,
      };
    }),
  };
}

/** A row a friction: its name, what it came to, and of how much. */
export function frictionRows({ frictions, period }: ReportDocument): string[][] {
  const asset = period.reporting_asset;
  const { fees, slippage, latency, partial_fills, limit_fill } = frictions;
  const left = ({ orders, notional, left }: Frictions['limit_fill']): [string, string] => [
    orders === 0 ? 'nothing left' : `${notional === null ? '-' : `${notional} ${asset}`} left unfilled`,
    orders === 0 ? '' : left.map(({ quantity, symbol, orders: of }) => `${quantity} ${symbol} of ${of}`).join(', '),
  ];
  return [
    ['fees', `${fees.paid} ${asset}`, ''],
    ['slippage', `${slippage.paid} ${asset}`, ''],
    ['latency', `${latency.cost} ${asset}`, `price met less mark at the decision, ${latency.fills} fills on arrival`],
    ['partial fills', ...left(partial_fills)],
    ['limit fills', ...left(limit_fill)],
  ];
}
