/** Of the books, of limits on risk, and of the volume there is. */
import type { Rate } from '../../../../src/model/rate.ts';
import { costOf } from '../../../support/invariants.ts';
import { type Check, ofEachOrder } from '../check.ts';
import { groupBy, type Life, positionBefore } from '../lives.ts';
import { pathsOf } from '../moves.ts';
import type { Trial } from '../trial.ts';

const books: Check = {
  name: 'books',
  says: 'after every event the books conserve each asset, and what is held is what open orders need',
  judgesAny: true,
  judge(trial, fail) {
    if (trial.booksFault !== null) fail(trial.booksFault);
    return trial.steps;
  },
};

const run: Check = {
  name: 'run',
  says: 'no order, right or wrong, ends a run in an error',
  judgesAny: true,
  judge(trial, fail) {
    if (trial.crash !== null) fail(trial.crash);
    return trial.asking.orders.size;
  },
};

/** The order can only make its position smaller: limits on risk are not for it. */
function mayOnlyReduce({ asked, rows, symbol }: Life, { setup }: Trial): boolean {
  const { way, request, positions } = asked;
  if (way === 'close' || request.reduceOnly === true || request.parent !== undefined) return true;
  const { base } = setup.instruments[symbol]!;
  // What buys cash reduces another position: that of its quote.
  if (base === setup.reporting) return true;
  const position = positions[base]!;
  const isOpposite = rows[0]!.side === 'buy' ? position < 0 : position > 0;
  return isOpposite && rows[0]!.quantity <= Math.abs(position);
}

/** The price by which it is judged before it has met one. */
function judgedAt({ rows, asked }: Life): number {
  const { price, stopPrice } = rows[0]!;
  return price >= 0 ? price : stopPrice >= 0 ? stopPrice : asked.mark;
}

/** At the approval of an order by itself, which may enlarge a position. */
function atApproval(
  name: string,
  says: string,
  isSet: (risk: NonNullable<Trial['setup']['risk']>) => boolean,
  judge: (life: Life, trial: Trial) => string | null,
): Check {
  return ofEachOrder(name, says, (life, trial, fail) => {
    const { risk } = trial.setup;
    if (risk === undefined || !isSet(risk) || life.isBracketed || life.rows[0]!.event !== 'submitted') return false;
    if (mayOnlyReduce(life, trial)) return false;
    const fault = judge(life, trial);
    if (fault !== null) fail(fault);
    return true;
  });
}

const openOrders = atApproval(
  'max_open_orders',
  'no order is approved beyond max_open_orders',
  ({ maxOpenOrders }) => maxOpenOrders !== null,
  ({ asked }, { setup }) =>
    asked.working < setup.risk!.maxOpenOrders!
      ? null
      : `is approved beside ${asked.working}, the most is ${setup.risk!.maxOpenOrders}`,
);

/** A share of equity, a unit more for its rounding. */
const shareOf = (equity: number, { numerator, denominator }: Rate): number => (equity / denominator) * numerator + 1;

/** Value of the base held after it, in reporting units; null where that takes more than one price. */
function worthAfter(life: Life, { setup }: Trial): { readonly before: number; readonly after: number } | null {
  const one = setup.instruments[life.symbol]!;
  const price = judgedAt(life);
  const { quantity, side } = life.rows[0]!;
  if (one.quote !== setup.reporting || price < 0 || quantity < 0 || !life.asked.isPriced) return null;
  const held = life.asked.positions[one.base]!;
  const after = held + (side === 'buy' ? quantity : -quantity);
  return { before: costOf(one, Math.abs(held), price), after: costOf(one, Math.abs(after), price) };
}

const position = atApproval(
  'max_position_pct',
  'no order is approved that would take its position beyond max_position_pct',
  ({ maxPosition }) => maxPosition !== null,
  (life, trial) => {
    const worth = worthAfter(life, trial);
    const most = shareOf(life.asked.equity, trial.setup.risk!.maxPosition!);
    if (worth === null || worth.after <= most || worth.after <= worth.before) return null;
    return `is approved for a position worth ${worth.after}, the most is ${most}`;
  },
);

const exposure = atApproval(
  'max_exposure_pct',
  'no order is approved that would by itself take exposure beyond max_exposure_pct',
  ({ maxExposure }) => maxExposure !== null,
  (life, trial) => {
    const worth = worthAfter(life, trial);
    const most = shareOf(life.asked.equity, trial.setup.risk!.maxExposure!);
    if (worth === null || worth.after - worth.before <= most) return null;
    return `is approved for ${worth.after - worth.before} more, the most is ${most}`;
  },
);

const cash = atApproval(
  'min_cash',
  'no purchase is approved that leaves less than min_cash free',
  ({ minCash }) => minCash !== null,
  ({ rows, asked, symbol }, { setup }) => {
    const pays = rows[0]!.side === 'buy' && setup.instruments[symbol]!.quote === setup.reporting;
    if (!pays || asked.freeAfter >= setup.risk!.minCash!) return null;
    return `is approved and leaves ${asked.freeAfter} free, the least is ${setup.risk!.minCash}`;
  },
);

const halted: Check = {
  name: 'max_drawdown_pct',
  says: 'after a drawdown of max_drawdown_pct nothing is approved but what reduces a position',
  judge(trial, fail) {
    const limit = trial.setup.risk?.maxDrawdown ?? null;
    if (limit === null) return 0;
    let peak = trial.initialEquity;
    const fall = trial.equityRows.find(({ equity }) => {
      peak = Math.max(peak, equity);
      return (peak - equity) * limit.denominator > peak * limit.numerator;
    });
    // The last row is taken again, after all has been decided.
    if (fall === undefined || fall === trial.equityRows.at(-1)) return 0;
    for (const life of trial.lives.values()) {
      const first = life.rows[0]!;
      if (life.isBracketed || first.event !== 'submitted' || first.time <= fall.time) continue;
      if (!mayOnlyReduce(life, trial)) fail(`order ${life.id}: is approved after the fall at ${fall.time}`);
    }
    return 1;
  },
};

const volume: Check = {
  name: 'volume',
  says: 'no more fills at a point of a candle than its share of the volume',
  judge(trial, fail) {
    const { settings, symbols } = trial.tried;
    if (settings.partialFills !== 'volume') return 0;
    const onCandles = trial.fillRows.filter(({ candleTime }) => candleTime >= 0);
    const points = groupBy(onCandles, ({ symbol, candleTime, time }) => {
      const { times } = pathsOf(trial, symbol, candleTime)[0]!;
      return `${symbol} ${candleTime} ${times.findLastIndex((at) => at <= time)}`;
    });
    for (const [key, fills] of points) {
      const [symbol, candleTime, point] = key.split(' ').map(Number) as [number, number, number];
      const start = settings.start * 1e6;
      const { interval, candles } = symbols[symbol]!;
      const candle = candles[(candleTime - start) / (interval * 1e6)]!;
      const lots = Math.floor((Math.round(candle![4]! * 1e8) * Number(settings.share)) / 100 / settings.lot);
      const dealt = Math.floor((lots * (point + 1)) / 4) - Math.floor((lots * point) / 4);
      const filled = fills.reduce((sum, { quantity }) => sum + quantity, 0);
      if (filled > dealt * settings.lot) fail(`${key}: ${filled} fill, there are ${dealt} lots of ${settings.lot}`);
    }
    return points.size;
  },
};

const ledger: Check = {
  name: 'ledger',
  says: 'a position never goes below what the account held at the start',
  judge(trial, fail) {
    trial.setup.assets.forEach(({ name }, asset) => {
      const last = trial.setup.initialBalance[asset]! + positionBefore(trial, asset, Number.POSITIVE_INFINITY);
      if (last < 0) fail(`${name}: ${last} at the end`);
    });
    return trial.fillRows.length;
  },
};

export const ACCOUNT_CHECKS: readonly Check[] = [
  run,
  books,
  ledger,
  openOrders,
  position,
  exposure,
  cash,
  halted,
  volume,
];
