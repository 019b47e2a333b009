/**
 * Ten candles and four orders, worked out by hand to the last digit.
 *
 * Fees 0.16 % maker, 0.26 % taker; slippage 0.1 %, in whole cents against the taker; orders arrive 100 ms after the
 * decision; a limit fills where price trades through it; 10,000 USDT at the start; amounts have 8 decimals, half to even.
 */
import { describe, expect, it } from 'vitest';
import { parseDecimal } from '../../src/model/decimal.ts';
import { parsePct } from '../../src/model/rate.ts';
import scripted from '../../src/strategy/shipped/scripted.ts';
import { type CandleLine, candles, MINUTE, SECOND, setupOf } from '../support/market.ts';
import { play, text } from '../support/play.ts';

const CANDLES: CandleLine[] = [
  [100.0, 101.0, 99.0, 100.5], //  0 s
  [100.5, 102.0, 100.0, 101.5], //  60 s   o1 meets the open, 100.50
  [101.5, 103.0, 101.0, 102.0], // 120 s
  [102.1, 102.5, 100.2, 100.8], // 180 s   o2 arrives, rests at 98.50
  [100.8, 101.2, 98.4, 99.0], //   240 s   long: low first, at 260 s; through 98.50: o2 fills there
  [99.0, 99.6, 97.0, 99.3], //     300 s   o3 arrives, rests at 105.50
  [99.3, 104.0, 99.1, 103.5], //   360 s
  [103.5, 106.0, 103.0, 105.2], // 420 s   long: low at 440 s, high at 460 s; through 105.50: o3 fills there
  [105.2, 105.9, 104.1, 104.7], // 480 s
  [104.7, 105.0, 103.2, 103.9], // 540 s   o4 meets the open, 104.70
];

const orders = [
  { at: '1970-01-01T00:01:00Z', side: 'buy', quantity: '12.3456789' },
  { at: '1970-01-01T00:03:00Z', side: 'buy', type: 'limit', price: '98.5', spend: '3000' },
  { at: '1970-01-01T00:05:00Z', side: 'sell', type: 'limit', price: '105.50', quantity: '20' },
  { at: '1970-01-01T00:09:00Z', close: true, reason: 'done' },
];

const { summary, fillRows, equityRows, tripRows, orderRows } = play(
  setupOf({
    exchange: {
      slippage: { model: 'fixed', share: parsePct('0.1') },
      fillDelay: 100_000,
      cancelDelay: 100_000,
    },
    strategy: { definition: scripted as never, params: scripted.params!.parse({ orders }) },
  }),
  [{ symbol: 0, interval: MINUTE, columns: candles(CANDLES) }],
);

describe('a hand calculation of ten candles and four orders', () => {
  it('fills each order at its price, cost, fee and slippage', () => {
    const rows = fillRows.map((fill) => [
      fill.clientId,
      fill.time / SECOND,
      `${fill.side} ${fill.liquidity}`,
      text(fill.reference, 2),
      text(fill.price, 2),
      text(fill.quantity),
      text(fill.cost),
      text(fill.fee),
      text(fill.slippage),
    ]);
    expect(rows).toEqual([
      // price    100.50 x 1.001 = 100.6005, up to the cent: 100.61
      // cost     12.3456789 x 100.61 = 1242.098754129
      // fee      1242.09875413 x 0.0026 = 3.229456760738
      // slippage 1242.09875413 - 12.3456789 x 100.50 (= 1240.74072945) = 1.35802468
      ['o1', 60.1, 'buy taker', '100.5', '100.61', '12.3456789', '1242.09875413', '3.22945676', '1.35802468'],
      // quantity 3000 / (98.50 x 1.0026) = 30.37787032902..., down to 30.37787032: with the larger fee it takes
      //          2992.22022652 + 7.77977259 = 2999.99999911; with 30.37787033 it would take 3000.00000009
      // cost     30.37787032 x 98.50 = 2992.22022652
      // fee      2992.22022652 x 0.0016 = 4.787552362432
      ['o2', 260, 'buy maker', '98.5', '98.5', '30.37787032', '2992.22022652', '4.78755236', '0'],
      // cost     20 x 105.50 = 2110; fee 2110 x 0.0016 = 3.376
      ['o3', 460, 'sell maker', '105.5', '105.5', '20', '2110', '3.376', '0'],
      // quantity 12.3456789 + 30.37787032 - 20 = 22.72354922
      // price    104.70 - 0.1047, down to the cent: 104.59
      // cost     22.72354922 x 104.59 = 2376.6560129198
      // fee      2376.65601292 x 0.0026 = 6.179305633592
      // slippage 22.72354922 x 104.70 (= 2379.155603334, 2379.15560333) - 2376.65601292 = 2.49959041
      ['o4', 540.1, 'sell taker', '104.7', '104.59', '22.72354922', '2376.65601292', '6.17930563', '2.49959041'],
    ]);
  });

  it('marks equity at each close', () => {
    const rows = equityRows.map((row) => [row.time / SECOND, text(row.equity), text(row.cash), text(row.exposure)]);
    expect(rows).toEqual([
      [60, '10000', '10000', '0'],
      // cash 10000 - 1242.09875413 - 3.22945676 = 8754.67178911; 12.3456789 x 101.50 = 1253.08640835
      [120, '10007.75819746', '8754.67178911', '1253.08640835'],
      // 12.3456789 x 102.00 = 1259.2592478
      [180, '10013.93103691', '8754.67178911', '1259.2592478'],
      // 12.3456789 x 100.80 = 1244.44443312
      [240, '9999.11622223', '8754.67178911', '1244.44443312'],
      // cash 8754.67178911 - 2992.22022652 - 4.78755236 = 5757.66401023; 42.72354922 x 99.00 = 4229.63137278
      [300, '9987.29538301', '5757.66401023', '4229.63137278'],
      // 42.72354922 x 99.30 = 4242.448437546, to 4242.44843755
      [360, '10000.11244778', '5757.66401023', '4242.44843755'],
      // 42.72354922 x 103.50 = 4421.88734427
      [420, '10179.5513545', '5757.66401023', '4421.88734427'],
      // cash 5757.66401023 + 2110 - 3.376 = 7864.28801023; 22.72354922 x 105.20 = 2390.517377944
      [480, '10254.80538817', '7864.28801023', '2390.51737794'],
      // 22.72354922 x 104.70 = 2379.155603334
      [540, '10243.44361356', '7864.28801023', '2379.15560333'],
      // cash 7864.28801023 + 2376.65601292 - 6.17930563 = 10234.76471752
      [600, '10234.76471752', '10234.76471752', '0'],
    ]);
  });

  it('counts one round trip, flat to flat', () => {
    expect(tripRows).toHaveLength(1);
    const trip = tripRows[0]!;
    expect([trip.side, trip.entryTime / SECOND, trip.exitTime / SECOND, trip.reason]).toEqual([
      'long',
      60.1,
      540.1,
      'done',
    ]);
    const money = [trip.quantity, trip.entryValue, trip.exitValue, trip.fees, trip.slippage, trip.pnl, trip.mae];
    expect(money.map((units) => text(units))).toEqual([
      '42.72354922',
      // entry 1242.09875413 + 2992.22022652; exit 2110 + 2376.65601292
      '4234.31898065',
      '4486.65601292',
      // 3.22945676 + 4.78755236 + 3.376 + 6.17930563; 1.35802468 + 2.49959041
      '17.57231475',
      '3.85761509',
      // o3 closes 20 of 42.72354922: cost 4234.31898065 x 20 / 42.72354922 = 1982.1943906606..., gain 127.80560934;
      // o4 the rest: 2376.65601292 - (4234.31898065 - 1982.19439066) = 124.53142293; less fees 17.57231475
      '234.76471752',
      // at 97.00 in the candle of 300 s: 42.72354922 x 97 - 4234.31898065
      '-90.13470631',
    ]);
  });

  it('ends with what the rows add up to', () => {
    expect(text(summary.initialEquity)).toBe('10000');
    expect(text(summary.finalEquity)).toBe('10234.76471752');
    expect(text(summary.realizedPnl)).toBe('234.76471752');
    expect(summary.unrealizedPnl).toBe(0);
    expect(summary.fees.toText(8)).toBe('17.57231475');
    expect(summary.slippage.toText(8)).toBe('3.85761509');
    // 1242.09875413 + 2992.22022652 + 2110 + 2376.65601292
    expect(summary.turnover.toText(8)).toBe('8720.97499357');
    expect(summary.totals).toEqual([0, parseDecimal('10234.76471752', 8)]);
    expect(summary.held).toEqual([0, 0]);
    expect([summary.orderCount, summary.fillCount, summary.endTime / SECOND]).toEqual([4, 4, 600]);
    // Long from 60.1 s to 540.1 s.
    expect(summary.timeInPosition / SECOND).toBe(480);
  });

  it('tells each order its life', () => {
    expect(orderRows.map((row) => `${row.time / SECOND} ${row.clientId} ${row.event} ${row.status}`)).toEqual([
      '60 o1 submitted pending',
      '60.1 o1 accepted open',
      '60.1 o1 filled filled',
      '180 o2 submitted pending',
      '180.1 o2 accepted open',
      '260 o2 filled filled',
      '300 o3 submitted pending',
      '300.1 o3 accepted open',
      '460 o3 filled filled',
      '540 o4 submitted pending',
      '540.1 o4 accepted open',
      '540.1 o4 filled filled',
    ]);
  });
});
