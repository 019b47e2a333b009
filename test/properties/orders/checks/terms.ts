/** Of what an order must never do, and of orders that belong together. */
import type { StopLossOptions } from '../../../../src/strategy/request.ts';
import { type Check, ofEachOrder, type Subject } from '../check.ts';
import { groupBy, hasEnded, type Life, positionBefore } from '../lives.ts';
import { candleTimesOf, pathsOf } from '../moves.ts';

const postOnly = ofEachOrder('post-only', 'post-only never takes', (life, _, fail) => {
  if (life.isBracketed || life.asked.request.postOnly !== true || life.rows[0]!.event !== 'submitted') return false;
  const taken = life.fills.find(({ liquidity }) => liquidity === 'taker');
  if (taken !== undefined) fail(`takes ${taken.quantity} at ${taken.price} at ${taken.time}`);
  return true;
});

const reduceOnly = ofEachOrder('reduce-only', 'reduce-only never enlarges or turns a position', (life, trial, fail) => {
  if (life.isBracketed || life.asked.request.reduceOnly !== true) return false;
  const { base } = trial.setup.instruments[life.symbol]!;
  for (const { seq, side, quantity, time } of life.fills) {
    const position = positionBefore(trial, base, seq);
    const most = side === 'sell' ? position : -position;
    if (quantity > most) fail(`fills ${side} ${quantity} on a position of ${position} at ${time}`);
  }
  return life.fills.length > 0;
});

const children = ofEachOrder(
  'children',
  'children are never larger than their entry has filled',
  (life, trial, fail) => {
    if (life.parent === null || life.rows[0]!.event !== 'submitted') return false;
    const parent = trial.lives.get(life.parent);
    if (parent === undefined) return false;
    for (const { seq, quantity, filled, time } of life.rows) {
      const most = parent.fills.reduce((sum, fill) => (fill.seq < seq ? sum + fill.quantity : sum), 0);
      if (quantity > most || filled > most) fail(`is ${quantity}, filled ${filled}, its entry ${most} at ${time}`);
    }
    return parent.fills.length > 0;
  },
);

const groups: Check = {
  name: 'oco',
  says: 'the legs of an OCO never fill more than the largest of them, and one that fills ends the others',
  judge(trial, fail) {
    let judged = 0;
    const legs = [...trial.lives.values()].filter(
      ({ group, rows }) => group !== null && rows[0]!.event === 'submitted',
    );
    for (const [name, group] of groupBy(legs, (life) => life.group)) {
      const fills = group.flatMap((life) => life.fills);
      const isAmended = group.some(({ id }) => trial.asking.amends.some((amend) => amend.id === id));
      // A leg by budget is as large as its price lets it be.
      const isKnown = group.every(({ isBracketed, rows }) => isBracketed || rows[0]!.quantity > 0);
      if (group.length < 2 || fills.length === 0 || isAmended || !isKnown) continue;
      judged += 1;
      const sizes = group.flatMap(({ rows }) => rows.map(({ quantity }) => quantity));
      const entry = trial.lives.get(group[0]!.parent ?? -1)?.fills.reduce((sum, { quantity }) => sum + quantity, 0);
      const most = group[0]!.isBracketed ? entry! : Math.max(...sizes);
      const filled = fills.reduce((sum, { quantity }) => sum + quantity, 0);
      if (filled > most) fail(`${name}: its legs have filled ${filled}, the largest is ${most}`);
      if (filled === most && !group[0]!.isBracketed && group.some(({ rows }) => !isOver(rows.at(-1)!.status))) {
        fail(`${name}: has filled, and a leg works on`);
      }
    }
    return judged;
  },
};

const isOver = (status: string): boolean =>
  /filled|canceled|expired|rejected/.test(status) && status !== 'partially_filled';

const trails = ofEachOrder(
  'trail',
  'a trailing level only tightens, on candles when one closes',
  (life, trial, fail) => {
    if (life.rows[0]!.type !== 'trailing_stop') return false;
    const sign = life.rows[0]!.side === 'sell' ? 1 : -1;
    let [level, judged] = [-1, 0];
    for (const { event, stopPrice, time, reason } of life.rows) {
      // What the strategy changes begins anew.
      if (event === 'amended' && reason === null) level = -1;
      if (stopPrice < 0) continue;
      if (level >= 0 && sign * (stopPrice - level) < 0) fail(`its level goes from ${level} to ${stopPrice} at ${time}`);
      level = stopPrice;
      if (event !== 'trailed') continue;
      judged += 1;
      if (trial.setup.matching[life.symbol] !== 'candles') continue;
      const isClose = candleTimesOf(trial, life.symbol).some(
        (open) => pathsOf(trial, life.symbol, open)[0]!.end === time,
      );
      if (!isClose) fail(`trails at ${time}, when no candle closes`);
    }
    return judged > 0;
  },
);

/** The level of a trailing stop behind `best`; null where the order says no distance. */
function levelBehind(best: number, life: Life, { setup }: Subject): number | null {
  const { stopLoss } = life.asked.request;
  const { trailAmount, trailPct } = life.isBracketed ? (stopLoss as StopLossOptions) : life.asked.request;
  const { tickSize, priceDecimals } = setup.instruments[life.symbol]!;
  const sign = life.rows[0]!.side === 'sell' ? 1 : -1;
  const amount = Number(trailAmount) * 10 ** priceDecimals;
  const ticks = Math.max(1, Math.floor(amount / tickSize + 1e-9));
  const away = trailPct === undefined ? ticks * tickSize : (best * Number(trailPct)) / 100;
  // Nearer to the market.
  const level = sign * Math.ceil((sign * (best - sign * away)) / tickSize - 1e-9) * tickSize;
  return Number.isFinite(level) ? Math.max(tickSize, level) : null;
}

const behind = ofEachOrder(
  'trail distance',
  'on candles a trailing level follows the best point passed since the order began to trail, its distance behind',
  (life, trial, fail) => {
    const { rows, asked, symbol } = life;
    const accepted = rows.find(({ event }) => event === 'accepted');
    const isPlain = asked.request.activationPrice === undefined || life.isBracketed;
    const isAmended = rows.some(({ event, reason }) => event === 'amended' && reason === null);
    if (rows[0]!.type !== 'trailing_stop' || accepted === undefined || !isPlain || isAmended) return false;
    if (trial.setup.matching[symbol] !== 'candles') return false;
    const sign = rows[0]!.side === 'sell' ? 1 : -1;
    const better = (a: number, b: number): number => (sign * a > sign * b ? a : b);
    let level = accepted.stopPrice;
    let judged = 0;
    for (const open of candleTimesOf(trial, symbol)) {
      // What had passed of the candle in which it came is not known here.
      if (open < accepted.time) continue;
      const { end, low, high } = pathsOf(trial, symbol, open)[0]!;
      const row = rows.findLast(({ time }) => time <= end)!;
      if (row.triggerPrice >= 0 || hasEnded(row) || row.stopPrice < 0) break;
      // One that waits for its parent to fill more lies nowhere, and its level stays until it works again.
      if (row.filled >= row.quantity) continue;
      const expected = levelBehind(sign > 0 ? high : low, life, trial);
      if (expected === null) break;
      level = better(level, expected);
      judged += 1;
      if (sign * (level - row.stopPrice) > 0) fail(`its level at ${end} is ${row.stopPrice}, not ${level}`);
    }
    return judged;
  },
);

export const TERM_CHECKS: readonly Check[] = [postOnly, reduceOnly, children, groups, trails, behind];
