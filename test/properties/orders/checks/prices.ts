/** Of the prices that fills have. */

import { costOf, feeOf } from '../../../support/invariants.ts';
import type { FillRow } from '../../../support/play.ts';
import type { Check, Subject } from '../check.ts';
import { groupBy, rowBefore } from '../lives.ts';
import {
  type CandlePath,
  isBetween,
  jumpsOf,
  type Move,
  movesAt,
  pathsOf,
  reaches,
  standingIn,
  standingOn,
} from '../moves.ts';

type Judge = (fill: FillRow, trial: Subject) => string | null | undefined;

/** A check that looks at each fill in turn; undefined: it has nothing to say of it. */
function ofEachFill(name: string, says: string, judge: Judge): Check {
  return {
    name,
    says,
    judge(trial, fail) {
      let judged = 0;
      for (const fill of trial.fillRows) {
        const fault = judge(fill, trial);
        if (fault !== undefined) judged += 1;
        if (fault) fail(`${textOf(fill)}: ${fault}`);
      }
      return judged;
    },
  };
}

export const textOf = ({ orderId, type, side, quantity, liquidity, price, reference, time }: FillRow): string =>
  `order ${orderId} (${type}) fills ${side} ${quantity} as ${liquidity} at ${price} (reference ${reference}) at ${time}`;

/** The limit an order had when it filled; -1 where it has none. */
const limitOf = (fill: FillRow, { lives }: Subject): number => rowBefore(lives.get(fill.orderId)!, fill.seq)!.price;

const limit = ofEachFill('limit', 'never a price worse than a limit', (fill, trial) => {
  const price = limitOf(fill, trial);
  if (price < 0) return undefined;
  const isWorse = fill.side === 'buy' ? fill.price > price : fill.price < price;
  return isWorse ? `worse than its limit ${price}` : null;
});

const asked = {
  name: 'asked limit',
  says: 'the limit an order begins with is the one asked for, at most a tick further from the market',
  judge(trial, fail) {
    let judged = 0;
    for (const { id, symbol, rows, asked: asking, isBracketed } of trial.lives.values()) {
      const { price, type } = asking.request;
      if (isBracketed || price === undefined || !/limit/.test(type ?? '') || rows[0]!.event !== 'submitted') continue;
      const { priceDecimals, tickSize } = trial.setup.instruments[symbol]!;
      const away = (Number(price) * 10 ** priceDecimals - rows[0]!.price) * (rows[0]!.side === 'buy' ? 1 : -1);
      judged += 1;
      if (away < -1e-6 || away >= tickSize) fail(`order ${id}: limit ${rows[0]!.price}, asked ${price}`);
    }
    return judged;
  },
} satisfies Check;

const money = ofEachFill('money', 'a fill costs quantity x price, its fee and its slippage', (fill, { setup }) => {
  const one = setup.instruments[fill.symbol]!;
  const cost = costOf(one, fill.quantity, fill.price);
  const fee = feeOf(cost, fill.liquidity === 'maker' ? one.makerFee : one.takerFee);
  const slippage = Math.abs(cost - costOf(one, fill.quantity, fill.reference));
  const isRight = fill.cost === cost && fill.fee === fee && fill.slippage === slippage && fill.quantity > 0;
  return isRight && fill.quantity % one.lotSize === 0
    ? null
    : `cost ${fill.cost}, fee ${fill.fee}, not ${cost}, ${fee}`;
});

/** Fills in parts, or the pessimism of `adverse`, leave limits behind that price stands beyond already. */
const isLeftBehind = (fill: FillRow, { from }: Move, { tried: { settings } }: Subject): boolean =>
  (settings.partialFills !== 'none' || settings.intrabar === 'adverse') &&
  (fill.side === 'buy' ? fill.reference > from : fill.reference < from);

function isMadeOn(fill: FillRow, moves: readonly Move[], trial: Subject): boolean {
  return moves.some(
    (move) =>
      move.time === fill.time &&
      (move.side === 'both' || move.side === fill.side) &&
      (isBetween(fill.reference, move.from, move.to) || isLeftBehind(fill, move, trial)),
  );
}

/**
 * A maker meets what moves through its price; a taker what stands, or, where it triggers on the way, its own level. Under
 * `adverse` a pessimistic stop may lie anywhere inside the range of the candle.
 */
function isOnPath(fill: FillRow, path: CandlePath, trial: Subject): boolean {
  if (fill.liquidity === 'maker') return isMadeOn(fill, path.moves, trial);
  if (standingIn(path, fill.time).includes(fill.reference)) return true;
  const way = path.moves.find(({ kind, time }) => kind === 'way' && time === fill.time);
  if (way === undefined) return false;
  const isPessimistic = trial.tried.settings.intrabar === 'adverse';
  return (
    isBetween(fill.reference, way.from, way.to) || (isPessimistic && isBetween(fill.reference, path.low, path.high))
  );
}

const reference: Check = {
  name: 'path',
  says: 'a reference price always lies on the path travelled, jumps included (a pessimistic stop: in its candle)',
  judge(trial, fail) {
    // The fills of one candle must agree on one way through it.
    const candles = groupBy(trial.fillRows, ({ symbol, candleTime }) => `${symbol} ${candleTime}`);
    for (const fills of candles.values()) {
      const { symbol, candleTime } = fills[0]!;
      if (candleTime < 0) {
        for (const fill of fills) if (!isOnTicks(fill, trial)) fail(`${textOf(fill)}: price was not there`);
        continue;
      }
      const paths = pathsOf(trial, symbol, candleTime);
      if (paths.some((path) => fills.every((fill) => isOnPath(fill, path, trial)))) continue;
      const off = fills.filter((fill) => !paths.some((path) => isOnPath(fill, path, trial)));
      fail(`${(off.length > 0 ? off : fills).map(textOf).join('; ')}: price was not there`);
    }
    return trial.fillRows.length;
  },
};

function isOnTicks(fill: FillRow, trial: Subject): boolean {
  const { symbol, side, time } = fill;
  if (fill.liquidity === 'taker') return standingOn(trial, symbol, side as 'buy', time).includes(fill.reference);
  return (
    isMadeOn(fill, jumpsOf(trial, symbol), trial) ||
    // Beside quotes a print fills what it goes through, wherever the print before it was.
    (trial.setup.matching[symbol] === 'quotes and trades' &&
      movesAt(trial, fill)[0]!.some((move) => move.kind === 'print' && reaches(trial, side, fill.reference, move)))
  );
}

const gap = ofEachFill('gap', 'a gap through a level fills after the gap, never at the level', (fill, trial) => {
  const { symbol, side, time, candleTime, liquidity } = fill;
  if (liquidity !== 'taker') return undefined;
  const { stopPrice, triggerPrice } = rowBefore(trial.lives.get(fill.orderId)!, fill.seq)!;
  if (stopPrice < 0 || triggerPrice < 0) return undefined;
  if (candleTime < 0) {
    const isThere = standingOn(trial, symbol, side as 'buy', time).includes(fill.reference);
    return isThere ? null : `its level was ${stopPrice}`;
  }
  if (time !== candleTime) return undefined;
  const { points } = pathsOf(trial, symbol, candleTime)[0]!;
  return fill.reference === points[0] ? null : `the open is ${points[0]}`;
});

const resting = ofEachFill(
  'resting limit',
  'a resting limit fills at its limit once price trades through it (at the open where a session opens beyond it)',
  (fill, trial) => {
    if (fill.liquidity !== 'maker') return undefined;
    const price = limitOf(fill, trial);
    const moves = movesAt(trial, fill);
    if (!moves.some((some) => some.some((move) => reaches(trial, fill.side, price, move)))) {
      return `price does not trade through ${price}`;
    }
    if (fill.price !== fill.reference) return 'a maker does not slip';
    const path = fill.candleTime < 0 ? undefined : pathsOf(trial, fill.symbol, fill.candleTime)[0];
    const isAuction = path?.opensSession === true && fill.time === fill.candleTime;
    const expected = isAuction ? path.points[0]! : price;
    return fill.price === expected ? null : `expected ${expected}`;
  },
);

const closed = ofEachFill('closed', 'nothing fills on filled candles, nor in gaps', (fill, trial) => {
  if (fill.candleTime < 0) return trial.setup.matching[fill.symbol] === 'candles' ? 'it has no candle' : null;
  if (trial.setup.matching[fill.symbol] !== 'candles') return 'a candle that is only shown';
  const [path] = pathsOf(trial, fill.symbol, fill.candleTime);
  if (path === undefined) return `there is no candle at ${fill.candleTime}`;
  return fill.time >= path.open && fill.time <= path.end ? null : `its candle is ${path.open} to ${path.end}`;
});

export const PRICE_CHECKS: readonly Check[] = [limit, asked, money, reference, gap, resting, closed];
