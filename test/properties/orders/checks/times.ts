/** Of when orders may fill, and what must not be left out. */
import type { Check, Subject } from '../check.ts';
import { ofEachOrder } from '../check.ts';
import { endOf, expiryOf, hasEnded, type Life, rowSince } from '../lives.ts';

const arrival = ofEachOrder('arrival', 'nothing fills before its order has arrived', (life, _, fail) => {
  for (const { time } of life.fills) if (time < life.arrivesAt) fail(`fills at ${time}, arrives at ${life.arrivesAt}`);
  return life.fills.length;
});

const ends = ofEachOrder('end', 'nothing happens to an order after its end', (life, _, fail) => {
  const end = endOf(life);
  if (end === undefined) return false;
  for (const { seq, event } of life.rows) if (seq > end.seq) fail(`is ${event} after it was ${end.status}`);
  for (const { seq, time } of life.fills) if (seq > end.seq) fail(`fills at ${time} after it was ${end.status}`);
  return true;
});

const canceled: Check = {
  name: 'cancel',
  says: 'nothing fills once a cancel has arrived',
  judge(trial, fail) {
    const { asking, lives, setup } = trial;
    let judged = 0;
    for (const { id, at } of asking.cancels) {
      const life = lives.get(id);
      const arrival = at + setup.exchange.cancelDelay;
      if (life === undefined || arrival > lastTime(trial)) continue;
      judged += 1;
      const late = life.fills.find(({ time }) => time > arrival);
      if (late !== undefined) fail(`order ${id}: fills at ${late.time}, its cancel came at ${arrival}`);
      if ((endOf(life)?.time ?? Number.POSITIVE_INFINITY) > arrival)
        fail(`order ${id}: outlives its cancel at ${arrival}`);
    }
    return judged;
  },
};

const lastTime = ({ equityRows, orderRows }: Subject): number =>
  Math.max(equityRows.at(-1)?.time ?? -1, orderRows.at(-1)?.time ?? -1);

const expiry = ofEachOrder('expiry', 'GTD and DAY never fill after their expiry', (life, trial, fail) => {
  const expires = expiryOf(life, trial);
  if (expires === null || life.rows[0]!.event !== 'submitted') return false;
  // A candle that ends then still fills it; a candle that opens then, prints, and its own arrival do not.
  const isLast = (candleTime: number): boolean => candleTime >= 0 && candleTime < expires && life.arrivesAt < expires;
  const late = life.fills.find(({ time, candleTime }) => time > expires || (time === expires && !isLast(candleTime)));
  if (late !== undefined) fail(`fills at ${late.time}, expires at ${expires}`);
  const end = endOf(life)?.time ?? Number.POSITIVE_INFINITY;
  const latest = Math.max(expires, life.arrivesAt);
  if (latest <= lastTime(trial) && end > latest) fail(`outlives its expiry at ${expires}`);
  return true;
});

/** When an order that trades at once or ends must have done so; null where that is still to come. */
function decisionOf({ rows, asked, arrivesAt }: Life): number | null {
  const { type } = asked.request;
  const isMet = type === undefined || type === 'market' || type === 'limit';
  return isMet ? arrivesAt : (rows.find(({ triggerPrice }) => triggerPrice >= 0)?.time ?? null);
}

const IN_FORCE = ({ asked, isBracketed }: Life): string => (isBracketed ? 'GTC' : (asked.request.timeInForce ?? 'GTC'));

const immediate = ofEachOrder(
  'ioc',
  'what an IOC order leaves is canceled in the same instant',
  (life, trial, fail) => {
    if (IN_FORCE(life) !== 'IOC' || life.rows[0]!.event !== 'submitted') return false;
    return isDecided(life, trial, fail);
  },
);

const whole = ofEachOrder('fok', 'FOK fills whole in one instant, or not at all', (life, trial, fail) => {
  if (IN_FORCE(life) !== 'FOK' || life.rows[0]!.event !== 'submitted') return false;
  for (const { event, filled, quantity, time } of life.rows) {
    if (event === 'filled' && filled !== quantity) fail(`has filled ${filled} of ${quantity} at ${time}`);
  }
  return isDecided(life, trial, fail);
});

function isDecided(life: Life, trial: Subject, fail: (fault: string) => void): boolean {
  if (life.parent !== null) {
    // It is met with each fill of its parent: nothing may be left of it when the instant is over.
    for (const { time } of life.fills) {
      const { filled, quantity } = life.rows.findLast((row) => row.time === time)!;
      const last = life.rows.findLast((row) => row.time === time)!;
      if (filled !== quantity && !hasEnded(last))
        fail(`has filled ${filled} of ${quantity}, and works on after ${time}`);
    }
    return life.fills.length > 0;
  }
  const decision = decisionOf(life);
  if (decision === null || decision > lastTime(trial)) return false;
  const end = endOf(life);
  if (end === undefined || end.time > decision) fail(`works on after ${decision}`);
  if (life.fills.some(({ time }) => time !== decision)) fail(`fills at another time than ${decision}`);
  return true;
}

const amounts = ofEachOrder('amounts', 'what an order has filled is the sum of its fills', (life, _, fail) => {
  let [filled, cost] = [0, 0];
  let at = 0;
  for (const row of life.rows) {
    for (let fill = life.fills[at]; fill !== undefined && fill.seq < row.seq; fill = life.fills[++at]) {
      filled += fill.quantity;
      cost += fill.cost;
    }
    if (row.filled !== filled || row.cost !== cost)
      fail(`says ${row.filled} filled for ${row.cost}, not ${filled}, ${cost}`);
    if (row.quantity >= 0 && row.filled > row.quantity) fail(`has filled ${row.filled} of ${row.quantity}`);
    if (row.status === 'filled' && row.filled !== row.quantity) fail(`is filled with ${row.filled} of ${row.quantity}`);
  }
  return life.fills.length > 0;
});

const once = ofEachOrder(
  'life',
  'an order is submitted, accepted at most once, and ends at most once',
  (life, _, fail) => {
    const words = life.rows.map(({ event }) => event).join(' ');
    if (!/^(refused|rejected|submitted.*)$/.test(words)) fail(`its life is ${words}`);
    for (const event of ['submitted', 'accepted', 'triggered', 'expired', 'rejected', 'canceled']) {
      if (life.rows.filter((row) => row.event === event).length > 1) fail(`is ${event} twice: ${words}`);
    }
    const accepted =
      rowSince(life, Number.POSITIVE_INFINITY) && life.rows.findIndex(({ event }) => event === 'accepted');
    const filled = life.rows.findIndex(({ event }) => event === 'filled');
    if (filled >= 0 && (accepted === undefined || accepted < 0 || accepted > filled))
      fail(`fills before it is accepted: ${words}`);
    return true;
  },
);

export const TIME_CHECKS: readonly Check[] = [arrival, ends, canceled, expiry, immediate, whole, amounts, once];
