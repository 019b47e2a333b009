/** `round_trips.parquet`: flat to flat in one asset, values in the reporting asset. */
import { NONE, ROUND_TRIP_ROW, ROUND_TRIP_ROW_WIDTH } from '../../model/record.ts';
import {
  allocateColumns,
  amountColumn,
  column,
  enumColumn,
  optional,
  type RunShape,
  type TableSpec,
  type Texts,
} from './shape.ts';

const TRIP_SIDES = ['long', 'short'];
/** Of an asset that no instrument prices in the reporting asset. */
const DEFAULT_PRICE_DECIMALS = 8;

export function roundTripsTable(shape: RunShape): TableSpec {
  const { assets, reporting } = shape;
  const money = assets.map(() => assets[reporting]!.decimals);
  const prices = byAsset(shape, (asset) => priceDecimals(shape, asset));
  const amount = (name: string, decimals: readonly number[]) => amountColumn(name, 'asset', decimals);
  const columns = [
    column('id', 'bigint'),
    enumColumn(
      'asset',
      assets.map((asset) => asset.name),
    ),
    enumColumn('side', TRIP_SIDES),
    column('entry_time', 'timestamp'),
    column('exit_time', 'timestamp'),
    amount(
      'quantity',
      byAsset(shape, (asset) => assets[asset]!.decimals),
    ),
    amountColumn('entry_price', 'asset', prices, { nullable: true }),
    amountColumn('exit_price', 'asset', prices, { nullable: true }),
    amount('pnl', money),
    optional('pnl_pct', 'double'),
    amount('fees', money),
    amount('slippage', money),
    amount('mae', money),
    amount('mfe', money),
    column('ambiguous', 'boolean'),
    optional('reason', 'varchar'),
  ];
  return {
    name: 'round_trips',
    width: ROUND_TRIP_ROW_WIDTH,
    columns,
    allocate: (rows) => allocateColumns(columns, rows),
    fill(rows, strings, from, count, data) {
      const [id, asset, side, entryTime, exitTime, quantity, entry, exit, ...rest] = data as Float64Array[];
      const [pnl, pnlPct, fees, slippage, mae, mfe, ambiguous, reason] = rest;
      for (let i = 0; i < count; i += 1) {
        const at = (from + i) * ROUND_TRIP_ROW_WIDTH;
        const entryValue = rows[at + ROUND_TRIP_ROW.entryValue]!;
        const which = rows[at + ROUND_TRIP_ROW.asset]!;
        const size = rows[at + ROUND_TRIP_ROW.quantity]!;
        const text = rows[at + ROUND_TRIP_ROW.reason]!;
        const exited = rows[at + ROUND_TRIP_ROW.exitQuantity]!;
        const price = (value: number, units: number): number => unitPrice(shape, which, prices[which]!, value, units);
        id![i] = rows[at + ROUND_TRIP_ROW.id]!;
        asset![i] = which;
        side![i] = rows[at + ROUND_TRIP_ROW.side]!;
        entryTime![i] = rows[at + ROUND_TRIP_ROW.entryTime]!;
        exitTime![i] = rows[at + ROUND_TRIP_ROW.exitTime]!;
        quantity![i] = size;
        entry![i] = price(entryValue, size);
        exit![i] = price(rows[at + ROUND_TRIP_ROW.exitValue]!, exited);
        pnl![i] = rows[at + ROUND_TRIP_ROW.pnl]!;
        pnlPct![i] = entryValue > 0 ? (rows[at + ROUND_TRIP_ROW.pnl]! / entryValue) * 100 : Number.NaN;
        fees![i] = rows[at + ROUND_TRIP_ROW.fees]!;
        slippage![i] = rows[at + ROUND_TRIP_ROW.slippage]!;
        mae![i] = rows[at + ROUND_TRIP_ROW.mae]!;
        mfe![i] = rows[at + ROUND_TRIP_ROW.mfe]!;
        ambiguous![i] = rows[at + ROUND_TRIP_ROW.ambiguous]!;
        (reason as unknown as Texts)[i] = text === NONE ? null : (strings[text] ?? null);
      }
    },
  };
}

/** A number an asset. The reporting asset makes no round trips: it takes the first other one's, so as not to differ. */
function byAsset({ assets, reporting }: RunShape, of: (asset: number) => number): number[] {
  const first = reporting === 0 && assets.length > 1 ? 1 : 0;
  return assets.map((_, asset) => of(asset === reporting ? first : asset));
}

/** Decimals in which a price of the asset in the reporting asset is shown: those of the instrument that quotes it. */
export function priceDecimals({ instruments, reporting }: RunShape, asset: number): number {
  const direct = instruments.find((instrument) => instrument.base === asset && instrument.quote === reporting);
  return direct?.priceDecimals ?? DEFAULT_PRICE_DECIMALS;
}

/**
 * value / quantity in units of 10^-decimals reporting per whole asset, to the nearest (a tie to the even one). NaN where
 * there is no quantity, or where the price has more digits than an amount can have.
 */
export function unitPrice(shape: RunShape, asset: number, decimals: number, value: number, quantity: number): number {
  if (quantity === 0) return Number.NaN;
  const shift = decimals + shape.assets[asset]!.decimals - shape.assets[shape.reporting]!.decimals;
  const top = BigInt(value) * (shift > 0 ? 10n ** BigInt(shift) : 1n);
  const bottom = BigInt(Math.abs(quantity)) * (shift < 0 ? 10n ** BigInt(-shift) : 1n);
  const quotient = top / bottom;
  const twice = 2n * (top - quotient * bottom);
  const up = twice > bottom || (twice === bottom && (quotient & 1n) === 1n);
  const units = Number(up ? quotient + 1n : quotient);
  return Number.isSafeInteger(units) ? units : Number.NaN;
}
