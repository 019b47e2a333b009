/** Of what price reaches: it is met, and nothing that is left of an order is lost. */
import type { OrderRow } from '../../../support/play.ts';
import type { Check, Subject } from '../check.ts';
import { hasEnded, type Life, rowSince } from '../lives.ts';
import { candleTimesOf, jumpsOf, type Move, pathsOf, reaches } from '../moves.ts';

/** The moves of a symbol that can be said for certain, each with whether something held back may be passed by. */
function certainMoves(trial: Subject, symbol: number): Move[] {
  if (trial.setup.matching[symbol] !== 'candles') return [...jumpsOf(trial, symbol)];
  const { base } = trial.setup.instruments[symbol]!;
  return candleTimesOf(trial, symbol).flatMap((open) => {
    const paths = pathsOf(trial, symbol, open);
    // Which extreme came first is not known, or what a position opened on the way must not gain.
    if (paths.length > 1) return [];
    const { end, moves } = paths[0]!;
    const isPessimistic =
      trial.tried.settings.intrabar === 'adverse' &&
      trial.fillRows.some(
        ({ symbol: other, time }) => trial.setup.instruments[other]!.base === base && time > open && time <= end,
      );
    return isPessimistic ? [] : moves;
  });
}

const SIGN = { buy: 1, sell: -1 } as const;

/** What must befall an order at a move, as an event; null where nothing must. */
function mustBe(
  trial: Subject,
  { price, stopPrice, triggerPrice, side, type, status }: OrderRow,
  move: Move,
): string | null {
  const isUntriggered = triggerPrice < 0 && type !== 'market' && type !== 'limit';
  if (status === 'pending' || (isUntriggered && type === 'trailing_stop')) return null;
  if (!isUntriggered) {
    if (price >= 0) return reaches(trial, side, price, move) ? 'filled' : null;
    const meets = move.kind !== 'print' || !isQuoted(trial, move);
    return meets ? 'filled' : null;
  }
  if (move.kind === 'print' && isQuoted(trial, move)) return null;
  const isRising = SIGN[side as 'buy'] * (type.startsWith('take_profit') ? -1 : 1) > 0;
  return (isRising ? move.to >= stopPrice : move.to <= stopPrice) ? 'triggered' : null;
}

const isQuoted = (trial: Subject, move: Move & { readonly symbol?: number }): boolean =>
  trial.setup.matching[move.symbol ?? 0]!.startsWith('quotes');

function passedBy(life: Life, moves: readonly Move[], trial: Subject, fail: (fault: string) => void): number {
  const { rows, fills } = life;
  let judged = 0;
  for (const move of moves) {
    const before = rowSince(life, move.time);
    if (before === undefined || before.time < life.arrivesAt || hasEnded(before)) continue;
    if (move.side !== 'both' && move.side !== before.side) continue;
    // An amend that met no price waits for one, wherever it stood before; so does a child that its parent lets go on.
    if (before.event === 'amended' && (before.reason === null || before.reason === 'parent')) continue;
    // One that waits for its parent to fill more has nothing to fill.
    if (before.quantity >= 0 && before.quantity === before.filled) continue;
    const event = mustBe(trial, before, { ...move, symbol: life.symbol } as Move);
    if (event === null) continue;
    judged += 1;
    const isMet =
      rows.some(({ time, event: own }) => time === move.time && own !== 'trailed') ||
      fills.some(({ time }) => time === move.time);
    if (!isMet)
      fail(
        `order ${life.id} (${before.type}, ${before.status}) should be ${event} at ${move.time}, price goes to ${move.to}`,
      );
  }
  return judged;
}

const reached: Check = {
  name: 'reached',
  says: 'what price reaches is met, and what is left of an order in parts works on',
  judge(trial, fail) {
    // Where volume sets a limit, there may be nothing left for it.
    if (trial.tried.settings.partialFills === 'volume') return 0;
    let judged = 0;
    trial.setup.instruments.forEach(({ index }) => {
      const moves = certainMoves(trial, index);
      for (const life of trial.lives.values()) if (life.symbol === index) judged += passedBy(life, moves, trial, fail);
    });
    return judged;
  },
};

const waiting: Check = {
  name: 'waiting',
  says: 'an order that met no price meets the next one',
  judge(trial, fail) {
    let judged = 0;
    for (const life of trial.lives.values()) {
      if (life.parent !== null || life.rows[0]!.event !== 'submitted') continue;
      const { symbol, rows, arrivesAt } = life;
      const onCandles = trial.setup.matching[symbol] === 'candles';
      const moves = onCandles
        ? candleTimesOf(trial, symbol).flatMap((open) => pathsOf(trial, symbol, open)[0]!.moves)
        : jumpsOf(trial, symbol).filter(
            ({ kind }) => kind === (isQuoted(trial, { symbol } as never) ? 'quote' : 'print'),
          );
      const side = rows[0]!.side;
      const isClose = life.asked.way === 'close';
      const next = moves.find(
        (move) => move.time > arrivesAt && (isClose || move.side === 'both' || move.side === side),
      );
      if (next === undefined) continue;
      judged += 1;
      // By then it has been met: nothing is pending any more.
      const row = rows.findLast(({ time }) => time <= next.time)!;
      if (row.event === 'submitted' && !isClose) fail(`order ${life.id}: is still pending after ${next.time}`);
    }
    return judged;
  },
};

export const PASSED_CHECKS: readonly Check[] = [reached, waiting];
