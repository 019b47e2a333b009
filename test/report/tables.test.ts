import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal } from '../../src/model/decimal.ts';
import { EVENT, STATUS, TYPE } from '../../src/model/order.ts';
import { BALANCE_CAUSE, NONE, packCode } from '../../src/model/record.ts';
import { ReportTables } from '../../src/report/tables/reportTables.ts';
import { unitPrice } from '../../src/report/tables/roundTrips.ts';
import { chunk, FILLS, folder, MINUTE, ONE, ORDERS, readText, readTypes, START, TWO } from './support.ts';

describe('the tables of a report', () => {
  it('give the price of an exit by what was exited, long and short, also where dust is left or was there before', async () => {
    const path = folder();
    const tables = await ReportTables.open(path, ONE);
    const trip = (id: number, side: number, [entered, entry, exited, exit]: readonly number[]) => {
      const money = [entered! * 1e8, entry! * 1e8, exit! * 1e8, 0, 0, 0, 0, 0, 0, NONE, exited! * 1e8];
      return [id, 0, side, START, START + MINUTE, ...money.map(Math.round)];
    };
    tables.roundTrips(
      chunk([trip(1, 0, [1.04, 104, 1, 200]), trip(2, 1, [1.04, 208, 1, 100]), trip(3, 0, [1, 100, 1.04, 208])]),
    );
    await tables.finish();
    const rows = await readText(join(path, 'round_trips.parquet'));
    expect(rows.map(({ entry_price, exit_price }) => [Number(entry_price), Number(exit_price)])).toEqual([
      [100, 200],
      [200, 100],
      [100, 200],
    ]);
  });

  it('hold what the record says, amounts exact with a twin', async () => {
    const path = folder();
    const tables = await ReportTables.open(path, ONE);
    tables.orders(chunk(ORDERS, ['o1', 'cross up']));
    tables.fills(chunk(FILLS, ['o1']));
    tables.roundTrips(
      chunk(
        [[1, 0, 0, START, START + MINUTE, 5e7, 21000e8, 21105e8, 63e8, 42e8, 1e8, -5e8, 70e8, 1, 0, 5e7]],
        ['cross down'],
      ),
    );
    tables.equity(chunk([[START + MINUTE, 1000012345678, -1, 21000e8]]));
    tables.plots(chunk([[START, 0, 0, 1.5]], ['fast']));
    tables.balances(
      chunk(
        [
          [NONE, START, 1, 100000e8, 100000e8, BALANCE_CAUSE.initial, NONE, NONE, NONE],
          [2, START, 0, 5e7, 5e7, BALANCE_CAUSE.fill, 1, 0, 1],
          [2, START, 1, -1, 79000e8, BALANCE_CAUSE.fee, 1, 0, 1],
        ],
        ['o1', 'cross up'],
      ),
    );
    await tables.finish();

    const orders = await readText(join(path, 'orders.parquet'));
    expect(orders[1]).toEqual({
      seq: '1',
      time: '2024-01-01 00:00:00',
      order_id: '1',
      client_id: 'o1',
      symbol: 'BTC/USDT',
      event: 'filled',
      status: 'filled',
      side: 'buy',
      type: 'market',
      quantity: '0.50000000',
      quantity_f64: '0.5',
      filled: '0.50000000',
      filled_f64: '0.5',
      leaves: '0.00000000',
      leaves_f64: '0.0',
      price: null,
      price_f64: null,
      stop_price: null,
      stop_price_f64: null,
      trigger_price: null,
      trigger_price_f64: null,
      avg_price: '42000.00',
      avg_price_f64: '42000.0',
      reason: 'cross up',
    });
    expect(orders[0]).toMatchObject({ leaves: '0.50000000', avg_price: null, reason: null, event: 'submitted' });
    expect(await readText(join(path, 'fills.parquet'))).toMatchObject([
      { price: '42000.00', reference_price: '41990.00', cost: '21000.00000000', fee: '21.00000000', fee_asset: 'USDT' },
    ]);
    expect(await readText(join(path, 'round_trips.parquet'))).toMatchObject([
      { asset: 'BTC', side: 'long', entry_price: '42000.00', exit_price: '42210.00', pnl: '63.00000000' },
    ]);
    expect(await readText(join(path, 'round_trips.parquet'))).toMatchObject([
      { pnl_pct: '0.3', mae: '-5.00000000', ambiguous: 'true', reason: 'cross down' },
    ]);
    expect(await readText(join(path, 'plots.parquet'))).toEqual([
      { time: '2024-01-01 00:00:00', symbol: 'BTC/USDT', name: 'fast', value: '1.5' },
    ]);
    const change = { seq: '2', time: '2024-01-01 00:00:00', order_id: '1', client_id: 'o1', reason: 'cross up' };
    expect(await readText(join(path, 'balances.parquet'))).toEqual([
      {
        ...{ seq: null, time: '2024-01-01 00:00:00', asset: 'USDT', cause: 'initial' },
        ...{ change: '100000.00000000', change_f64: '100000.0' },
        ...{ balance_after: '100000.00000000', balance_after_f64: '100000.0' },
        ...{ order_id: null, client_id: null, reason: null },
      },
      {
        ...{ ...change, asset: 'BTC', cause: 'fill', change: '0.50000000', change_f64: '0.5' },
        ...{ balance_after: '0.50000000', balance_after_f64: '0.5' },
      },
      {
        ...{ ...change, asset: 'USDT', cause: 'fee', change: '-0.00000001', change_f64: '-1e-08' },
        ...{ balance_after: '79000.00000000', balance_after_f64: '79000.0' },
      },
    ]);
    expect(readdirSync(path).sort()).toEqual(
      [
        'equity.arrow',
        ...['balances', 'equity', 'fills', 'orders', 'plots', 'round_trips'].map((name) => `${name}.parquet`),
      ].sort(),
    );
  });

  it('have the columns of the contract, in order', async () => {
    const path = folder();
    const tables = await ReportTables.open(path, ONE);
    await tables.finish();
    const plain = async (name: string): Promise<string> => {
      const types = await readTypes(join(path, `${name}.parquet`));
      const amounts = Object.keys(types).filter((column) => column.endsWith('_f64'));
      for (const twin of amounts) {
        expect(types[twin]).toBe('DOUBLE');
        expect(types[twin.slice(0, -4)]).toMatch(/^DECIMAL/);
      }
      return Object.keys(types)
        .filter((column) => !column.endsWith('_f64'))
        .join(' ');
    };
    expect(await plain('orders')).toBe(
      'seq time order_id client_id symbol event status side type quantity filled leaves price stop_price trigger_price avg_price reason',
    );
    expect(await plain('fills')).toBe(
      'seq time order_id client_id symbol side liquidity price reference_price quantity cost fee fee_asset slippage candle_time',
    );
    expect(await plain('round_trips')).toBe(
      'id asset side entry_time exit_time quantity entry_price exit_price pnl pnl_pct fees slippage mae mfe ambiguous reason',
    );
    expect(await plain('balances')).toBe('seq time asset change balance_after cause order_id client_id reason');
    expect(await plain('equity')).toBe('time equity cash exposure');
    expect(existsSync(join(path, 'plots.parquet'))).toBe(false);
  });

  it('keep symbols of different decimals exact, however large', async () => {
    const path = folder();
    const tables = await ReportTables.open(path, TWO);
    const code = packCode(0, STATUS.filled, 0, TYPE.market, 1);
    const shib = 9_007_199_254_740_991;
    tables.fills(
      chunk([
        [0, START, 1, NONE, packCode(1, STATUS.filled, 1, 0, 0), 4200001, 4200000, 1, 42, 1, 0, NONE],
        [1, START, 2, NONE, code, 1_234_567, 1_234_567, shib, 111, 1, 0, NONE],
      ]),
    );
    await tables.finish();
    expect(await readText(join(path, 'fills.parquet'))).toMatchObject([
      { symbol: 'BTC/USDT', price: '42000.01000000000', price_f64: '42000.01', quantity: '0.00000001' },
      { symbol: 'SHIB/USDT', price: '0.00001234567', price_f64: '1.234567e-05', quantity: `${shib}.00000000` },
    ]);
  });

  it('write one equity, as Parquet and as Arrow, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.maxSafeInteger(), fc.maxSafeInteger(), fc.nat()), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 20 }),
        async (values, size) => {
          const path = folder();
          const tables = await ReportTables.open(path, ONE);
          const rows = values.map((value, i) => [START + i * MINUTE, ...value]);
          for (let at = 0; at < rows.length; at += size) tables.equity(chunk(rows.slice(at, at + size)));
          await tables.finish();
          const text = await readText(join(path, 'equity.parquet'));
          const arrow = tableFromIPC(readFileSync(join(path, 'equity.arrow')));
          expect(arrow.numRows).toBe(values.length);
          values.forEach(([equity, cash], i) => {
            expect(text[i]).toMatchObject({ equity: formatDecimal(equity, 8), cash: formatDecimal(cash, 8) });
            expect(Number(text[i]!.equity_f64)).toBe(equity / 1e8);
            const row = arrow.get(i)!;
            expect(row.equity_f64).toBe(equity / 1e8);
            expect(BigInt(String(arrow.getChild('cash')!.get(i)))).toBe(BigInt(cash));
          });
        },
      ),
      { numRuns: 5 },
    );
  });

  it('leave nothing when they are dropped', async () => {
    const path = join(folder(), 'tables');
    const tables = await ReportTables.open(path, ONE);
    tables.orders(chunk(ORDERS, ['o1', 'x']));
    await tables.abort();
    expect(readdirSync(path)).toEqual(['equity.arrow']);
  });
});

describe('a price worked out of a value', () => {
  it('is rounded to the nearest, a tie to the even one', () => {
    // 1 USDT for 8 units of BTC: 100,000,000 x 10^2 / 8 cents a BTC.
    expect(unitPrice(ONE, 0, 2, 1e8, 8)).toBe(1_250_000_000);
    expect(unitPrice(ONE, 0, 0, 1, 2)).toBe(0);
    expect(unitPrice(ONE, 0, 0, 3, 2)).toBe(2);
    expect(unitPrice(ONE, 0, 2, 1e8, 0)).toBeNaN();
  });

  it('an order that was refused at once is in the table with its reason', async () => {
    const path = folder();
    const tables = await ReportTables.open(path, ONE);
    const code = packCode(EVENT.refused, STATUS.refused, 1, TYPE.limit, 0);
    tables.orders(chunk([[0, START, 7, NONE, code, NONE, 0, 0, 4200000, NONE, NONE, 0]], ['min_notional: too small']));
    await tables.finish();
    expect(await readText(join(path, 'orders.parquet'))).toMatchObject([
      { status: 'refused', quantity: null, leaves: '0.00000000', price: '42000.00', reason: 'min_notional: too small' },
    ]);
  });
});
